#pragma once

#include <QMap>
#include <QWidget>

class QToolButton;

namespace reverie::ui {

/// The strip of pages at the window's left edge.
class Rail final : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget* parent = nullptr);

    /// \param atFoot  below, apart from the others
    void addPage(const QString& id, const QString& iconName, const QString& title, bool atFoot);
    void setKeys(const QString& id, const QString& keys);
    void setCurrent(const QString& id);
    [[nodiscard]] QToolButton* menuButton() const { return m_menu; }

Q_SIGNALS:
    void pageWanted(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QMap<QString, QToolButton*> m_buttons;
    QToolButton* m_menu;
    int m_top = 0;
};

}  // namespace reverie::ui
