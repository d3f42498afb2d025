#pragma once

#include <QSyntaxHighlighter>

namespace reverie::ui {

/// Colours the prompt grammar and underlines the names that no run will take.
class PromptHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT

public:
    explicit PromptHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) { }
    /// False where the prompt is taken literally and so has no grammar.
    void setActive(bool isActive);

protected:
    void highlightBlock(const QString& text) override;

private:
    bool m_isActive = true;
};

}  // namespace reverie::ui
