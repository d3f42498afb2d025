#include "core/engine/text_encoder_config.h"

#include "core/engine/model_config_reader.h"

namespace reverie::engine {
namespace {

constexpr ConfigRange kWidth{1, 65536};

/// Old configs name a token that never ends a text; transformers then takes the highest id, which is CLIP's last one.
constexpr int kEndIdOfOldConfigs = 2;

bool hasProjection(const nlohmann::json& json)
{
    const auto classes = json.find("architectures");
    return classes != json.end() && *classes == nlohmann::json::array({"CLIPTextModelWithProjection"});
}

}  // namespace

Result<TextEncoderConfig> TextEncoderConfig::fromJson(const nlohmann::json& json)
{
    ConfigReader read(json, QStringLiteral("text encoder"));
    read.onlyNeutral("hidden_act", {"quick_gelu", "gelu"});
    TextEncoderConfig config;
    config.vocabularySize = read.integer("vocab_size", 49408, {1, 1 << 24});
    config.positions = read.integer("max_position_embeddings", 77, kWidth);
    config.hiddenSize = read.integer("hidden_size", 512, kWidth);
    config.intermediateSize = read.integer("intermediate_size", 2048, {1, 1 << 20});
    config.heads = read.integer("num_attention_heads", 8, kWidth);
    config.layers = read.integer("num_hidden_layers", 12, {1, 256});
    config.normEps = read.number("layer_norm_eps", 1e-5, {0, 1});
    const bool isQuick = read.text("hidden_act", "quick_gelu") == "quick_gelu";
    config.activation = isQuick ? TextActivation::QuickGelu : TextActivation::Gelu;
    config.endId = read.integer("eos_token_id", 49407, {0, 1 << 24});
    if (config.endId == kEndIdOfOldConfigs)
        config.endId = config.vocabularySize - 1;
    if (hasProjection(json))
        config.projectionDim = read.integer("projection_dim", 512, kWidth);
    if (config.hiddenSize % config.heads != 0)
        read.refuse(QStringLiteral("%1 heads for %2 channels").arg(config.heads).arg(config.hiddenSize));
    if (auto fine = read.finish(); !fine)
        return failWith(std::move(fine));
    return config;
}

}  // namespace reverie::engine
