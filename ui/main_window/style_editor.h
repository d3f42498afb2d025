#pragma once

#include "core/settings/styles.h"
#include "ui/main_window/overlay.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace reverie::ui {

class Label;
class PromptEdit;
class Toast;

/// Names a new style, and renames, changes and deletes those that there are. Every change can be taken back.
class StyleEditor final : public Overlay {
    Q_OBJECT

public:
    StyleEditor(settings::StyleBook& book, Toast& toast, QWidget* window);

    /// A new style of these prompts, which only lacks a name.
    void showNew(const settings::PromptPair& prompts);
    /// One that there is; the first, if there is none of this name.
    void showStyle(const QString& name);

private:
    void layOut();
    void fill(const settings::Style& style);
    void judge();
    void save();
    void remove();
    void finish(const QString& told, const std::vector<settings::Style>& before);
    [[nodiscard]] settings::Style typed() const;

    settings::StyleBook& m_book;
    Toast& m_toast;
    Label* m_title;
    QComboBox* m_names;
    QLineEdit* m_name;
    PromptEdit* m_prompt;
    PromptEdit* m_negative;
    Label* m_note;
    QPushButton* m_save;
    QPushButton* m_delete;
    QString m_changed;  ///< name of the style that is changed; empty = a new one
};

}  // namespace reverie::ui
