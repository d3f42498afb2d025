#pragma once

#include <QSet>
#include <QSyntaxHighlighter>

namespace reverie::ui {

/// Colours the prompt grammar and underlines the names that no run will take.
class PromptHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT

public:
    explicit PromptHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) { }
    /// False where the prompt is taken literally and so has no grammar.
    void setActive(bool isActive);
    /// Names in lower case that are not underlined.
    void setEmbeddings(const QSet<QString>& names);

protected:
    void highlightBlock(const QString& text) override;

private:
    QSet<QString> m_embeddings;
    bool m_isActive = true;
};

}  // namespace reverie::ui
