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
    Linear text_projection;  ///< undefined without
    /// Stable Diffusion XL: the states before the last layer at the latest, and without the final norm.
    bool givesPenultimate = false;
};

/// What an encoder makes of texts.
struct EncodedText {
    at::Tensor states;  ///< [n, L, C]
    at::Tensor pooled;  ///< [n, projection]; undefined where the encoder has no projection
};

/// An encoder without weights, as the config wants it; `weights` lists them and points into `encoder`.
void declareTextEncoder(TextEncoder& encoder, const TextEncoderConfig& config, WeightList& weights);

/// The hidden states after all layers but the last `clipSkip - 1`, then the final norm; and the end token's state after
/// all layers, normed and projected.
/// \param ids      [n, L] int64 of the vocabulary, L <= positions
/// \param clipSkip 1 = all layers, up to the number of layers
/// \return in the encoder's type. Source: Radford et al. 2021; transformers CLIPTextTransformer.
[[nodiscard]] EncodedText encodeText(const TextEncoder& encoder, const at::Tensor& ids, int clipSkip);

}  // namespace reverie::engine
