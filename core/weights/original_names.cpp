#include "core/weights/original_names.h"

#include "core/weights/key_table.h"
#include "core/weights/tensor_layout.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace reverie::weights {
namespace {

constexpr std::array kUNetResnet = {
    KeyPair{"in_layers.0.", "norm1."},
    KeyPair{"in_layers.2.", "conv1."},
    KeyPair{"emb_layers.1.", "time_emb_proj."},
    KeyPair{"out_layers.0.", "norm2."},
    KeyPair{"out_layers.3.", "conv2."},
    KeyPair{"skip_connection.", "conv_shortcut."},
};

constexpr std::array kUNet = {
    KeyRow{"time_embed.0.", "time_embedding.linear_1."},
    KeyRow{"time_embed.2.", "time_embedding.linear_2."},
    KeyRow{"label_emb.0.0.", "add_embedding.linear_1."},
    KeyRow{"label_emb.0.2.", "add_embedding.linear_2."},
    KeyRow{"input_blocks.0.0.", "conv_in."},
    KeyRow{"input_blocks.#.0.op.", "down_blocks.#.downsamplers.0.conv.", Numbers::Down},
    KeyRow{"input_blocks.#.0.", "down_blocks.#.resnets.#.", Numbers::Down, kUNetResnet},
    KeyRow{"input_blocks.#.1.", "down_blocks.#.attentions.#.", Numbers::Down},
    KeyRow{"middle_block.0.", "mid_block.resnets.0.", Numbers::Same, kUNetResnet},
    KeyRow{"middle_block.1.", "mid_block.attentions.0."},
    KeyRow{"middle_block.2.", "mid_block.resnets.1.", Numbers::Same, kUNetResnet},
    KeyRow{"output_blocks.#.0.", "up_blocks.#.resnets.#.", Numbers::Up, kUNetResnet},
    KeyRow{"output_blocks.#.1.conv.", "up_blocks.#.upsamplers.0.conv.", Numbers::Up},
    KeyRow{"output_blocks.#.2.conv.", "up_blocks.#.upsamplers.0.conv.", Numbers::Up},
    KeyRow{"output_blocks.#.1.", "up_blocks.#.attentions.#.", Numbers::Up},
    KeyRow{"out.0.", "conv_norm_out."},
    KeyRow{"out.2.", "conv_out."},
};

constexpr std::array kVaeResnet = {KeyPair{"nin_shortcut.", "conv_shortcut."}};

constexpr std::array kVaeAttention = {
    KeyPair{"norm.", "group_norm."},
    KeyPair{"q.", "to_q."},
    KeyPair{"k.", "to_k."},
    KeyPair{"v.", "to_v."},
    KeyPair{"proj_out.", "to_out.0."},
};

constexpr std::array kVae = {
    KeyRow{"encoder.down.#.block.#.", "encoder.down_blocks.#.resnets.#.", Numbers::Same, kVaeResnet},
    KeyRow{"encoder.down.#.downsample.conv.", "encoder.down_blocks.#.downsamplers.0.conv."},
    KeyRow{"encoder.mid.block_1.", "encoder.mid_block.resnets.0.", Numbers::Same, kVaeResnet},
    KeyRow{"encoder.mid.attn_1.", "encoder.mid_block.attentions.0.", Numbers::Same, kVaeAttention},
    KeyRow{"encoder.mid.block_2.", "encoder.mid_block.resnets.1.", Numbers::Same, kVaeResnet},
    KeyRow{"encoder.norm_out.", "encoder.conv_norm_out."},
    KeyRow{"decoder.mid.block_1.", "decoder.mid_block.resnets.0.", Numbers::Same, kVaeResnet},
    KeyRow{"decoder.mid.attn_1.", "decoder.mid_block.attentions.0.", Numbers::Same, kVaeAttention},
    KeyRow{"decoder.mid.block_2.", "decoder.mid_block.resnets.1.", Numbers::Same, kVaeResnet},
    KeyRow{"decoder.up.#.block.#.", "decoder.up_blocks.#.resnets.#.", Numbers::Reversed, kVaeResnet},
    KeyRow{"decoder.up.#.upsample.conv.", "decoder.up_blocks.#.upsamplers.0.conv.", Numbers::Reversed},
    KeyRow{"decoder.norm_out.", "decoder.conv_norm_out."},
};

/// '?' stands for q, k and v.
constexpr std::array kOpenClip = {
    KeyRow{"transformer.resblocks.#.attn.in_proj_weight", "text_model.encoder.layers.#.self_attn.?_proj.weight"},
    KeyRow{"transformer.resblocks.#.attn.in_proj_bias", "text_model.encoder.layers.#.self_attn.?_proj.bias"},
    KeyRow{"transformer.resblocks.#.attn.out_proj.", "text_model.encoder.layers.#.self_attn.out_proj."},
    KeyRow{"transformer.resblocks.#.ln_1.", "text_model.encoder.layers.#.layer_norm1."},
    KeyRow{"transformer.resblocks.#.ln_2.", "text_model.encoder.layers.#.layer_norm2."},
    KeyRow{"transformer.resblocks.#.mlp.c_fc.", "text_model.encoder.layers.#.mlp.fc1."},
    KeyRow{"transformer.resblocks.#.mlp.c_proj.", "text_model.encoder.layers.#.mlp.fc2."},
    KeyRow{"token_embedding.", "text_model.embeddings.token_embedding."},
    KeyRow{"positional_embedding", "text_model.embeddings.position_embedding.weight"},
    KeyRow{"ln_final.", "text_model.final_layer_norm."},
    KeyRow{"text_projection", "text_projection.weight"},
};

/// Layers of Stable Diffusion 2's text encoder that are read: all but the last.
constexpr int kLayersOfStates = 23;

void rename(std::vector<TensorInfo>& tensors, std::span<const KeyRow> table, const BlockCounts& counts)
{
    for (TensorInfo& tensor : tensors)
        tensor.name = renamed(tensor.name, table, counts).value_or(tensor.name);
}

/// Blocks that end a level stand at multiples of the blocks of a level; all blocks are one level where there are none.
int blocksPerLevel(const std::vector<TensorInfo>& unet)
{
    int common = 0;
    int last = 0;
    for (const TensorInfo& tensor : unet) {
        const int block = numberAfter(tensor.name, "input_blocks.").value_or(0);
        last = std::max(last, block);
        if (tensor.name.find(".0.op.") != std::string::npos)
            common = std::gcd(common, block);
    }
    return std::max(common == 0 ? last : common, 1);
}

int levelsOf(const std::vector<TensorInfo>& tensors, std::string_view prefix)
{
    int levels = 0;
    for (const TensorInfo& tensor : tensors)
        levels = std::max(levels, numberAfter(tensor.name, prefix).value_or(-1) + 1);
    return levels;
}

/// Whether nobody reads it.
bool isLeftOut(const std::string& name, OpenClipUse use)
{
    if (name == "logit_scale" || name == "attn_mask")
        return true;
    return use == OpenClipUse::States &&
        (name == "text_projection" || numberAfter(name, "transformer.resblocks.").value_or(0) >= kLayersOfStates);
}

/// A third of the rows: queries, keys or values.
TensorInfo third(const TensorInfo& fused, std::size_t which)
{
    const std::int64_t rows = fused.shape.front() / 3;
    TensorInfo part = rowsOf(fused, static_cast<std::int64_t>(which) * rows, rows);
    part.name[part.name.find('?')] = "qkv"[which];
    return part;
}

}  // namespace

