#include "core/engine/unet.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {
namespace {

constexpr double kLongestPeriod = 10000;

ResBlockShape resBlockShape(const UNetConfig& config, std::int64_t in, std::int64_t out)
{
    return {in, out, config.timeEmbedDim, config.normGroups, config.normEps};
}

std::string numbered(const std::string& name, std::size_t i)
{
    return name + '.' + std::to_string(i);
}

/// \param inputs       channels that each residual block takes
/// \param transformers layers of the transformer behind each, or none
void declareBlock(UNetBlock& block, const std::string& name, TransformerShape shape,
    const std::vector<std::int64_t>& inputs, const std::vector<int>& transformers, WeightList& weights)
{
    block.resnets.resize(inputs.size());
    block.attentions.resize(transformers.size());
    for (std::size_t i = 0; i < inputs.size(); ++i)
        declareResBlock(block.resnets[i], numbered(name + ".resnets", i),
            resBlockShape(shape.config, inputs[i], shape.level.channels), weights);
    for (std::size_t i = 0; i < transformers.size(); ++i) {
        shape.layers = transformers[i];
        declareTransformer(block.attentions[i], numbered(name + ".attentions", i), shape, weights);
    }
}

void declareDown(UNet& unet, WeightList& weights)
{
    const auto& levels = unet.config.levels;
    unet.down_blocks.resize(levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::string name = numbered("down_blocks", i);
        std::vector<std::int64_t> inputs(static_cast<std::size_t>(levels[i].layers), levels[i].channels);
        inputs.front() = levels[i == 0 ? 0 : i - 1].channels;
        UNetBlock& block = unet.down_blocks[i];
        const auto transformers = levels[i].hasAttentionDown ? levels[i].transformersDown : std::vector<int>();
        declareBlock(block, name, {unet.config, levels[i]}, inputs, transformers, weights);
        if (i + 1 == levels.size())
            continue;
        block.resampler.emplace();
        block.resampler->stride = 2;
        block.resampler->padding = unet.config.downsamplePadding;
        weights.convolution(*block.resampler, name + ".downsamplers.0.conv", levels[i].channels, levels[i].channels);
    }
}

void declareMid(UNet& unet, WeightList& weights)
{
    if (unet.config.midBlock == MidBlock::None)
        return;
    const UNetLevelConfig& level = unet.config.levels.back();
    const bool attends = unet.config.midBlock == MidBlock::Attention;
    UNetMidBlock& mid = unet.mid_block.emplace();
    mid.resnets.resize(attends ? 2 : 1);
    mid.attentions.resize(attends ? 1 : 0);
    for (std::size_t i = 0; i < mid.resnets.size(); ++i)
        declareResBlock(mid.resnets[i], numbered("mid_block.resnets", i),
            resBlockShape(unet.config, level.channels, level.channels), weights);
    if (attends)
        declareTransformer(
            mid.attentions[0], "mid_block.attentions.0", {unet.config, level, level.transformersDown.front()}, weights);
}

void declareUp(UNet& unet, WeightList& weights)
{
    const auto& levels = unet.config.levels;
    unet.up_blocks.resize(levels.size());
    std::int64_t below = levels.back().channels;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::size_t at = levels.size() - 1 - i;
        const std::string name = numbered("up_blocks", i);
        const std::int64_t width = levels[at].channels;
        // Each layer takes the skip of one layer on the way down; the last one that of the level's input.
        std::vector<std::int64_t> inputs(static_cast<std::size_t>(levels[at].layers) + 1, width + width);
        inputs.back() += levels[at == 0 ? 0 : at - 1].channels - width;
        inputs.front() += below - width;
        UNetBlock& block = unet.up_blocks[i];
        const auto transformers = levels[at].hasAttentionUp ? levels[at].transformersUp : std::vector<int>();
        declareBlock(block, name, {unet.config, levels[at]}, inputs, transformers, weights);
        below = width;
        if (at == 0)
            continue;
        block.resampler.emplace();
        weights.convolution(*block.resampler, name + ".upsamplers.0.conv", width, width);
    }
}

std::vector<TextOfTransformer> prepareAll(const std::vector<SpatialTransformer>& layers, const at::Tensor& conditioning)
{
    std::vector<TextOfTransformer> all;
    for (const SpatialTransformer& layer : layers)
        all.push_back(prepareTransformer(layer, conditioning));
    return all;
}

