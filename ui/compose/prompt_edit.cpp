#include "ui/compose/prompt_edit.h"

#include "ui/compose/prompt_highlighter.h"
#include "ui/compose/prompt_text.h"

#include <QMimeData>

namespace reverie::ui {
namespace {

/// The last line of what A1111 and its kin write names the steps and the sampler.
bool looksLikeRecipe(const QString& text)
{
    return text.contains(QLatin1String("Steps: ")) && text.contains(QLatin1String("Sampler: "));
}

}  // namespace

PromptEdit::PromptEdit(const QString& name, const QString& invitation, QWidget* parent)
    : TextBox(parent), m_highlighter(new PromptHighlighter(document()))
{
    setAccessibleName(name);
    setPlaceholderText(invitation);
}

void PromptEdit::setPrompt(const QString& text)
{
    if (text == toPlainText())
        return;
    QTextCursor cursor = textCursor();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    setTextCursor(cursor);
}

void PromptEdit::setGrammar(bool isActive)
{
    m_highlighter->setActive(isActive);
}

void PromptEdit::setEmbeddings(const QSet<QString>& names)
{
    m_highlighter->setEmbeddings(names);
}

void PromptEdit::changeWeight(int steps)
{
    apply(withWeight, steps);
}

void PromptEdit::movePhrase(int direction)
{
    apply(withPhraseMoved, direction);
}

void PromptEdit::apply(TextState (*change)(TextState, int), int by)
{
    QTextCursor cursor = textCursor();
    const TextState before{toPlainText(), cursor.anchor(), cursor.position()};
    const TextState after = change(before, by);
    if (after.text == before.text)
        return;
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(after.text);
    cursor.setPosition(static_cast<int>(after.from));
    cursor.setPosition(static_cast<int>(after.to), QTextCursor::KeepAnchor);
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void PromptEdit::changeEvent(QEvent* event)
{
    TextBox::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->rehighlight();
}

bool PromptEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return source->hasText() && !source->hasUrls();
}

void PromptEdit::insertFromMimeData(const QMimeData* source)
{
    if (looksLikeRecipe(source->text()))
        Q_EMIT recipePasted(source->text());
    else
        TextBox::insertFromMimeData(source);
}

}  // namespace reverie::ui
