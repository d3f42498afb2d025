#pragma once

#include "ui/main_window/overlay.h"

class QKeySequenceEdit;
class QPushButton;

namespace reverie::settings {
class Settings;
}

namespace reverie::ui {

class CommandList;
class CommandTable;
class Label;

/// F1: every command with its keys; choosing one lets its keys be changed, which the settings remember.
class ShortcutsSheet final : public Overlay {
    Q_OBJECT

public:
    ShortcutsSheet(CommandTable& commands, settings::Settings& settings, QWidget* window);
    void show();

private:
    void choose(const QString& id);
    void take();
    void reset();

    CommandTable& m_commands;
    settings::Settings& m_settings;
    CommandList* m_list;
    QWidget* m_change;
    Label* m_title;
    Label* m_note;
    QKeySequenceEdit* m_keys;
    QString m_chosen;
};

}  // namespace reverie::ui
