#pragma once

#include "core/engine/text_encoder.h"
#include "core/prompt/prompt_chunks.h"
#include "core/request/generation_request.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <utility>
#include <vector>

namespace reverie::engine {

/// Encodes the chunks of a run's prompts, each distinct one once. Lives as long as the run.
class PromptEncoder final {
public:
    PromptEncoder(const TextEncoder& encoder, request::Emphasis emphasis);

    /// What the UNet reads: the chunks one after the other, weighted, [1, 77 * chunks, C], in the encoder's type.
    /// \param clipSkip 1 = the last layer; at most the encoder's layers
    [[nodiscard]] at::Tensor encode(const std::vector<prompt::PromptChunk>& chunks, int clipSkip);

private:
    at::Tensor encodeIds(const std::vector<int>& ids, int clipSkip);
    at::Tensor weighted(const at::Tensor& hidden, const std::vector<float>& weights) const;

    const TextEncoder& m_encoder;
    request::Emphasis m_emphasis;
    std::map<std::pair<std::vector<int>, int>, at::Tensor> m_encoded;
};

/// The text of a batch: what to draw, and what to stay away from (undefined where there is no guidance).
struct Conditioning {
    at::Tensor positive;  ///< [1, L, C]
    at::Tensor negative;  ///< [1, M, C]
};

}  // namespace reverie::engine