/// What is added to the time embedding, [B, timeEmbedDim]. Source: Podell et al. 2023 (SDXL), section 2.2.
at::Tensor embedAdded(const UNet& unet, const AddedText& added)
{
    const UNetConfig& config = unet.config;
    std::vector<at::Tensor> parts{added.pooled};
    for (const double size : added.sizes)
        parts.push_back(timestepFeatures(size, config.additionFeatures, config.flipsSinToCos, config.freqShift)
                            .to(added.pooled.options())
                            .expand({added.pooled.size(0), -1}));
    return linear(unet.add_embedding_2, at::silu(linear(unet.add_embedding_1, at::cat(parts, 1))));
}

/// What is added to the timestep's features, [1, width]. Source: Meng et al. 2022 (arXiv 2210.03142), as Luo et al.
/// 2023 (arXiv 2310.04378) and diffusers spell it: sines first, of a thousand times the scale that is left of 1.
at::Tensor embedGuidance(const UNet& unet, double guidanceScale)
{
    constexpr double kTimesteps = 1000;
    const at::Tensor features =
        timestepFeatures((guidanceScale - 1) * kTimesteps, unet.config.guidanceFeatures, false, 1);
    return linear(unet.time_cond_proj, features.to(unet.conv_in.bias.options()).unsqueeze(0));
}

tl::unexpected<Error> cancelled()
{
    return fail(ErrorCode::Cancelled, QStringLiteral("the run was cancelled"));
}

/// One run of the UNet: what its layers share.
class Run final {
public:
    Run(const UNet& unet, const UNetContext& context, const LayerObserver& observe)
        : m_unet(unet), m_context(context), m_observe(observe)
    {
    }

    /// \param features of the timestep, [1, width]
    Result<at::Tensor> operator()(const at::Tensor& latents, const at::Tensor& features)
    {
        embedTime(features);
        at::Tensor input = m_unet.config.centersInput ? latents * 2 - 1 : latents;
        if (m_context.added.defined())  // from the first block on, each conditioning makes something else of them
            input = repeatedTo(m_context.batch, input);
        const auto type = m_unet.conv_in.bias.scalar_type();
        at::Tensor x = conv2d(m_unet.conv_in, input.to(type).contiguous(at::MemoryFormat::ChannelsLast));
        if (!goOn("conv_in", x) || !goDown(x) || !passMiddle(x) || !goUp(x))
            return cancelled();
        x = conv2d(m_unet.conv_out, groupNorm(m_unet.conv_norm_out, x, Activation::Silu));
        return repeatedTo(m_context.batch, x).to(at::kFloat);
    }

private:
    void embedTime(const at::Tensor& features)
    {
        const bool isGuided = m_context.guidance.defined();
        const at::Tensor hidden =
            at::silu(linear(m_unet.time_embedding_1, isGuided ? features + m_context.guidance : features));
        const at::Tensor time = linear(m_unet.time_embedding_2, hidden);
        m_time = at::silu(m_context.added.defined() ? time + m_context.added : time);
    }

    bool goOn(const std::string& name, const at::Tensor& x) const { return m_observe(name, x); }

    at::Tensor resBlock(const ResBlock& block, const at::Tensor& x) const
    {
        return runResBlock(block, x, linear(block.time_emb_proj, m_time));
    }

    bool goDown(at::Tensor& x)
    {
        m_skips.push_back(x);
        for (std::size_t i = 0; i < m_unet.down_blocks.size(); ++i) {
            const UNetBlock& block = m_unet.down_blocks[i];
            const std::string name = numbered("down_blocks", i);
            const Visit visit(m_unet.blocks, name + '.');
            for (std::size_t k = 0; k < block.resnets.size(); ++k) {
                x = resBlock(block.resnets[k], x);
                if (!goOn(numbered(name + ".resnets", k), x) || !attend(block, name, k, m_context.down[i], x))
                    return false;
                m_skips.push_back(x);
            }
            if (block.resampler) {
                x = downsampleConv2d(*block.resampler, x);
                m_skips.push_back(x);
            }
            if (!goOn(name, x))
                return false;
        }
        return true;
    }

