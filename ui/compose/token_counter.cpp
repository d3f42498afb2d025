#include "ui/compose/token_counter.h"

#include "core/prompt/prompt_chunks.h"
#include "ui/widgets/tokens.h"

#include <QtConcurrent>

#include <mutex>
#include <optional>

namespace reverie::ui {

/// Read when it is first needed; used by one thread at a time, under its mutex.
struct TokenCounter::Tokenizer {
    weights::TokenizerPlace place;
    std::mutex mutex;
    std::optional<Result<prompt::ClipTokenizer>> read;

    TokenCount count(const QString& text, request::Emphasis emphasis)
    {
        const std::lock_guard lock(mutex);
        if (!read)
            read = prompt::ClipTokenizer::open(place.folder, place.padsWithZero);
        if (!*read)
            return {};
        const auto chunks = prompt::chunkPrompt(**read, text, emphasis);
        if (!chunks)
            return {};
        TokenCount count;
        count.room = (*read)->maxLength() - 2;
        for (const prompt::PromptChunk& chunk : *chunks) {
            count.chunks.push_back(chunk.words);
            count.dropped += chunk.dropped;
        }
        return count;
    }
};

TokenCounter::TokenCounter(QObject* parent) : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(motion::kShortMs);
    connect(&m_patience, &QTimer::timeout, this, &TokenCounter::ask);
    connect(&m_watcher, &QFutureWatcher<TokenCount>::finished, this, [this] {
        Q_EMIT counted(m_watcher.result());
        if (m_isStale)
            ask();
    });
}

TokenCounter::~TokenCounter()
{
    m_watcher.waitForFinished();
}

void TokenCounter::setTokenizer(const weights::TokenizerPlace& place)
{
    m_tokenizer = std::make_shared<Tokenizer>();
    m_tokenizer->place = place;
    m_patience.start();
}

void TokenCounter::count(const QString& prompt, request::Emphasis emphasis)
{
    m_prompt = prompt;
    m_emphasis = emphasis;
    m_patience.start();
}

void TokenCounter::ask()
{
    m_isStale = m_watcher.isRunning();
    if (m_isStale || m_tokenizer == nullptr)
        return;
    m_watcher.setFuture(QtConcurrent::run([tokenizer = m_tokenizer, prompt = m_prompt, emphasis = m_emphasis] {
        return tokenizer->count(prompt, emphasis);
    }));
}

}  // namespace reverie::ui
