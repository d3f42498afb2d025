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

/// The text of a batch: what to draw, and what to stay away from (undefined where there is no guidance).
struct Conditioning {
    EncodedPrompt positive;
    EncodedPrompt negative;
    std::vector<double> sizes;  ///< for a UNet that is told them: the picture's original size, crop and target size
};

}  // namespace reverie::engine
