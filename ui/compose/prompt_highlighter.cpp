#include "ui/compose/prompt_highlighter.h"

#include "ui/compose/prompt_text.h"
#include "ui/widgets/style.h"

namespace reverie::ui {
namespace {

QTextCharFormat formatOf(PromptMark::Kind kind, const Colours& colours)
{
    using Kind = PromptMark::Kind;
    QTextCharFormat format;
    switch (kind) {
    case Kind::Bracket:
    case Kind::Alternative:
        format.setForeground(colours.syntaxBracket);
        break;
    case Kind::Weight:
        format.setForeground(colours.syntaxWeight);
        break;
    case Kind::Word:
        format.setForeground(colours.syntaxWord);
        format.setFontWeight(QFont::DemiBold);
        break;
    case Kind::Tag:
        format.setForeground(colours.syntaxTag);
        break;
    case Kind::Unknown:
        format.setForeground(colours.bad);
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(colours.bad);
        break;
    case Kind::Escape:
        format.setForeground(colours.muted);
        break;
    }
    return format;
}

}  // namespace

void PromptHighlighter::setActive(bool isActive)
{
    if (m_isActive == isActive)
        return;
    m_isActive = isActive;
    rehighlight();
}

void PromptHighlighter::setEmbeddings(const QSet<QString>& names)
{
    if (m_embeddings == names)
        return;
    m_embeddings = names;
    rehighlight();
}

void PromptHighlighter::highlightBlock(const QString& text)
{
    if (!m_isActive)
        return;
    for (const PromptMark& mark : promptMarks(text, m_embeddings))
        setFormat(
            static_cast<int>(mark.from), static_cast<int>(mark.length), formatOf(mark.kind, applicationColours()));
}

}  // namespace reverie::ui
