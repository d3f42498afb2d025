#include "core/library/tensor_clues.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace reverie::library {
namespace {

using weights::TensorInfo;

constexpr std::size_t kMostVectors = 4;

struct WidthRow {
    std::int64_t width;
    const char* family;
};

constexpr std::array kWidths = {WidthRow{768, "sd1"}, WidthRow{1024, "sd2"}, WidthRow{2048, "sdxl"}};
constexpr std::array kVectorWidths = {WidthRow{768, "sd1"}, WidthRow{1024, "sd2"}, WidthRow{1280, "sdxl"}};

/// The half of a low-rank pair that takes what the layer takes.
constexpr std::array<std::string_view, 6> kInputHalves = {
    "lora_down", "lora_A", "lora.down", "_lora.down", "hada_w1_b", "lora_linear_layer.down"};

bool contains(std::string_view name, std::string_view part)
{
    return name.find(part) != std::string_view::npos;
}

QString familyOfWidth(std::span<const WidthRow> rows, std::int64_t width)
{
    const auto row = std::ranges::find(rows, width, &WidthRow::width);
    return row == rows.end() ? QString() : QString::fromLatin1(row->family);
}

/// Whether its last side is the width of the text: keys and values of cross-attention, but not those for pictures.
bool takesText(const TensorInfo& tensor)
{
    const std::string_view name = tensor.name;
    if (tensor.shape.size() < 2 || !contains(name, "attn2") || contains(name, "_ip"))
        return false;
    if (!contains(name, "to_k") && !contains(name, "to_v"))
        return false;
    const bool isWhole = name.ends_with("to_k.weight") || name.ends_with("to_v.weight");
    return isWhole || std::ranges::any_of(kInputHalves, [&](std::string_view half) { return contains(name, half); });
}

}  // namespace

FamilyClue familyOfAttention(const std::vector<TensorInfo>& tensors)
{
    const auto at = std::ranges::find_if(tensors, takesText);
    if (at == tensors.end())
        return {};
    const std::int64_t width = at->shape[1];
    return {familyOfWidth(kWidths, width), QStringLiteral("its cross-attention is %1 wide").arg(width)};
}

FamilyClue familyOfVectors(const std::vector<TensorInfo>& tensors)
{
    std::int64_t widest = 0;
    for (const TensorInfo& tensor : tensors)
        if (!tensor.shape.empty())
            widest = std::max(widest, tensor.shape.back());
    return {familyOfWidth(kVectorWidths, widest), QStringLiteral("its vectors are %1 wide").arg(widest)};
}

bool lookLikeVectors(const std::vector<TensorInfo>& tensors)
{
    const auto isVector = [](const TensorInfo& tensor) {
        const bool isFlat = tensor.shape.size() == 1 || tensor.shape.size() == 2;
        return isFlat && !familyOfWidth(kVectorWidths, tensor.shape.back()).isEmpty();
    };
    return !tensors.empty() && tensors.size() <= kMostVectors && std::ranges::all_of(tensors, isVector);
}

std::int64_t inputChannels(const std::vector<TensorInfo>& tensors)
{
    const auto at = std::ranges::find_if(tensors,
        [](const TensorInfo& t) { return t.shape.size() == 4 && t.name.ends_with("model.input_blocks.0.0.weight"); });
    return at == tensors.end() ? 0 : at->shape[1];
}

std::int64_t latentChannels(const std::vector<TensorInfo>& tensors)
{
    const auto at = std::ranges::find_if(
        tensors, [](const TensorInfo& t) { return t.shape.size() == 4 && t.name.ends_with("decoder.conv_in.weight"); });
    return at == tensors.end() ? 0 : at->shape[1];
}

std::uint64_t parametersOf(const std::vector<TensorInfo>& tensors)
{
    std::uint64_t sum = 0;
    for (const TensorInfo& tensor : tensors)
        sum += tensor.bytes * 8 / weights::dtypeBits(tensor.dtype);
    return sum;
}

std::vector<weights::DType> dtypesOf(const std::vector<TensorInfo>& tensors)
{
    std::map<weights::DType, std::uint64_t> bytes;
    for (const TensorInfo& tensor : tensors)
        bytes[tensor.dtype] += tensor.bytes;
    std::vector<weights::DType> dtypes;
    for (const auto& each : bytes)
        dtypes.push_back(each.first);
    std::ranges::stable_sort(dtypes, std::ranges::greater(), [&](weights::DType dtype) { return bytes[dtype]; });
    return dtypes;
}

}  // namespace reverie::library
