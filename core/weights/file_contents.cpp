#include "core/weights/file_contents.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

/// The first row that fits counts: what can be part of a checkpoint, or only resembles one, stands before it.
constexpr std::array kContents = {
    ContentRow{"lora_", "a LoRA, not a whole model"},
    ContentRow{"lora.", "a LoRA, not a whole model"},
    ContentRow{".hada_w1", "a LoRA (LoHa), not a whole model"},
    ContentRow{".lokr_w1", "a LoRA (LoKr), not a whole model"},
    ContentRow{"control_model.", "a ControlNet, not a whole model"},
    ContentRow{"controlnet_", "a ControlNet, not a whole model"},
    ContentRow{"ip_adapter.", "an IP-Adapter, not a whole model"},
    ContentRow{"motion_modules.", "a motion module of AnimateDiff, not a whole model"},
    ContentRow{"joint_blocks.", "a Stable Diffusion 3 model, which Reverie cannot run"},
    ContentRow{"double_blocks.", "a FLUX model, which Reverie cannot run"},
    ContentRow{"double_layers.", "an AuraFlow model, which Reverie cannot run"},
    ContentRow{"time_stack.", "a Stable Video Diffusion model, which Reverie cannot run"},
    ContentRow{"clip_txt_mapper.", "a Stable Cascade model, which Reverie cannot run"},
    ContentRow{"clip_txt_pooled_mapper.", "a Stable Cascade model, which Reverie cannot run"},
    ContentRow{"edm_mean", "a Playground 2.5 model, which Reverie cannot run"},
    ContentRow{"edm_vpred.", "a CosXL model, which Reverie cannot run"},
    ContentRow{"embedder.model.visual.", "an unCLIP model, which Reverie cannot run"},
    ContentRow{"conditioner.embedders.0.model.", "a Stable Diffusion XL refiner, which Reverie cannot run",
        FileContents::Other, "label_emb."},
    ContentRow{"model.diffusion_model.input_blocks.", "a checkpoint", FileContents::Checkpoint},
    ContentRow{"model.diffusion_model.", "a checkpoint of an architecture that Reverie does not know"},
    ContentRow{"diffusion_model.input_blocks.", "the UNet of a model, not a whole model"},
    ContentRow{"model_ema.", "the moving averages of a UNet, not a whole model"},
    ContentRow{"input_blocks.", "the UNet of a model, not a whole model"},
    ContentRow{"down_blocks.0.attentions.", "the UNet of a model, not a whole model"},
    ContentRow{"down_blocks.0.resnets.0.time_emb_proj.", "the UNet of a model, not a whole model"},
    ContentRow{"decoder.up_blocks.", "a VAE, not a whole model", FileContents::Vae},
    ContentRow{"decoder.up.", "a VAE, not a whole model", FileContents::Vae},
    ContentRow{"emb_params", "an embedding (textual inversion), not a whole model"},
    ContentRow{"clip_g", "an embedding (textual inversion), not a whole model"},
    ContentRow{"string_to_param", "an embedding (textual inversion), not a whole model"},
    ContentRow{".RDB1.", "an upscaler, not a model that makes pictures"},
    ContentRow{".rdb1.", "an upscaler, not a model that makes pictures"},
    ContentRow{"residual_group.", "an upscaler, not a model that makes pictures"},
    ContentRow{"vision_model.", "an encoder of pictures, not a whole model"},
    ContentRow{"text_model.", "a text encoder, not a whole model"},
    ContentRow{"", "a file of weights that Reverie does not know"},
};

}  // namespace

const ContentRow& contentsOf(const std::vector<TensorInfo>& tensors)
{
    const auto holds = [&](std::string_view part) {
        return std::ranges::any_of(
            tensors, [&](const TensorInfo& t) { return t.name.find(part) != std::string::npos; });
    };
    const auto* row =
        std::ranges::find_if(kContents, [&](const ContentRow& each) { return holds(each.part) && holds(each.also); });
    return row == kContents.end() ? kContents.back() : *row;
}

Error notAModel(const ContentRow& row, const QString& path)
{
    const bool isVae = row.contents == FileContents::Vae;
    return Error{ErrorCode::Unsupported, QStringLiteral("%1 is %2").arg(path, QString::fromLatin1(row.what)),
        isVae ? QStringLiteral("name a whole model with -m and this file with --vae")
              : QStringLiteral("name a Stable Diffusion 1.x, 2.x or XL model: a checkpoint or a diffusers folder"),
        {}};
}

}  // namespace reverie::weights
