#pragma once

#include "core/request/generation_request.h"
#include "core/weights/model_folder.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace reverie::prompt {
class ClipTokenizer;
}

namespace reverie::ui {

/// What a prompt fills.
struct TokenCount {
    std::vector<int> chunks;  ///< tokens in each of the text encoder's runs; empty = not known
    int dropped = 0;          ///< tokens of a literal prompt that found no room
    int room = 75;            ///< of one run
};

/// Counts the tokens of a prompt with the model's own tokenizer, in a thread and a short while after the last key. The
/// latest question wins.
class TokenCounter final : public QObject {
    Q_OBJECT

public:
    explicit TokenCounter(QObject* parent = nullptr);
    ~TokenCounter() override;

    void setTokenizer(const weights::TokenizerPlace& place);
    void count(const QString& prompt, request::Emphasis emphasis);

Q_SIGNALS:
    void counted(const reverie::ui::TokenCount& count);

private:
    struct Tokenizer;
    void ask();

    QTimer m_patience;
    QFutureWatcher<TokenCount> m_watcher;
    std::shared_ptr<Tokenizer> m_tokenizer;
    QString m_prompt;
    request::Emphasis m_emphasis = request::Emphasis::Original;
    bool m_isStale = false;
};

}  // namespace reverie::ui
