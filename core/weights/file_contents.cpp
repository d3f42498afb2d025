#include "core/weights/file_contents.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

/// The first row that fits counts: what can be part of a checkpoint, or only resembles one, stands before it.
constexpr std::array kContents = {
    ContentRow{"lllite_", "a ControlNet (LLLite), not a whole model", FileContents::ControlNet},
    ContentRow{"lora_", "a LoRA, not a whole model", FileContents::Lora},
    ContentRow{"lora.", "a LoRA, not a whole model", FileContents::Lora},
    ContentRow{".hada_w1", "a LoRA (LoHa), not a whole model", FileContents::Lora},
    ContentRow{".lokr_w1", "a LoRA (LoKr), not a whole model", FileContents::Lora},
    ContentRow{"control_model.", "a ControlNet, not a whole model", FileContents::ControlNet},
    ContentRow{"controlnet_", "a ControlNet, not a whole model", FileContents::ControlNet},
    ContentRow{"ip_adapter.", "an IP-Adapter, not a whole model", FileContents::Adapter},
    ContentRow{"adapter.body.", "a T2I-Adapter, not a whole model", FileContents::Adapter},
    ContentRow{"motion_modules.", "a motion module of AnimateDiff, not a whole model", FileContents::Adapter},
    ContentRow{"joint_blocks.", "a Stable Diffusion 3 model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"double_blocks.", "a FLUX model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"double_layers.", "an AuraFlow model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"time_stack.", "a Stable Video Diffusion model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"clip_txt_mapper.", "a Stable Cascade model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"clip_txt_pooled_mapper.", "a Stable Cascade model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"edm_mean", "a Playground 2.5 model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"edm_vpred.", "a CosXL model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"embedder.model.visual.", "an unCLIP model, which Reverie cannot run", FileContents::OtherModel},
    ContentRow{"conditioner.embedders.0.model.", "a Stable Diffusion XL refiner, which Reverie cannot run",
        FileContents::Refiner, "label_emb."},
    ContentRow{"model.diffusion_model.input_blocks.", "a checkpoint", FileContents::Checkpoint},
    ContentRow{"model.diffusion_model.", "a checkpoint of an architecture that Reverie does not know",
        FileContents::OtherModel},
    ContentRow{"diffusion_model.input_blocks.", "the UNet of a model, not a whole model", FileContents::UNet},
    ContentRow{"model_ema.", "the moving averages of a UNet, not a whole model"},
    ContentRow{"input_blocks.", "the UNet of a model, not a whole model", FileContents::UNet},
    ContentRow{"down_blocks.0.attentions.", "the UNet of a model, not a whole model", FileContents::UNet},
    ContentRow{"down_blocks.0.resnets.0.time_emb_proj.", "the UNet of a model, not a whole model", FileContents::UNet},
    ContentRow{"decoder.up_blocks.", "a VAE, not a whole model", FileContents::Vae},
    ContentRow{"decoder.up.", "a VAE, not a whole model", FileContents::Vae},
    ContentRow{"emb_params", "an embedding (textual inversion), not a whole model", FileContents::Embedding},
    ContentRow{"clip_g", "an embedding (textual inversion), not a whole model", FileContents::Embedding},
    ContentRow{"clip_l", "an embedding (textual inversion), not a whole model", FileContents::Embedding},
    ContentRow{"string_to_param", "an embedding (textual inversion), not a whole model", FileContents::Embedding},
    ContentRow{".RDB1.", "an upscaler, not a model that makes pictures", FileContents::Upscaler},
    ContentRow{".rdb1.", "an upscaler, not a model that makes pictures", FileContents::Upscaler},
    ContentRow{"residual_group.", "an upscaler, not a model that makes pictures", FileContents::Upscaler},
    ContentRow{"vision_model.", "an encoder of pictures, not a whole model"},
    ContentRow{"text_model.", "a text encoder, not a whole model", FileContents::TextEncoder},
    ContentRow{".SelfAttention.", "a text encoder (T5), not a whole model", FileContents::TextEncoder},
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