    bool attend(const UNetBlock& block, const std::string& name, std::size_t k,
        const std::vector<TextOfTransformer>& text, at::Tensor& x) const
    {
        if (block.attentions.empty())
            return true;
        x = runTransformer(block.attentions[k], x, text[k]);
        return goOn(numbered(name + ".attentions", k), x);
    }

    bool passMiddle(at::Tensor& x) const
    {
        if (!m_unet.mid_block)
            return true;
        const UNetMidBlock& mid = *m_unet.mid_block;
        const Visit visit(m_unet.blocks, "mid_block.");
        x = resBlock(mid.resnets[0], x);
        if (mid.attentions.empty())
            return goOn("mid_block", x);
        if (!goOn("mid_block.resnets.0", x))
            return false;
        x = runTransformer(mid.attentions[0], x, m_context.mid[0]);
        if (!goOn("mid_block.attentions.0", x))
            return false;
        x = resBlock(mid.resnets[1], x);
        return goOn("mid_block", x);
    }

    bool goUp(at::Tensor& x)
    {
        for (std::size_t i = 0; i < m_unet.up_blocks.size(); ++i) {
            const UNetBlock& block = m_unet.up_blocks[i];
            const std::string name = numbered("up_blocks", i);
            const Visit visit(m_unet.blocks, name + '.');
            for (std::size_t k = 0; k < block.resnets.size(); ++k) {
                x = resBlock(block.resnets[k], at::cat({x, repeatedTo(x.size(0), m_skips.back())}, 1));
                m_skips.pop_back();
                if (!goOn(numbered(name + ".resnets", k), x) || !attend(block, name, k, m_context.up[i], x))
                    return false;
            }
            if (block.resampler)
                x = upsampleConv2d(*block.resampler, x, std::array{m_skips.back().size(2), m_skips.back().size(3)});
            if (!goOn(name, x))
                return false;
        }
        return true;
    }

    const UNet& m_unet;
    const UNetContext& m_context;
    const LayerObserver& m_observe;
    at::Tensor m_time;  // [1 or B, timeEmbedDim], after its last SiLU
    std::vector<at::Tensor> m_skips;
};

/// [1, width], where the UNet is and in its type.
at::Tensor featuresOf(const UNet& unet, double timestep)
{
    const UNetConfig& config = unet.config;
    return timestepFeatures(timestep, config.levels.front().channels, config.flipsSinToCos, config.freqShift)
        .to(unet.conv_in.bias.options())
        .unsqueeze(0);
}

/// Calls `visit` with each tensor of a context, in a fixed order.
template <typename Context, typename Visit>
void forTensors(Context& context, const Visit& visit)
{
    const auto visitAll = [&](auto& transformers) {
        for (auto& text : transformers)
            for (auto& layer : text) {
                visit(layer.keys);
                visit(layer.values);
            }
    };
    visit(context.guidance);
    visit(context.added);
    for (auto& block : context.down)
        visitAll(block);
    visitAll(context.mid);
    for (auto& block : context.up)
        visitAll(block);
}

at::Tensor runRecorded(const UNet& unet, const UNetContext& context, const at::Tensor& latents, double timestep)
{
    ShapeGraphs::Call call{context.batch, {latents, featuresOf(unet, timestep)}, 2};
    forTensors(context, [&](const at::Tensor& tensor) { call.inputs.push_back(tensor); });
    return unet.graphs->run(call, [&unet, like = context, fresh = call.fresh](const std::vector<at::Tensor>& inputs) {
        UNetContext same = like;
        std::size_t next = fresh;
        forTensors(same, [&](at::Tensor& tensor) { tensor = inputs[next++]; });
        const LayerObserver goesOn = [](const std::string&, const at::Tensor&) { return true; };
        return Run(unet, same, goesOn)(inputs[0], inputs[1]).value();
    });
}

}  // namespace

