#include "core/weights/published_configs.h"

#include <algorithm>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

Json textEncoder(int width, int heads, int layers, const char* activation)
{
    return {{"hidden_size", width}, {"intermediate_size", 4 * width}, {"num_attention_heads", heads},
        {"num_hidden_layers", layers}, {"hidden_act", activation}, {"vocab_size", 49408},
        {"max_position_embeddings", 77}};
}

Json vae(double scalingFactor)
{
    return {{"block_out_channels", {128, 256, 512, 512}}, {"layers_per_block", 2}, {"latent_channels", 4},
        {"scaling_factor", scalingFactor}};
}

Json scheduler(const char* className)
{
    return {
        {"_class_name", className}, {"beta_start", 0.00085}, {"beta_end", 0.012}, {"beta_schedule", "scaled_linear"}};
}

/// Source: the files of runwayml's stable-diffusion-v1-5; what is left out is diffusers' default.
PublishedConfigs stableDiffusion1()
{
    PublishedConfigs all{QStringLiteral("sd1"), 512, {textEncoder(768, 12, 12, "quick_gelu")},
        {{"cross_attention_dim", 768}}, vae(0.18215), scheduler("PNDMScheduler")};
    all.scheduler["skip_prk_steps"] = true;
    return all;
}

/// Source: the files of stabilityai's stable-diffusion-xl-base-1.0.
PublishedConfigs stableDiffusionXl()
{
    Json second = textEncoder(1280, 20, 32, "gelu");
    second["architectures"] = {"CLIPTextModelWithProjection"};
    second["projection_dim"] = 1280;
    return {QStringLiteral("sdxl"), 1024, {textEncoder(768, 12, 12, "quick_gelu"), second},
        {{"block_out_channels", {320, 640, 1280}},
            {"down_block_types", {"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"}},
            {"up_block_types", {"CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"}},
            {"attention_head_dim", {5, 10, 20}}, {"transformer_layers_per_block", {1, 2, 10}},
            {"cross_attention_dim", 2048}, {"use_linear_projection", true}, {"addition_embed_type", "text_time"},
            {"addition_time_embed_dim", 256}, {"projection_class_embeddings_input_dim", 2816}},
        vae(0.13025), scheduler("EulerDiscreteScheduler")};
}

}  // namespace

const PublishedConfigs* publishedConfigs(const QString& family)
{
    static const std::vector<PublishedConfigs> all{stableDiffusion1(), stableDiffusionXl()};
    const auto found = std::ranges::find(all, family, &PublishedConfigs::family);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace reverie::weights
