#include "core/weights/seen_configs.h"

#include "core/weights/config_file.h"
#include "core/weights/key_table.h"

#include <algorithm>
#include <map>

namespace reverie::weights {
namespace {

using Json = nlohmann::json;

/// Width of one head of every text encoder, and of the UNets that were published with a list of heads.
constexpr std::int64_t kHeadWidth = 64;
constexpr int kSizes = 6;  // that Stable Diffusion XL is told beside the pooled text

/// The tensors of one network by name.
class Shapes final {
public:
    explicit Shapes(const std::vector<TensorInfo>& tensors)
    {
        for (const TensorInfo& tensor : tensors)
            m_shapes.emplace(tensor.name, &tensor.shape);
    }

    [[nodiscard]] bool has(const std::string& name) const { return m_shapes.contains(name); }
    [[nodiscard]] std::size_t rank(const std::string& name) const { return has(name) ? m_shapes.at(name)->size() : 0; }

    /// A side of a tensor, or `fallback` where there is no such side.
    [[nodiscard]] Json side(const std::string& name, std::size_t axis, const Json& fallback) const
    {
        return axis < rank(name) ? Json((*m_shapes.at(name))[axis]) : fallback;
    }

    /// One more than the highest number that follows `prefix`.
    [[nodiscard]] int count(const std::string& prefix) const
    {
        int count = 0;
        for (auto at = m_shapes.lower_bound(prefix); at != m_shapes.end() && at->first.starts_with(prefix); ++at)
            count = std::max(count, numberAfter(at->first, prefix).value_or(-1) + 1);
        return count;
    }

