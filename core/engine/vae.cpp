#include "core/engine/vae.h"

#include <ATen/ATen.h>

namespace reverie::engine {
namespace {

constexpr double kNormEps = 1e-6;
constexpr double kLeastLogVariance = -30;
constexpr double kMostLogVariance = 20;

std::string numbered(const std::string& name, std::size_t i)
{
    return name + '.' + std::to_string(i);
}

ResBlockShape resBlockShape(const VaeConfig& config, std::int64_t in, std::int64_t out)
{
    return {in, out, 0, config.normGroups, kNormEps};
}

void declareMid(VaeMidBlock& mid, const std::string& name, const VaeConfig& config, WeightList& weights)
{
    const std::int64_t width = config.blockOutChannels.back();
    mid.resnets.resize(2);
    for (std::size_t i = 0; i < mid.resnets.size(); ++i)
        declareResBlock(mid.resnets[i], numbered(name + ".resnets", i), resBlockShape(config, width, width), weights);
    if (!config.hasMidAttention)
        return;
    const std::string key = name + ".attentions.0";
    mid.group_norm = GroupNorm{{}, {}, config.normGroups, kNormEps};
    mid.attention.emplace().heads = 1;
    weights.groupNorm(*mid.group_norm, key + ".group_norm", width);
    weights.linear(mid.attention->to_q, key + ".to_q", width, width);
    weights.linear(mid.attention->to_k, key + ".to_k", width, width);
    weights.linear(mid.attention->to_v, key + ".to_v", width, width);
    weights.linear(mid.attention->to_out, key + ".to_out.0", width, width);
}

void declareResNets(VaeBlock& block, const std::string& name, const VaeConfig& config,
    std::array<std::int64_t, 2> widths, WeightList& weights)
{
    for (std::size_t i = 0; i < block.resnets.size(); ++i) {
        const ResBlockShape shape = resBlockShape(config, i == 0 ? widths[0] : widths[1], widths[1]);
        declareResBlock(block.resnets[i], numbered(name + ".resnets", i), shape, weights);
    }
}

void declareDown(VaeHalf& half, const VaeConfig& config, WeightList& weights)
{
    const std::vector<int>& widths = config.blockOutChannels;
    half.blocks.resize(widths.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
        VaeBlock& block = half.blocks[i];
        const std::string name = numbered("encoder.down_blocks", i);
        block.resnets.resize(static_cast<std::size_t>(config.layersPerBlock));
        declareResNets(block, name, config, {widths[i == 0 ? 0 : i - 1], widths[i]}, weights);
        if (i + 1 == widths.size())
            continue;
        block.downsampler = Conv2d{{}, {}, 2, 0};
        weights.convolution(*block.downsampler, name + ".downsamplers.0.conv", widths[i], widths[i]);
    }
}

void declareUp(VaeHalf& half, const VaeConfig& config, WeightList& weights)
{
    const std::vector<int> widths(config.blockOutChannels.rbegin(), config.blockOutChannels.rend());
    half.blocks.resize(widths.size());
    for (std::size_t i = 0; i < widths.size(); ++i) {
        VaeBlock& block = half.blocks[i];
        const std::string name = numbered("decoder.up_blocks", i);
        block.resnets.resize(static_cast<std::size_t>(config.layersPerBlock) + 1);
        declareResNets(block, name, config, {widths[i == 0 ? 0 : i - 1], widths[i]}, weights);
        if (i + 1 < widths.size())
            weights.convolution(block.upsampler.emplace(), name + ".upsamplers.0.conv", widths[i], widths[i]);
    }
}

void declareEnd(VaeHalf& half, const std::string& name, const VaeConfig& config, std::array<std::int64_t, 2> widths,
    WeightList& weights)
{
    half.conv_norm_out.groups = config.normGroups;
    half.conv_norm_out.eps = kNormEps;
    weights.groupNorm(half.conv_norm_out, name + ".conv_norm_out", widths[0]);
    weights.convolution(half.conv_out, name + ".conv_out", widths[0], widths[1]);
}

at::Tensor runMid(const VaeMidBlock& mid, at::Tensor x)
{
    x = runResBlock(mid.resnets[0], x, {});
    if (mid.attention) {
        const at::Tensor normed = tokensOf(groupNorm(*mid.group_norm, x, Activation::None));
        const at::Tensor heard = attention(*mid.attention, normed, keysAndValues(*mid.attention, normed), tokensOf(x));
        x = pictureOf(heard, x);
    }
    return runResBlock(mid.resnets[1], x, {});
}

at::Tensor runLevel(const VaeBlock& block, at::Tensor x)
{
    for (const ResBlock& resnet : block.resnets)
        x = runResBlock(resnet, x, {});
    return x;
}

at::Tensor runEnd(const VaeHalf& half, const at::Tensor& x)
{
    return conv2d(half.conv_out, groupNorm(half.conv_norm_out, x, Activation::Silu));
}

at::Tensor toPicture(const at::Tensor& x, const Conv2d& first)
{
    return x.to(first.bias.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

void declareVae(Vae& vae, const VaeConfig& config, WeightList& weights)
{
    vae.config = config;
    const std::int64_t finest = config.blockOutChannels.front();
    const std::int64_t coarsest = config.blockOutChannels.back();
    const std::int64_t latents = config.latentChannels;

    weights.convolution(vae.encoder.conv_in, "encoder.conv_in", config.inChannels, finest);
    declareDown(vae.encoder, config, weights);
    declareMid(vae.encoder.mid_block, "encoder.mid_block", config, weights);
    declareEnd(vae.encoder, "encoder", config, {coarsest, 2 * latents}, weights);
    if (config.usesQuantConv)
        weights.pointwise(vae.quant_conv, "quant_conv", 2 * latents, 2 * latents);

    if (config.usesPostQuantConv)
        weights.pointwise(vae.post_quant_conv, "post_quant_conv", latents, latents);
    weights.convolution(vae.decoder.conv_in, "decoder.conv_in", latents, coarsest);
    declareMid(vae.decoder.mid_block, "decoder.mid_block", config, weights);
    declareUp(vae.decoder, config, weights);
    declareEnd(vae.decoder, "decoder", config, {finest, config.outChannels}, weights);
}

void prepareForCard(Vae& vae)
{
    for (VaeBlock& block : vae.decoder.blocks)
        if (block.upsampler)
            splitUpsampler(*block.upsampler);
}

at::Tensor doubled(const Conv2d& upsampler, const at::Tensor& x)
{
    return upsampleConv2d(upsampler, x, {2 * x.size(2), 2 * x.size(3)});
}

at::Tensor decodeToLastLevel(const Vae& vae, const at::Tensor& latents)
{
    at::Tensor x = toPicture(latents, vae.decoder.conv_in);
    if (vae.post_quant_conv.weight.defined())
        x = pointwise(vae.post_quant_conv, x);
    x = runMid(vae.decoder.mid_block, conv2d(vae.decoder.conv_in, x));
    const auto& blocks = vae.decoder.blocks;
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
        x = runLevel(blocks[i], x);
        if (i + 2 < blocks.size())
            x = doubled(*blocks[i].upsampler, x);
    }
    return x;
}

at::Tensor decodeVae(const Vae& vae, const at::Tensor& latents)
{
    const auto& blocks = vae.decoder.blocks;
    at::Tensor x = decodeToLastLevel(vae, latents);
    if (blocks.size() > 1)
        x = doubled(*blocks[blocks.size() - 2].upsampler, x);
    return runEnd(vae.decoder, runLevel(blocks.back(), x)).to(at::kFloat);
}

LatentMoments encodeVae(const Vae& vae, const at::Tensor& picture)
{
    at::Tensor x = conv2d(vae.encoder.conv_in, toPicture(picture, vae.encoder.conv_in));
    for (const VaeBlock& block : vae.encoder.blocks) {
        x = runLevel(block, x);
        if (block.downsampler)
            x = downsampleConv2d(*block.downsampler, x);
    }
    x = runEnd(vae.encoder, runMid(vae.encoder.mid_block, x));
    if (vae.quant_conv.weight.defined())
        x = pointwise(vae.quant_conv, x);
    const auto halves = x.to(at::kFloat).chunk(2, 1);
    return {halves[0], halves[1].clamp(kLeastLogVariance, kMostLogVariance)};
}

}  // namespace reverie::engine
