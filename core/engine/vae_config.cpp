#include "core/engine/vae_config.h"

#include "core/engine/model_config_reader.h"

namespace reverie::engine {
namespace {

constexpr ConfigRange kChannels{1, 16384};

}  // namespace

Result<VaeConfig> VaeConfig::fromJson(const nlohmann::json& json)
{
    ConfigReader read(json, QStringLiteral("VAE"));
    read.onlyNeutral("act_fn", {"silu", "swish"});
    read.onlyNeutral("latents_mean", {});
    read.onlyNeutral("latents_std", {});
    VaeConfig config;
    config.inChannels = read.integer("in_channels", 3, {3, 3});
    config.outChannels = read.integer("out_channels", 3, {3, 3});
    config.latentChannels = read.integer("latent_channels", 4, kChannels);
    config.blockOutChannels = read.levels("block_out_channels", {64}, kChannels);
    const std::size_t count = config.blockOutChannels.size();
    static_cast<void>(read.names("down_block_types", count, {"DownEncoderBlock2D"}));
    static_cast<void>(read.names("up_block_types", count, {"UpDecoderBlock2D"}));
    config.layersPerBlock = read.integer("layers_per_block", 1, {1, 64});
    config.normGroups = read.integer("norm_num_groups", 32, kChannels);
    config.hasMidAttention = read.flag("mid_block_add_attention", true);
    config.usesQuantConv = read.flag("use_quant_conv", true);
    config.usesPostQuantConv = read.flag("use_post_quant_conv", true);
    config.scalingFactor = read.number("scaling_factor", 0.18215, {1e-6, 1e6});
    config.shiftFactor = read.number("shift_factor", 0, {-1e6, 1e6});
    for (const int channels : config.blockOutChannels)
        if (channels % config.normGroups != 0)
            read.refuse(QStringLiteral("%1 channels in %2 groups").arg(channels).arg(config.normGroups));
    if (auto fine = read.finish(); !fine)
        return failWith(std::move(fine));
    return config;
}

}  // namespace reverie::engine