void declareUNet(UNet& unet, const UNetConfig& config, WeightList& weights)
{
    unet.config = config;
    const std::int64_t width = config.levels.front().channels;
    unet.conv_in.padding = (config.convInKernel - 1) / 2;
    unet.conv_out.padding = (config.convOutKernel - 1) / 2;
    unet.conv_norm_out.groups = config.normGroups;
    unet.conv_norm_out.eps = config.normEps;
    weights.convolution(unet.conv_in, "conv_in", config.inChannels, width, config.convInKernel);
    if (config.guidanceFeatures != 0)
        weights.linear(unet.time_cond_proj, "time_embedding.cond_proj", config.guidanceFeatures, width, false);
    weights.linear(unet.time_embedding_1, "time_embedding.linear_1", width, config.timeEmbedDim);
    weights.linear(unet.time_embedding_2, "time_embedding.linear_2", config.timeEmbedDim, config.timeEmbedDim);
    if (config.additionWidth != 0) {
        weights.linear(unet.add_embedding_1, "add_embedding.linear_1", config.additionWidth, config.timeEmbedDim);
        weights.linear(unet.add_embedding_2, "add_embedding.linear_2", config.timeEmbedDim, config.timeEmbedDim);
    }
    declareDown(unet, weights);
    declareMid(unet, weights);
    declareUp(unet, weights);
    weights.groupNorm(unet.conv_norm_out, "conv_norm_out", width);
    weights.convolution(unet.conv_out, "conv_out", width, config.outChannels, config.convOutKernel);
}

void prepareForCard(UNet& unet)
{
    const auto mergeAll = [](std::vector<SpatialTransformer>& transformers) {
        for (SpatialTransformer& transformer : transformers)
            for (TransformerBlock& block : transformer.transformer_blocks)
                mergeProjections(block.attn1);
    };
    for (UNetBlock& block : unet.down_blocks)
        mergeAll(block.attentions);
    if (unet.mid_block)
        mergeAll(unet.mid_block->attentions);
    for (UNetBlock& block : unet.up_blocks) {
        mergeAll(block.attentions);
        if (block.resampler)
            splitUpsampler(*block.resampler);
    }
}

UNetContext prepareContext(const UNet& unet, const at::Tensor& conditioning, const AddedText& added)
{
    UNetContext context;
    context.batch = conditioning.size(0);
    if (unet.config.guidanceFeatures != 0)
        context.guidance = embedGuidance(unet, added.guidanceScale.value_or(1));
    if (unet.config.additionWidth != 0)
        context.added = embedAdded(unet, added);
    const auto prepare = [&](const std::string& name, const std::vector<SpatialTransformer>& attentions) {
        const Visit visit(unet.blocks, name + '.');
        return prepareAll(attentions, conditioning);
    };
    for (std::size_t i = 0; i < unet.down_blocks.size(); ++i)
        context.down.push_back(prepare(numbered("down_blocks", i), unet.down_blocks[i].attentions));
    if (unet.mid_block)
        context.mid = prepare("mid_block", unet.mid_block->attentions);
    for (std::size_t i = 0; i < unet.up_blocks.size(); ++i)
        context.up.push_back(prepare(numbered("up_blocks", i), unet.up_blocks[i].attentions));
    return context;
}

Result<at::Tensor> runUNet(const UNet& unet, const UNetContext& context, const at::Tensor& latents, double timestep,
    const Cancellation& cancellation)
{
    if (unet.graphs && cancellation.isCancelled())
        return cancelled();
    if (unet.graphs)
        return runRecorded(unet, context, latents, timestep);
    return runUNet(unet, context, latents, timestep,
        [&](const std::string&, const at::Tensor&) { return !cancellation.isCancelled(); });
}

Result<at::Tensor> runUNet(const UNet& unet, const UNetContext& context, const at::Tensor& latents, double timestep,
    const LayerObserver& observe)
{
    return Run(unet, context, observe)(latents, featuresOf(unet, timestep));
}

at::Tensor timestepFeatures(double timestep, std::int64_t width, bool flipsSinToCos, double freqShift)
{
    const std::int64_t half = width / 2;
    const at::Tensor exponent = -std::log(kLongestPeriod) * at::arange(half, at::kFloat) / (half - freqShift);
    const at::Tensor angles = at::exp(exponent) * static_cast<float>(timestep);
    const at::Tensor sines = at::sin(angles);
    const at::Tensor cosines = at::cos(angles);
    const at::Tensor features = flipsSinToCos ? at::cat({cosines, sines}) : at::cat({sines, cosines});
    return width % 2 == 0 ? features : at::constant_pad_nd(features, {0, 1});
}

}  // namespace reverie::engine
