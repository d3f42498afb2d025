#pragma once

#include <QWidget>

#include <vector>

class QLineEdit;

namespace reverie::settings {
class Settings;
enum class Category;
}  // namespace reverie::settings

namespace reverie::ui {

class Label;
class SettingRow;

/// All settings in one column under their categories, found by typing; made from the table of settings.
class SettingsPage final : public QWidget {
    Q_OBJECT

public:
    explicit SettingsPage(settings::Settings& settings, QWidget* parent = nullptr);

private:
    struct Section {
        settings::Category category;
        Label* title;
        QWidget* card;
        std::vector<SettingRow*> rows;
    };

    void addRows(class QVBoxLayout* column);
    void search(const QString& words);

    settings::Settings& m_settings;
    QLineEdit* m_search;
    Label* m_nothing;
    std::vector<Section> m_sections;
};

}  // namespace reverie::ui
