#pragma once

#include "core/engine/layers.h"
#include "core/kernels/attention.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace reverie::engine {

/// Multi-head attention; each head sees an equal share of the channels.
struct Attention {
    Linear to_q;    ///< [inner, C]
    Linear to_k;    ///< [inner, context]
    Linear to_v;    ///< [inner, context]
    Linear to_out;  ///< [C, inner]; diffusers' "to_out.0"
    int heads = 8;
    Linear to_qkv = {};  ///< the first three one below the other, views of which they then are; see mergeProjections
};

/// A text worked into the layers around it: see folded_text.h.
struct FoldedText {
    Linear toScores;            ///< [heads * M, C]
    Linear toOutputs;           ///< [C, heads * M]
    std::int64_t pictures = 1;  ///< neighbours in the batch that read it
};

/// Keys and values, projected: [B, L, inner] each.
struct KeysAndValues {
    at::Tensor keys;
    at::Tensor values;
    std::vector<FoldedText> folded;  ///< the same once more, where that is faster; may be empty
};

/// softmax(q k^T / sqrt(inner / heads)) v per head.
/// \param query [B, L, inner]; keys and values [B, M, inner] -> [B, L, inner]
[[nodiscard]] at::Tensor attend(
    const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal = false);

/// What `attend` runs there, for a picture's metadata: "online-softmax", our kernel for the CPU, or "sdpa", ATen's.
[[nodiscard]] const char* attentionKind(at::Device device, at::ScalarType type);

namespace looped {
/// The same by loops of our own, in fp32 on the CPU, not causal.
[[nodiscard]] at::Tensor attend(const at::Tensor& query, const KeysAndValues& context, int heads,
    const kernels::AttentionLoops& loops = *kernels::loops().attention);
}  // namespace looped

namespace plain {
/// The slow twin: the same by ATen's own attention, on any device.
[[nodiscard]] at::Tensor attend(
    const at::Tensor& query, const KeysAndValues& context, int heads, bool isCausal = false);
}  // namespace plain

/// \param context [B, M, context]
[[nodiscard]] KeysAndValues keysAndValues(const Attention& layer, const at::Tensor& context);
/// The same for a context that many x will be attended over.
[[nodiscard]] KeysAndValues lastingKeysAndValues(const Attention& layer, const at::Tensor& context);

/// For a layer that attends to its own x: makes one product of three. Its weights stay where they then are, and plain.
void mergeProjections(Attention& layer);

/// residual + to_out(attention of x over itself). \param x [B, L, C]; residual of the same shape
[[nodiscard]] at::Tensor selfAttention(const Attention& layer, const at::Tensor& x, const at::Tensor& residual);

/// residual + to_out(attention of x over the context). \param x [B, L, C]; residual of the same shape
[[nodiscard]] at::Tensor attention(
    const Attention& layer, const at::Tensor& x, const KeysAndValues& context, const at::Tensor& residual);

}  // namespace reverie::engine
