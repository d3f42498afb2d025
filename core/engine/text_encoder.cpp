#include "core/engine/text_encoder.h"

#include <ATen/ATen.h>

namespace reverie::engine {
namespace {

constexpr double kQuickGelu = 1.702;

at::Tensor activate(at::Tensor x, TextActivation activation)
{
    if (activation == TextActivation::Gelu)
        return at::gelu(x);
    return x * at::sigmoid(kQuickGelu * x);
}

at::Tensor runLayer(const TextEncoderLayer& layer, const at::Tensor& x, TextActivation activation)
{
    at::Tensor normed = layerNorm(layer.layer_norm1, x);
    const KeysAndValues context = keysAndValues(layer.self_attn, normed);
    const at::Tensor heard = attend(linear(layer.self_attn.to_q, normed), context, layer.self_attn.heads, true);
    const at::Tensor y = linearPlus(layer.self_attn.to_out, heard, x);
    normed = layerNorm(layer.layer_norm2, y);
    return linearPlus(layer.fc2, activate(linear(layer.fc1, normed), activation), y);
}

/// \param x [n, L, C], after all layers -> [n, projection]
at::Tensor pool(const TextEncoder& encoder, const at::Tensor& x, const at::Tensor& ids)
{
    const at::Tensor ends = at::argmax((ids == encoder.config.endId).to(at::kInt), 1);
    const at::Tensor normed = layerNorm(encoder.final_layer_norm, x);
    return linear(encoder.text_projection, normed.index({at::arange(ids.size(0), ends.options()), ends}));
}

void declareLayer(
    TextEncoderLayer& layer, const std::string& name, const TextEncoderConfig& config, WeightList& weights)
{
    const std::int64_t width = config.hiddenSize;
    layer.layer_norm1.eps = layer.layer_norm2.eps = config.normEps;
    layer.self_attn.heads = config.heads;
    weights.layerNorm(layer.layer_norm1, name + ".layer_norm1", width);
    weights.linear(layer.self_attn.to_q, name + ".self_attn.q_proj", width, width);
    weights.linear(layer.self_attn.to_k, name + ".self_attn.k_proj", width, width);
    weights.linear(layer.self_attn.to_v, name + ".self_attn.v_proj", width, width);
    weights.linear(layer.self_attn.to_out, name + ".self_attn.out_proj", width, width);
    weights.layerNorm(layer.layer_norm2, name + ".layer_norm2", width);
    weights.linear(layer.fc1, name + ".mlp.fc1", width, config.intermediateSize);
    weights.linear(layer.fc2, name + ".mlp.fc2", config.intermediateSize, width);
}

}  // namespace

void declareTextEncoder(TextEncoder& encoder, const TextEncoderConfig& config, WeightList& weights)
{
    encoder.config = config;
    encoder.layers.resize(static_cast<std::size_t>(config.layers));
    encoder.final_layer_norm.eps = config.normEps;
    weights.plain(encoder.token_embedding, "text_model.embeddings.token_embedding.weight",
        {config.vocabularySize, config.hiddenSize});
    weights.plain(encoder.position_embedding, "text_model.embeddings.position_embedding.weight",
        {config.positions, config.hiddenSize});
    for (std::size_t i = 0; i < encoder.layers.size(); ++i)
        declareLayer(encoder.layers[i], "text_model.encoder.layers." + std::to_string(i), config, weights);
    weights.layerNorm(encoder.final_layer_norm, "text_model.final_layer_norm", config.hiddenSize);
    if (config.projectionDim != 0)
        weights.linear(encoder.text_projection, "text_projection", config.hiddenSize, config.projectionDim, false);
}

EncodedText encodeText(const TextEncoder& encoder, const at::Tensor& ids, int clipSkip)
{
    const int left = encoder.config.layers + 1 - std::max(clipSkip, encoder.givesPenultimate ? 2 : 1);
    const auto wanted = static_cast<std::size_t>(std::clamp(left, 0, encoder.config.layers));
    const bool isPooled = encoder.config.projectionDim != 0;
    const std::size_t needed = isPooled ? encoder.layers.size() : wanted;
    // The tables may be of fewer bits than what is computed with.
    const at::ScalarType type = encoder.final_layer_norm.weight.scalar_type();
    at::Tensor x = at::embedding(encoder.token_embedding, ids).to(type) +
        encoder.position_embedding.narrow(0, 0, ids.size(1)).to(type);
    at::Tensor states = x;
    for (std::size_t i = 0; i < needed; ++i) {
        x = runLayer(encoder.layers[i], x, encoder.config.activation);
        if (i + 1 == wanted)
            states = x;
    }
    return {encoder.givesPenultimate ? states : layerNorm(encoder.final_layer_norm, states),
        isPooled ? pool(encoder, x, ids) : at::Tensor()};
}

}  // namespace reverie::engine
