#include "core/engine/conditioning.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace reverie::engine {

PromptEncoder::PromptEncoder(const TextEncoder& encoder, request::Emphasis emphasis)
    : m_encoder(encoder), m_emphasis(emphasis)
{
}

EncodedPrompt PromptEncoder::encode(const std::vector<prompt::PromptChunk>& chunks, int clipSkip)
{
    std::vector<at::Tensor> parts;
    parts.reserve(chunks.size());
    for (const prompt::PromptChunk& chunk : chunks)
        parts.push_back(weighted(encodeIds(chunk.ids, clipSkip).states, chunk.weights));
    return {at::cat(parts, 1), encodeIds(chunks.front().ids, clipSkip).pooled};
}

const EncodedText& PromptEncoder::encodeIds(const std::vector<int>& ids, int clipSkip)
{
    auto [known, isNew] = m_encoded.try_emplace({ids, clipSkip});
    if (isNew) {
        const at::Device device = m_encoder.token_embedding.device();
        const std::vector<std::int64_t> wide(ids.begin(), ids.end());
        known->second = encodeText(m_encoder, at::tensor(wide, at::kLong).unsqueeze(0).to(device), clipSkip);
    }
    return known->second;
}

EncodedPrompt sideBySide(const std::vector<EncodedPrompt>& prompts)
{
    EncodedPrompt joined;
    std::vector<at::Tensor> states;
    for (const EncodedPrompt& prompt : prompts) {
        states.push_back(prompt.states);
        if (prompt.pooled.defined())
            joined.pooled = prompt.pooled;
    }
    joined.states = at::cat(states, 2);
    return joined;
}

const EncodedPrompt& PromptCourse::at(int call) const
{
    const auto holds = [&](const PromptStretch& stretch) { return call <= stretch.lastCall; };
    const auto found = std::find_if(stretches.begin(), stretches.end(), holds);
    return found == stretches.end() ? stretches.back().text : found->text;
}

bool Conditioning::runsAsPair() const
{
    if (positives.size() != 1)
        return false;
    const auto isAsLong = [&](const PromptStretch& away) {
        const auto fits = [&](const PromptStretch& towards) {
            return towards.text.states.size(1) == away.text.states.size(1);
        };
        return std::any_of(positives[0].stretches.begin(), positives[0].stretches.end(), fits);
    };
    return std::any_of(negative.stretches.begin(), negative.stretches.end(), isAsLong);
}

/// A1111's "Original" multiplies each token's vector, then scales the whole so that its mean is what it was.
at::Tensor PromptEncoder::weighted(const at::Tensor& hidden, const std::vector<float>& weights) const
{
    const bool isPlain = std::all_of(weights.begin(), weights.end(), [](float weight) { return weight == 1; });
    const bool isLiteral = m_emphasis == request::Emphasis::None || m_emphasis == request::Emphasis::Ignore;
    if (isPlain || isLiteral)
        return hidden;
    const at::Tensor factors = at::tensor(weights).to(hidden.device()).view({1, -1, 1});
    const at::Tensor before = hidden.to(at::kFloat);
    const at::Tensor after = before * factors;
    if (m_emphasis == request::Emphasis::NoNorm)
        return after.to(hidden.scalar_type());
    return (after * (before.mean() / after.mean())).to(hidden.scalar_type());
}

}  // namespace reverie::engine