std::vector<TensorInfo> unetFromOriginal(std::vector<TensorInfo> tensors)
{
    rename(tensors, kUNet, {blocksPerLevel(tensors), 1});
    return tensors;
}

std::vector<TensorInfo> vaeFromOriginal(std::vector<TensorInfo> tensors)
{
    rename(tensors, kVae, {1, levelsOf(tensors, "decoder.up.")});
    return tensors;
}

std::vector<TensorInfo> textFromOpenClip(std::vector<TensorInfo> tensors, OpenClipUse use)
{
    std::erase_if(tensors, [&](const TensorInfo& tensor) { return isLeftOut(tensor.name, use); });
    rename(tensors, kOpenClip, {});
    std::vector<TensorInfo> all;
    for (TensorInfo& tensor : tensors) {
        const bool isFused = tensor.name.find('?') != std::string::npos && !tensor.shape.empty();
        if (isFused && tensor.shape.front() > 0 && tensor.shape.front() % 3 == 0) {
            for (std::size_t which = 0; which < 3; ++which)
                all.push_back(third(tensor, which));
            continue;
        }
        if (tensor.name == "text_projection.weight" && tensor.shape.size() == 2) {
            turnOver(tensor);
        }
        all.push_back(std::move(tensor));
    }
    return all;
}

}  // namespace reverie::weights
