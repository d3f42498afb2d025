#pragma once

#include "tests/support/safetensors_bytes.h"

#include <QDir>

namespace reverie::test {

/// A diffusers folder that is right in its files and configs; its weights are one tensor a part.
inline bool writeTinyModel(const QString& folder)
{
    const QDir dir(folder);
    for (const char* part : {"tokenizer", "text_encoder", "unet", "vae", "scheduler"})
        if (!dir.mkpath(QString::fromLatin1(part)))
            return false;
    const auto write = [&](const char* name, const QByteArray& bytes) {
        return writeFile(dir.filePath(QString::fromLatin1(name)), bytes);
    };
    return write("model_index.json", R"({"_class_name": "StableDiffusionPipeline", "_diffusers_version": "0.42.0"})") &&
        write("tokenizer/vocab.json", "{}") && write("tokenizer/merges.txt", "") &&
        write("text_encoder/config.json", R"({"model_type": "clip_text_model", "hidden_size": 32})") &&
        write("unet/config.json",
            R"({"_class_name": "UNet2DConditionModel", "sample_size": 64, "in_channels": 4, "out_channels": 4,
                "cross_attention_dim": 32, "addition_embed_type": null})") &&
        write("vae/config.json",
            R"({"_class_name": "AutoencoderKL", "block_out_channels": [32, 64, 64, 64], "latent_channels": 4})") &&
        write("scheduler/scheduler_config.json", R"({"_class_name": "PNDMScheduler"})") &&
        write("text_encoder/model.safetensors",
            SafetensorsBuilder().addF32("text_model.final_layer_norm.bias", {32}).build()) &&
        write(
            "unet/diffusion_pytorch_model.safetensors", SafetensorsBuilder().addF32("conv_in.bias", {2, 5}).build()) &&
        write("vae/diffusion_pytorch_model.safetensors", SafetensorsBuilder().addF32("quant_conv.bias", {8}).build());
}

}  // namespace reverie::test
