#include "core/engine/unet_blocks.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty_like.h>

#include <algorithm>

namespace reverie::engine {
namespace {

constexpr double kTransformerNormEps = 1e-6;
constexpr std::int64_t kFeedForwardFactor = 4;
constexpr std::int64_t kFewestTokens = 256;  // for which weights are read once

void declareAttention(
    Attention& layer, const std::string& name, std::int64_t width, std::int64_t context, WeightList& weights)
{
    weights.linear(layer.to_q, name + ".to_q", width, width, false);
    weights.linear(layer.to_k, name + ".to_k", context, width, false);
    weights.linear(layer.to_v, name + ".to_v", context, width, false);
    weights.linear(layer.to_out, name + ".to_out.0", width, width);
}

void declareBlock(TransformerBlock& block, const std::string& name, std::int64_t width, const UNetLevelConfig& level,
    WeightList& weights)
{
    block.attn1.heads = block.attn2.heads = level.heads;
    weights.layerNorm(block.norm1, name + ".norm1", width);
    declareAttention(block.attn1, name + ".attn1", width, width, weights);
    weights.layerNorm(block.norm2, name + ".norm2", width);
    declareAttention(block.attn2, name + ".attn2", width, level.crossAttentionDim, weights);
    weights.layerNorm(block.norm3, name + ".norm3", width);
    weights.linear(block.ff_proj, name + ".ff.net.0.proj", width, 2 * kFeedForwardFactor * width);
    weights.linear(block.ff_out, name + ".ff.net.2", kFeedForwardFactor * width, width);
}

/// x + ff_out(geglu(ff_proj(norm3(x)))), a few tokens at a time on the CPU: what lies between the two stays in its
/// cache.
at::Tensor feedForward(const TransformerBlock& block, const at::Tensor& x)
{
    const auto gated = [&](const at::Tensor& tokens) {
        return linearGeglu(block.ff_proj, layerNorm(block.norm3, tokens));
    };
    constexpr std::int64_t kNumbers = std::int64_t{1} << 20;
    const at::Tensor tokens = x.view({-1, x.size(2)});
    const std::int64_t atATime = std::max(kNumbers / (kFeedForwardFactor * x.size(2)), kFewestTokens);
    if (!x.is_cpu() || tokens.size(0) <= atATime)
        return linearPlus(block.ff_out, gated(x), x);
    const at::Tensor result = at::empty_like(tokens);
    for (std::int64_t first = 0; first < tokens.size(0); first += atATime) {
        const at::Tensor some = tokens.narrow(0, first, std::min(atATime, tokens.size(0) - first));
        linearPlusInto(result.narrow(0, first, some.size(0)), block.ff_out, gated(some), some);
    }
    return result.view(x.sizes());
}

at::Tensor runBlock(const TransformerBlock& block, at::Tensor x, const KeysAndValues& text)
{
    at::Tensor normed = layerNorm(block.norm1, x);
    x = selfAttention(block.attn1, normed, x);
    // Pictures that several conditionings share part here, where they first meet the text.
    x = repeatedTo(text.keys.size(0), x);
    normed = layerNorm(block.norm2, x);
    x = attention(block.attn2, normed, text, x);
    return feedForward(block, x);
}

}  // namespace

at::Tensor repeatedTo(std::int64_t batch, const at::Tensor& x)
{
    if (x.size(0) == batch)
        return x;
    // One copy after the other in memory, whatever the order of the other dimensions is.
    std::vector<at::Tensor> copies(static_cast<std::size_t>(batch / x.size(0)), x);
    return at::cat(copies);
}

void declareResBlock(ResBlock& block, const std::string& name, const ResBlockShape& shape, WeightList& weights)
{
    block.norm1.groups = block.norm2.groups = shape.groups;
    block.norm1.eps = block.norm2.eps = shape.eps;
    weights.groupNorm(block.norm1, name + ".norm1", shape.in);
    weights.convolution(block.conv1, name + ".conv1", shape.in, shape.out);
    if (shape.time != 0)
        weights.linear(block.time_emb_proj, name + ".time_emb_proj", shape.time, shape.out);
    weights.groupNorm(block.norm2, name + ".norm2", shape.out);
    weights.convolution(block.conv2, name + ".conv2", shape.out, shape.out);
    if (shape.in != shape.out)
        weights.pointwise(block.conv_shortcut, name + ".conv_shortcut", shape.in, shape.out);
}

at::Tensor runResBlock(const ResBlock& block, const at::Tensor& x, const at::Tensor& time)
{
    const bool isOneTime = time.defined() && time.size(0) == 1;
    const at::Tensor bias = isOneTime ? block.conv1.bias + time.squeeze(0) : block.conv1.bias;
    // A card would add the bias in a pass of its own; the norm behind it does so on the way.
    const at::Tensor early = x.is_cuda() ? at::Tensor() : bias;
    const at::Tensor late = x.is_cuda() ? bias : at::Tensor();
    at::Tensor h = conv2d(block.conv1, groupNorm(block.norm1, x, Activation::Silu), early);
    if (time.defined() && !isOneTime)
        h.add_(time.unsqueeze(2).unsqueeze(3));
    const at::Tensor shortcut = block.conv_shortcut.weight.defined() ? pointwise(block.conv_shortcut, x) : x;
    return conv2dPlus(block.conv2, groupNormInPlace(block.norm2, h, Activation::Silu, late), shortcut);
}

void declareTransformer(
    SpatialTransformer& transformer, const std::string& name, TransformerShape shape, WeightList& weights)
{
    const auto& [config, level, layers] = shape;
    const std::int64_t inner = level.channels / level.heads * level.heads;
    transformer.norm.groups = config.normGroups;
    transformer.norm.eps = kTransformerNormEps;
    transformer.transformer_blocks.resize(static_cast<std::size_t>(layers));
    const auto projection = config.usesLinearProjection
        ? [](WeightList& list, Linear& layer, const std::string& key, std::int64_t in,
              std::int64_t out) { list.linear(layer, key, in, out); }
        : [](WeightList& list, Linear& layer, const std::string& key, std::int64_t in, std::int64_t out) {
              list.pointwise(layer, key, in, out);
          };
    weights.groupNorm(transformer.norm, name + ".norm", level.channels);
    projection(weights, transformer.proj_in, name + ".proj_in", level.channels, inner);
    for (std::size_t i = 0; i < transformer.transformer_blocks.size(); ++i)
        declareBlock(transformer.transformer_blocks[i], name + ".transformer_blocks." + std::to_string(i), inner, level,
            weights);
    projection(weights, transformer.proj_out, name + ".proj_out", inner, level.channels);
}

TextOfTransformer prepareTransformer(const SpatialTransformer& layer, const at::Tensor& conditioning)
{
    TextOfTransformer text;
    for (const TransformerBlock& block : layer.transformer_blocks)
        text.push_back(lastingKeysAndValues(block.attn2, conditioning));
    return text;
}

at::Tensor runTransformer(const SpatialTransformer& layer, const at::Tensor& x, const TextOfTransformer& text)
{
    at::Tensor h = linear(layer.proj_in, tokensOf(groupNorm(layer.norm, x, Activation::None)));
    for (std::size_t i = 0; i < layer.transformer_blocks.size(); ++i)
        h = runBlock(layer.transformer_blocks[i], h, text[i]);
    return pictureOf(linearPlus(layer.proj_out, h, tokensOf(repeatedTo(h.size(0), x))), x);
}

}  // namespace reverie::engine
