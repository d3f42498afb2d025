#include "core/engine/unet_config.h"

#include "core/engine/model_config_reader.h"
#include "core/weights/config_file.h"

namespace reverie::engine {
namespace {

constexpr ConfigRange kChannels{1, 16384};
constexpr ConfigRange kLayers{1, 64};
constexpr ConfigRange kTransformerLayers{0, 64};
constexpr ConfigRange kKernel{1, 15};

void refuseUnknownMathematics(ConfigReader& read)
{
    read.onlyNeutral("act_fn", {"silu", "swish"});
    read.onlyNeutral("mid_block_type", {"UNetMidBlock2DCrossAttn", "UNetMidBlock2D"});
    read.onlyNeutral("time_embedding_type", {"positional"});
    read.onlyNeutral("resnet_time_scale_shift", {"default"});
    read.onlyNeutral("attention_type", {"default"});
    read.onlyNeutral("only_cross_attention", {false});
    read.onlyNeutral("mid_block_only_cross_attention", {false});
    read.onlyNeutral("dual_cross_attention", {false});
    read.onlyNeutral("class_embeddings_concat", {false});
    read.onlyNeutral("resnet_skip_time_act", {false});
    read.onlyNeutral("mid_block_scale_factor", {1});
    read.onlyNeutral("resnet_out_scale_factor", {1});
    for (const char* key : {"num_attention_heads", "encoder_hid_dim", "encoder_hid_dim_type", "class_embed_type",
             "num_class_embeds", "time_embedding_act_fn", "timestep_post_act", "cross_attention_norm"})
        read.onlyNeutral(key, {});
}

/// Only what Stable Diffusion XL has: pooled text and sizes, added to the time.
void readAddition(ConfigReader& read, UNetConfig& config)
{
    read.onlyNeutral("addition_embed_type", {"text_time"});
    if (read.text("addition_embed_type", "").empty())
        return;
    config.additionFeatures = read.integer("addition_time_embed_dim", 256, kChannels);
    config.additionWidth = read.integer("projection_class_embeddings_input_dim", 2816, kChannels);
    if (config.additionWidth <= UNetConfig::kRefinerSizes * config.additionFeatures)
        read.refuse(QStringLiteral("added text of width %1 with %2 sizes of %3")
                        .arg(config.additionWidth)
                        .arg(UNetConfig::kRefinerSizes)
                        .arg(config.additionFeatures));
}

std::vector<UNetLevelConfig> readLevels(ConfigReader& read)
{
    const auto channels = read.levels("block_out_channels", {320, 640, 1280, 1280}, kChannels);
    const std::size_t count = channels.size();
    const auto layers = read.integers("layers_per_block", 2, count, kLayers);
    const auto heads = read.integers("attention_head_dim", 8, count, kChannels);
    const auto contextWidths = read.integers("cross_attention_dim", 1280, count, kChannels);
    const auto down = read.names("down_block_types", count, {"CrossAttnDownBlock2D", "DownBlock2D"});
    const auto up = read.names("up_block_types", count, {"CrossAttnUpBlock2D", "UpBlock2D"});
    std::vector<UNetLevelConfig> levels;
    for (std::size_t i = 0; i < count; ++i) {
        const bool isLast = i + 1 == count;
        const bool hasDown = down.empty() ? !isLast : down[i] == "CrossAttnDownBlock2D";
        const bool hasUp = up.empty() ? !isLast : up[count - 1 - i] == "CrossAttnUpBlock2D";
        levels.push_back({channels[i], layers[i], hasDown, hasUp, heads[i], contextWidths[i], {}, {}});
        if (heads[i] > channels[i])
            read.refuse(QStringLiteral("%1 heads for %2 channels").arg(heads[i]).arg(channels[i]));
    }
    if ((down.empty() || up.empty()) && count != 4)
        read.refuse(QStringLiteral("%1 levels without the kinds of their blocks").arg(count));
    return levels;
}

/// The way up has a list of its own, from the coarsest level on, where the two ways differ.
void readTransformers(ConfigReader& read, bool hasOwnWayUp, std::vector<UNetLevelConfig>& levels)
{
    constexpr const char* kDown = "transformer_layers_per_block";
    constexpr const char* kUp = "reverse_transformer_layers_per_block";
    const std::size_t count = levels.size();
    for (std::size_t i = 0; i < count; ++i) {
        const ConfigReader::Place down{i, count, static_cast<std::size_t>(levels[i].layers)};
        const ConfigReader::Place up{hasOwnWayUp ? count - 1 - i : i, count, down.layers + 1};
        levels[i].transformersDown = read.perLayer(kDown, 1, down, kTransformerLayers);
        levels[i].transformersUp = read.perLayer(hasOwnWayUp ? kUp : kDown, 1, up, kTransformerLayers);
    }
}

MidBlock readMidBlock(ConfigReader& read, const nlohmann::json& json)
{
    if (json.contains("mid_block_type") && json["mid_block_type"].is_null())
        return MidBlock::None;
    return read.text("mid_block_type", "") == "UNetMidBlock2D" ? MidBlock::Residual : MidBlock::Attention;
}

void checkContextWidths(ConfigReader& read, const std::vector<UNetLevelConfig>& levels)
{
    for (const UNetLevelConfig& level : levels)
        if (level.crossAttentionDim != levels.front().crossAttentionDim)
            read.refuse(QStringLiteral("one text cannot have the widths %1 and %2")
                            .arg(levels.front().crossAttentionDim)
                            .arg(level.crossAttentionDim));
}

}  // namespace

Result<UNetConfig> UNetConfig::fromJson(const nlohmann::json& json)
{
    ConfigReader read(json, QStringLiteral("UNet"));
    refuseUnknownMathematics(read);
    UNetConfig config;
    config.inChannels = read.integer("in_channels", 4, kChannels);
    config.outChannels = read.integer("out_channels", 4, kChannels);
    config.levels = readLevels(read);
    readTransformers(read, weights::hasValue(json, "reverse_transformer_layers_per_block"), config.levels);
    checkContextWidths(read, config.levels);
    config.midBlock = readMidBlock(read, json);
    config.usesLinearProjection = read.flag("use_linear_projection", false);
    config.normGroups = read.integer("norm_num_groups", 32, kChannels);
    config.normEps = read.number("norm_eps", 1e-5, {0, 1});
    config.flipsSinToCos = read.flag("flip_sin_to_cos", true);
    config.freqShift = read.number("freq_shift", 0, {-1, 1});
    config.timeEmbedDim = read.integer("time_embedding_dim", config.levels.front().channels * 4, kChannels);
    config.convInKernel = read.integer("conv_in_kernel", 3, kKernel);
    config.convOutKernel = read.integer("conv_out_kernel", 3, kKernel);
    config.downsamplePadding = read.integer("downsample_padding", 1, {0, 1});
    config.centersInput = read.flag("center_input_sample", false);
    if (weights::hasValue(json, "time_cond_proj_dim"))
        config.guidanceFeatures = read.integer("time_cond_proj_dim", 256, kChannels);
    readAddition(read, config);
    for (const UNetLevelConfig& level : config.levels)
        if (level.channels % config.normGroups != 0)
            read.refuse(QStringLiteral("%1 channels in %2 groups").arg(level.channels).arg(config.normGroups));
    if (auto fine = read.finish(); !fine)
        return failWith(std::move(fine));
    return config;
}

}  // namespace reverie::engine
