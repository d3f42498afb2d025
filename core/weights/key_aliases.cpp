#include "core/weights/key_aliases.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

struct Alias {
    std::string_view old;
    std::string_view now;
};

/// Name of a part inside "...attentions.N.", followed by ".weight" or ".bias".
constexpr std::array kAttentionParts = {
    Alias{".query.", ".to_q."},
    Alias{".key.", ".to_k."},
    Alias{".value.", ".to_v."},
    Alias{".proj_attn.", ".to_out.0."},
};

/// Beginnings of the names of a text encoder that was saved without its wrapper.
constexpr std::array kTextBeginnings = {
    Alias{"embeddings.", "text_model.embeddings."},
    Alias{"encoder.layers.", "text_model.encoder.layers."},
    Alias{"final_layer_norm.", "text_model.final_layer_norm."},
};

constexpr std::array<std::string_view, 1> kIgnoredEndings = {"position_ids"};

void renameAttention(std::string& name)
{
    if (name.find("attentions.") == std::string::npos)
        return;
    for (const Alias& part : kAttentionParts)
        if (const auto at = name.find(part.old); at != std::string::npos)
            name.replace(at, part.old.size(), part.now);
}

void addTextPrefix(std::string& name)
{
    const auto* row = std::ranges::find_if(kTextBeginnings, [&](const Alias& a) { return name.starts_with(a.old); });
    if (row != kTextBeginnings.end())
        name.replace(0, row->old.size(), row->now);
}

bool isAttentionWeight(std::string_view name)
{
    return name.ends_with(".weight") &&
        std::ranges::any_of(kAttentionParts, [&](const Alias& part) { return name.find(part.now) != name.npos; });
}

void squeezeConvolution(TensorInfo& tensor)
{
    if (tensor.shape.size() != 4 || tensor.shape[2] != 1 || tensor.shape[3] != 1)
        return;
    tensor.shape.resize(2);
    if (!tensor.strides.empty())
        tensor.strides.resize(2);
}

}  // namespace

bool isIgnoredKey(std::string_view name)
{
    return std::ranges::any_of(kIgnoredEndings, [&](std::string_view ending) { return name.ends_with(ending); });
}

void canonicalise(TensorInfo& tensor)
{
    renameAttention(tensor.name);
    addTextPrefix(tensor.name);
    if (isAttentionWeight(tensor.name))
        squeezeConvolution(tensor);
}

}  // namespace reverie::weights
