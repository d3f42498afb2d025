#pragma once

#include "core/engine/attention.h"
#include "core/engine/text_encoder_config.h"
#include "core/engine/weight_list.h"

namespace reverie::engine {

/// One layer of CLIP's text transformer: pre-norm attention, then pre-norm feed-forward.
struct TextEncoderLayer {
    LayerNorm layer_norm1;
    Attention self_attn;
    LayerNorm layer_norm2;
    Linear fc1;
    Linear fc2;
};

/// CLIP's text transformer (transformers' CLIPTextModel). Built once, then only read.
struct TextEncoder {
    TextEncoderConfig config;
    at::Tensor token_embedding;     ///< [vocabulary, C]
    at::Tensor position_embedding;  ///< [positions, C]
    std::vector<TextEncoderLayer> layers;
    LayerNorm final_layer_norm;
};

/// An encoder without weights, as the config wants it; `weights` lists them and points into `encoder`.
void declareTextEncoder(TextEncoder& encoder, const TextEncoderConfig& config, WeightList& weights);

/// The hidden states after all layers but the last `clipSkip - 1`, then the final norm.
/// \param ids      [n, L] int64 of the vocabulary, L <= positions
/// \param clipSkip 1 = all layers, up to the number of layers
/// \return [n, L, C] in the encoder's type. Source: Radford et al. 2021; transformers CLIPTextTransformer.
[[nodiscard]] at::Tensor encodeText(const TextEncoder& encoder, const at::Tensor& ids, int clipSkip);

}  // namespace reverie::engine
