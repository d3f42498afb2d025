#pragma once

#include <QWidget>

#include <functional>

class QToolButton;

class QLineEdit;

namespace reverie::settings {
class Settings;
struct Setting;
}  // namespace reverie::settings

namespace reverie::ui {

/// One setting: its name, what it does, its field, and a button that brings the default back.
class SettingRow final : public QWidget {
    Q_OBJECT

public:
    SettingRow(const settings::Setting& setting, settings::Settings& settings, QWidget* parent = nullptr);

    [[nodiscard]] const settings::Setting& setting() const { return m_setting; }

private:
    QWidget* makeField();
    QWidget* makeSwitch();
    QWidget* makeNumber();
    QLineEdit* makeText();
    QWidget* makePath();
    void choosePath();
    QWidget* makeChoice();
    void onChanged(const QString& key);

    const settings::Setting& m_setting;
    settings::Settings& m_settings;
    QToolButton* m_reset;
    std::function<void()> m_show;
};

}  // namespace reverie::ui
