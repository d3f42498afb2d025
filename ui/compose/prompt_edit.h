#pragma once

#include "ui/widgets/text_box.h"

namespace reverie::ui {

class PromptHighlighter;
struct TextState;

/// A prompt: coloured grammar, plain text only. Tab moves on to the next field.
class PromptEdit final : public TextBox {
    Q_OBJECT

public:
    PromptEdit(const QString& name, const QString& invitation, QWidget* parent = nullptr);

    /// Replaces the whole text so that Ctrl+Z brings the old one back.
    void setPrompt(const QString& text);
    void setGrammar(bool isActive);
    /// Names of embeddings that there are, in lower case.
    void setEmbeddings(const QSet<QString>& names);
    void changeWeight(int steps);
    void movePhrase(int direction);

Q_SIGNALS:
    /// A picture, or the text of one, was pasted.
    void recipePasted(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;

private:
    void apply(TextState (*change)(TextState, int), int by);

    PromptHighlighter* m_highlighter;
};

}  // namespace reverie::ui