    /// The first tensor whose name ends so, or an empty text.
    [[nodiscard]] std::string nameWithEnding(std::string_view ending) const
    {
        const auto found =
            std::ranges::find_if(m_shapes, [&](const auto& each) { return each.first.ends_with(ending); });
        return found == m_shapes.end() ? std::string() : std::string(found->first);
    }

private:
    std::map<std::string, const std::vector<std::int64_t>*, std::less<>> m_shapes;
};

std::string numbered(const char* prefix, int number, const char* rest)
{
    return prefix + std::to_string(number) + rest;
}

/// The published value of a level, or of the last one for levels beyond.
Json atLevel(const Json& list, int level)
{
    if (!list.is_array() || list.empty())
        return list;
    return list[std::min(static_cast<std::size_t>(level), list.size() - 1)];
}

Json widths(const Shapes& shapes, const char* blocks, int levels, const Json& published)
{
    Json all = Json::array();
    for (int level = 0; level < levels; ++level)
        all.push_back(shapes.side(numbered(blocks, level, ".resnets.0.conv1.weight"), 0, atLevel(published, level)));
    return all;
}

Json layers(const Shapes& shapes, const char* blocks, int levels)
{
    Json all = Json::array();
    for (int level = 0; level < levels; ++level)
        all.push_back(std::max(shapes.count(numbered(blocks, level, ".resnets.")), 1));
    return all;
}

Json kinds(const Shapes& shapes, const char* blocks, int levels, const char* side)
{
    Json all = Json::array();
    for (int level = 0; level < levels; ++level) {
        const bool hasAttention = shapes.count(numbered(blocks, level, ".attentions.")) > 0;
        all.push_back(std::string(hasAttention ? "CrossAttn" : "") + side + "Block2D");
    }
    return all;
}

/// The middle shares its depth with the coarsest level, which may have no attention of its own.
Json transformerLayers(const Shapes& shapes, int levels)
{
    Json all = Json::array();
    for (int level = 0; level < levels; ++level) {
        int depth = shapes.count(numbered("down_blocks.", level, ".attentions.0.transformer_blocks."));
        if (depth == 0 && level + 1 == levels)
            depth = shapes.count("mid_block.attentions.0.transformer_blocks.");
        all.push_back(std::max(depth, 1));
    }
    return all;
}

/// A list of heads stands for heads of one width; one number for that many heads on every level.
void adaptHeads(Json& config)
{
    if (!config.contains("attention_head_dim") || !config["attention_head_dim"].is_array())
        return;
    Json heads = Json::array();
    for (const Json& width : config["block_out_channels"])
        heads.push_back(std::max<std::int64_t>(width.get<std::int64_t>() / kHeadWidth, 1));
    config["attention_head_dim"] = heads;
}

void readAddition(const Shapes& shapes, int pooledWidth, Json& config)
{
    if (!shapes.has("add_embedding.linear_1.weight"))
        return;
    const Json width = shapes.side("add_embedding.linear_1.weight", 1, 0);
    config["addition_embed_type"] = "text_time";
    config["projection_class_embeddings_input_dim"] = width;
    config["addition_time_embed_dim"] = (width.get<std::int64_t>() - pooledWidth) / kSizes;
}

}  // namespace

Json unetConfigOf(const std::vector<TensorInfo>& tensors, Json config, int pooledWidth)
{
    const Shapes shapes(tensors);
    const int levels = shapes.count("down_blocks.");
    if (levels == 0)
        return config;
    config["in_channels"] = shapes.side("conv_in.weight", 1, 4);
    config["out_channels"] = shapes.side("conv_out.weight", 0, 4);
    config["block_out_channels"] =
        widths(shapes, "down_blocks.", levels, config.value("block_out_channels", Json::array({320, 640, 1280, 1280})));
    config["layers_per_block"] = layers(shapes, "down_blocks.", levels);
    config["down_block_types"] = kinds(shapes, "down_blocks.", levels, "Down");
    config["up_block_types"] = kinds(shapes, "up_blocks.", levels, "Up");
    config["transformer_layers_per_block"] = transformerLayers(shapes, levels);
    config["cross_attention_dim"] =
        shapes.side(shapes.nameWithEnding(".attn2.to_k.weight"), 1, config.value("cross_attention_dim", Json(768)));
    config["use_linear_projection"] = shapes.rank(shapes.nameWithEnding(".proj_in.weight")) == 2;
    config["time_embedding_dim"] =
        shapes.side("time_embedding.linear_1.weight", 0, config.value("time_embedding_dim", Json()));
    adaptHeads(config);
    readAddition(shapes, pooledWidth, config);
    return config;
}

Json vaeConfigOf(const std::vector<TensorInfo>& tensors, Json config)
{
    const Shapes shapes(tensors);
    const int levels = shapes.count("encoder.down_blocks.");
    if (levels == 0)
        return config;
    config["block_out_channels"] =
        widths(shapes, "encoder.down_blocks.", levels, config.value("block_out_channels", Json::array({64})));
    config["layers_per_block"] = layers(shapes, "encoder.down_blocks.", 1)[0];
    config["latent_channels"] = shapes.side("decoder.conv_in.weight", 1, config.value("latent_channels", Json(4)));
    config["down_block_types"] = std::vector<std::string>(static_cast<std::size_t>(levels), "DownEncoderBlock2D");
    config["up_block_types"] = std::vector<std::string>(static_cast<std::size_t>(levels), "UpDecoderBlock2D");
    return config;
}

Json textConfigOf(const std::vector<TensorInfo>& tensors, Json config)
{
    const Shapes shapes(tensors);
    const std::string tokens = "text_model.embeddings.token_embedding.weight";
    const Json vocabulary = shapes.side(tokens, 0, config["vocab_size"]);
    const Json width = shapes.side(tokens, 1, config["hidden_size"]);
    config["vocab_size"] = vocabulary;
    config["eos_token_id"] = vocabulary.get<std::int64_t>() - 1;
    config["hidden_size"] = width;
    config["num_attention_heads"] = std::max<std::int64_t>(width.get<std::int64_t>() / kHeadWidth, 1);
    config["max_position_embeddings"] =
        shapes.side("text_model.embeddings.position_embedding.weight", 0, config["max_position_embeddings"]);
    config["num_hidden_layers"] = std::max(shapes.count("text_model.encoder.layers."), 1);
    config["intermediate_size"] =
        shapes.side("text_model.encoder.layers.0.mlp.fc1.weight", 0, config["intermediate_size"]);
    if (config.contains("projection_dim"))
        config["projection_dim"] = shapes.side("text_projection.weight", 0, config["projection_dim"]);
    return config;
}

}  // namespace reverie::weights
