#pragma once

#include "core/engine/text_encoder.h"
#include "core/prompt/prompt_chunks.h"
#include "core/request/generation_request.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <utility>
#include <vector>

namespace reverie::engine {

/// A prompt as the UNet reads it, in the encoders' type; undefined where there is none.
struct EncodedPrompt {
    at::Tensor states;  ///< [1, 77 * chunks, C]: the chunks one after the other, weighted
    at::Tensor pooled;  ///< [1, P]: the first chunk as a whole; undefined where no encoder has a projection
};

/// Encodes the chunks of a run's prompts with one encoder, each distinct one once. Lives as long as the run.
class PromptEncoder final {
public:
    PromptEncoder(const TextEncoder& encoder, request::Emphasis emphasis);

    /// \param clipSkip 1 = the last layer; at most the encoder's layers
    [[nodiscard]] EncodedPrompt encode(const std::vector<prompt::PromptChunk>& chunks, int clipSkip);

private:
    const EncodedText& encodeIds(const std::vector<int>& ids, int clipSkip);
    at::Tensor weighted(const at::Tensor& hidden, const std::vector<float>& weights) const;

    const TextEncoder& m_encoder;
    request::Emphasis m_emphasis;
    std::map<std::pair<std::vector<int>, int>, EncodedText> m_encoded;
};

/// What several encoders say of one prompt, side by side; pooled text is that of the last encoder that has any.
/// \param prompts of equally many chunks, at least one
[[nodiscard]] EncodedPrompt sideBySide(const std::vector<EncodedPrompt>& prompts);

/// A prompt for a stretch of the run: up to and including this call of the UNet, counted from 0.
struct PromptStretch {
    int lastCall = 0;
    EncodedPrompt text;
};

/// A prompt over the run: one stretch, or several in their order where its words change. The last one holds for ever.
struct PromptCourse {
    double weight = 1;
    std::vector<PromptStretch> stretches;

    [[nodiscard]] const EncodedPrompt& at(int call) const;
};

/// The text of a batch: what to draw, and what to stay away from.
struct Conditioning {
    std::vector<PromptCourse> positives;  ///< one, or several that are drawn at once
    PromptCourse negative;                ///< no stretches where there is no guidance
    std::vector<double> sizes;  ///< for a UNet that is told them: the picture's original size, crop, target size

    [[nodiscard]] bool isGuided() const { return !negative.stretches.empty(); }
    /// Whether both halves of guidance ever run as one batch: there is one prompt and, as long, its negative.
    [[nodiscard]] bool runsAsPair() const;
};

}  // namespace reverie::engine
