#pragma once

#include <QWidget>

class QStackedWidget;

namespace reverie::ui {

class DiscoverTab;
class DownloadsTab;
class InstalledTab;
class TabStrip;

/// The page of models: those of this machine, those to get, and the downloads that are under way.
class ModelsPage final : public QWidget {
    Q_OBJECT

public:
    enum Tab { Installed, Discover, Downloads };

    explicit ModelsPage(QWidget* parent = nullptr);

    [[nodiscard]] InstalledTab& installed() const { return *m_installed; }
    [[nodiscard]] DiscoverTab& discover() const { return *m_discover; }
    [[nodiscard]] DownloadsTab& downloads() const { return *m_downloads; }
    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    void setCount(Tab tab, int count);
    /// Puts the keyboard where the shown tab begins.
    void takeFocus();

Q_SIGNALS:
    void tabShown(reverie::ui::ModelsPage::Tab tab);

private:
    TabStrip* m_tabs;
    QStackedWidget* m_stack;
    InstalledTab* m_installed;
    DiscoverTab* m_discover;
    DownloadsTab* m_downloads;
};

}  // namespace reverie::ui
