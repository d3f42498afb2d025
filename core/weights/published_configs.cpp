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

/// What all families share.
Json scheduler(const char* className)
{
    return {{"_class_name", className}, {"beta_start", 0.00085}, {"beta_end", 0.012},
        {"beta_schedule", "scaled_linear"}, {"clip_sample", false}, {"set_alpha_to_one", false},
        {"skip_prk_steps", true}, {"steps_offset", 1}};
}

/// Source: the files of runwayml's stable-diffusion-v1-5; what is left out is diffusers' default.
PublishedConfigs stableDiffusion1()
{
    return {QStringLiteral("sd1"), QStringLiteral("sd1"), 512, {textEncoder(768, 12, 12, "quick_gelu")},
        {{"cross_attention_dim", 768}, {"sample_size", 64}}, vae(0.18215), scheduler("PNDMScheduler")};
}

/// Source: the files of stabilityai's stable-diffusion-2-1.
PublishedConfigs stableDiffusion2()
{
    PublishedConfigs all{QStringLiteral("sd2"), QStringLiteral("sd2"), 768, {textEncoder(1024, 16, 23, "gelu")},
        {{"cross_attention_dim", 1024}, {"attention_head_dim", {5, 10, 20, 20}}, {"use_linear_projection", true},
            {"sample_size", 96}},
        vae(0.18215), scheduler("DDIMScheduler")};
    all.scheduler["prediction_type"] = "v_prediction";
    return all;
}

/// Source: the files of stabilityai's stable-diffusion-2-1-base.
PublishedConfigs stableDiffusion2Base()
{
    PublishedConfigs all = stableDiffusion2();
    all.name = QStringLiteral("sd2-base");
    all.side = 512;
    all.unet["sample_size"] = 64;
    all.scheduler = scheduler("PNDMScheduler");
    return all;
}

/// Source: the files of stabilityai's stable-diffusion-xl-base-1.0.
PublishedConfigs stableDiffusionXl()
{
    Json second = textEncoder(1280, 20, 32, "gelu");
    second["architectures"] = {"CLIPTextModelWithProjection"};
    second["projection_dim"] = 1280;
    PublishedConfigs all{QStringLiteral("sdxl"), QStringLiteral("sdxl"), 1024,
        {textEncoder(768, 12, 12, "quick_gelu"), second},
        {{"block_out_channels", {320, 640, 1280}},
            {"down_block_types", {"DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"}},
            {"up_block_types", {"CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"}},
            {"attention_head_dim", {5, 10, 20}}, {"transformer_layers_per_block", {1, 2, 10}},
            {"cross_attention_dim", 2048}, {"use_linear_projection", true}, {"addition_embed_type", "text_time"},
            {"addition_time_embed_dim", 256}, {"projection_class_embeddings_input_dim", 2816}, {"sample_size", 128}},
        vae(0.13025), scheduler("EulerDiscreteScheduler")};
    all.scheduler["timestep_spacing"] = "leading";
    return all;
}

const std::vector<PublishedConfigs>& all()
{
    static const std::vector<PublishedConfigs> all{
        stableDiffusion1(), stableDiffusion2(), stableDiffusion2Base(), stableDiffusionXl()};
    return all;
}

}  // namespace

const PublishedConfigs* publishedConfigs(const QString& name)
{
    const auto found = std::ranges::find(all(), name, &PublishedConfigs::name);
    return found == all().end() ? nullptr : &*found;
}

QStringList publishedNames()
{
    QStringList names;
    for (const PublishedConfigs& each : all())
        names << each.name;
    return names;
}

}  // namespace reverie::weights
