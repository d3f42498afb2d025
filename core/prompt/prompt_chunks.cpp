#include "core/prompt/prompt_chunks.h"

#include "core/prompt/prompt_grammar.h"
#include "core/prompt/unsupported_forms.h"

#include <algorithm>
#include <span>

namespace reverie::prompt {
namespace {

constexpr std::size_t kCommaLookBack = 20;

struct WeightedToken {
    int id;
    float weight;
};

PromptChunk padded(const ClipTokenizer& tokenizer, std::span<const WeightedToken> words)
{
    const auto length = static_cast<std::size_t>(tokenizer.maxLength());
    PromptChunk chunk;
    chunk.words = static_cast<int>(words.size());
    chunk.ids.reserve(length);
    chunk.ids.push_back(tokenizer.startId());
    chunk.weights.assign(length, 1.0F);
    for (const WeightedToken& each : words) {
        chunk.weights[chunk.ids.size()] = each.weight;
        chunk.ids.push_back(each.id);
    }
    chunk.ids.push_back(tokenizer.endId());
    chunk.ids.resize(length, tokenizer.padId());
    return chunk;
}

/// Fills one chunk after the other.
class Chunker final {
public:
    explicit Chunker(const ClipTokenizer& tokenizer)
        : m_tokenizer(tokenizer), m_room(static_cast<std::size_t>(tokenizer.maxLength()) - 2)
    {
    }

    void add(WeightedToken token)
    {
        if (m_words.size() == m_room)
            endFullChunk(token.id == m_tokenizer.commaId());
        m_words.push_back(token);
    }

    void endChunk() { endChunkAt(m_words.size()); }

    std::vector<PromptChunk> finish()
    {
        if (!m_words.empty() || m_chunks.empty())
            endChunk();
        return std::move(m_chunks);
    }

private:
    /// Where the last comma is near, what stands behind it moves on with the token that found no room, unless that is a
    /// comma itself.
    void endFullChunk(bool isCommaNext)
    {
        const auto isComma = [this](const WeightedToken& each) { return each.id == m_tokenizer.commaId(); };
        const auto farthest = m_words.rend() - static_cast<std::ptrdiff_t>(m_room - std::min(m_room, kCommaLookBack));
        const auto comma = isCommaNext ? farthest : std::find_if(m_words.rbegin(), farthest, isComma);
        endChunkAt(comma == farthest ? m_words.size() : static_cast<std::size_t>(m_words.rend() - comma));
    }

    void endChunkAt(std::size_t end)
    {
        m_chunks.push_back(padded(m_tokenizer, std::span(m_words).first(end)));
        m_words.erase(m_words.begin(), m_words.begin() + static_cast<std::ptrdiff_t>(end));
    }

    const ClipTokenizer& m_tokenizer;
    std::size_t m_room;
    std::vector<WeightedToken> m_words;
    std::vector<PromptChunk> m_chunks;
};

std::vector<PromptChunk> literalChunk(const ClipTokenizer& tokenizer, const QString& prompt)
{
    std::vector<WeightedToken> words;
    for (const int id : tokenizer.encode(prompt))
        words.push_back({id, 1.0F});
    const std::size_t kept = std::min(words.size(), static_cast<std::size_t>(tokenizer.maxLength()) - 2);
    PromptChunk chunk = padded(tokenizer, std::span(words).first(kept));
    chunk.dropped = static_cast<int>(words.size() - kept);
    return {std::move(chunk)};
}

}  // namespace

Result<std::vector<PromptChunk>> chunkPrompt(
    const ClipTokenizer& tokenizer, const QString& prompt, request::Emphasis emphasis)
{
    if (emphasis == request::Emphasis::None)
        return literalChunk(tokenizer, prompt);
    if (auto supported = checkPrompt(prompt, emphasis); !supported)
        return failWith(std::move(supported));
    Chunker chunker(tokenizer);
    for (const PromptSpan& span : parsePrompt(prompt)) {
        if (span.isBreak)
            chunker.endChunk();
        const float weight = emphasis == request::Emphasis::Ignore ? 1.0F : static_cast<float>(span.weight);
        for (const int id : tokenizer.encode(span.text))
            chunker.add({id, weight});
    }
    return chunker.finish();
}

}  // namespace reverie::prompt
