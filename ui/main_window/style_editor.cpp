#include "ui/main_window/style_editor.h"

#include "ui/compose/prompt_edit.h"
#include "ui/main_window/toast.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

/// A caption right above its field.
QLayout* captioned(const QString& title, QWidget* field)
{
    auto* rows = new QVBoxLayout;
    rows->setSpacing(space::kTiny);
    Label* words = caption(title);
    words->setBuddy(field);
    rows->addWidget(words);
    rows->addWidget(field);
    return rows;
}

}  // namespace

StyleEditor::StyleEditor(settings::StyleBook& book, Toast& toast, QWidget* window)
    : Overlay(tr("Style"), {extent::kPaletteWidth, 0}, window), m_book(book), m_toast(toast),
      m_title(new Label({}, TextRole::Title)), m_names(new QComboBox), m_name(new QLineEdit),
      m_prompt(new PromptEdit(tr("What the style adds to the prompt"), tr("{prompt}, oil on canvas"))),
      m_negative(new PromptEdit(tr("What the style adds to what should not be there"), {})),
      m_note(new Label({}, TextRole::Caption, Tone::Muted)), m_save(wordButton(tr("Save"), ButtonKind::Primary)),
      m_delete(wordButton(tr("Delete"), ButtonKind::Quiet))
{
    layOut();
    connect(m_names, &QComboBox::activated, this, [this] { showStyle(m_names->currentText()); });
    connect(m_name, &QLineEdit::textChanged, this, &StyleEditor::judge);
    connect(m_name, &QLineEdit::returnPressed, this, &StyleEditor::save);
    for (const PromptEdit* field : {m_prompt, m_negative})
        connect(field, &PromptEdit::textChanged, this, &StyleEditor::judge);
    connect(m_save, &QPushButton::clicked, this, &StyleEditor::save);
    connect(m_delete, &QPushButton::clicked, this, &StyleEditor::remove);
}

void StyleEditor::layOut()
{
    m_name->setAccessibleName(tr("Name of the style"));
    m_names->setAccessibleName(tr("Style to change"));
    m_prompt->setFixedHeight(extent::kPrompt);
    m_negative->setFixedHeight(extent::kWithout);
    m_note->setWordWrap(true);
    body()->setSpacing(space::kLarge);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_names);
    body()->addLayout(head);
    body()->addLayout(captioned(tr("Name"), m_name));
    body()->addLayout(captioned(tr("Prompt"), m_prompt));
    body()->addLayout(captioned(tr("Without"), m_negative));
    body()->addWidget(m_note);
    body()->addStretch();  // else what is left over parts the captions from their fields
    auto* foot = new QHBoxLayout;
    QPushButton* leave = wordButton(tr("Cancel"), ButtonKind::Quiet);
    foot->addWidget(m_delete);
    foot->addStretch();
    foot->addWidget(leave);
    foot->addWidget(m_save);
    body()->addLayout(foot);
    connect(leave, &QPushButton::clicked, this, &Overlay::close);
}

void StyleEditor::showNew(const settings::PromptPair& prompts)
{
    m_changed.clear();
    m_title->setText(tr("New style"));
    m_names->hide();
    m_delete->hide();
    fill({{}, prompts.prompt, prompts.negativePrompt});
    open(m_name);
}

void StyleEditor::showStyle(const QString& name)
{
    const settings::Style* found = m_book.find(name);
    if (found == nullptr && m_book.styles().empty())
        return;
    const settings::Style style = found == nullptr ? m_book.styles().front() : *found;
    m_changed = style.name;
    m_title->setText(tr("Change a style"));
    m_names->clear();
    for (const settings::Style& each : m_book.styles())
        m_names->addItem(each.name);
    m_names->setCurrentText(style.name);
    m_names->show();
    m_delete->show();
    fill(style);
    open(m_name);
    m_name->selectAll();
}

void StyleEditor::fill(const settings::Style& style)
{
    m_name->setText(style.name);
    m_prompt->setPrompt(style.prompt);
    m_negative->setPrompt(style.negativePrompt);
    judge();
}

settings::Style StyleEditor::typed() const
{
    return {m_name->text().trimmed(), m_prompt->toPlainText(), m_negative->toPlainText()};
}

void StyleEditor::judge()
{
    const settings::Style style = typed();
    const bool isEmpty = style.prompt.trimmed().isEmpty() && style.negativePrompt.trimmed().isEmpty();
    const bool isTaken = style.name != m_changed && m_book.find(style.name) != nullptr;
    m_save->setEnabled(!style.name.isEmpty() && !isEmpty);
    m_note->setTone(isTaken ? Tone::Warn : Tone::Muted);
    m_note->setText(isTaken
            ? tr("There is a style of this name; saving puts this one in its place.")
            : tr("Your prompt takes the place of {prompt}; without that, the style is added behind it."));
}

void StyleEditor::save()
{
    const settings::Style style = typed();
    if (!m_save->isEnabled())
        return;
    const std::vector<settings::Style> before = m_book.styles();
    std::ignore = m_changed.isEmpty() ? m_book.put(style) : m_book.change(m_changed, style);  // it has a name
    finish(tr("The style %1 was saved.").arg(style.name), before);
}

void StyleEditor::remove()
{
    const std::vector<settings::Style> before = m_book.styles();
    m_book.remove(m_changed);
    finish(tr("The style %1 was deleted.").arg(m_changed), before);
}

void StyleEditor::finish(const QString& told, const std::vector<settings::Style>& before)
{
    close();
    m_toast.offer(told, tr("Undo"), [this, before] { m_book.restore(before); });
}

}  // namespace reverie::ui
