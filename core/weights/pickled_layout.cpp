#include "core/weights/pickled_layout.h"

#include "core/base/checked.h"

#include <algorithm>

namespace reverie::weights {
namespace {

constexpr std::int64_t kMaximumSide = (std::int64_t{1} << 48) - 1;

tl::unexpected<Error> impossible(const char* what)
{
    return fail(ErrorCode::Corrupt, QString::fromLatin1(what));
}

/// a + b * c, or nothing where it does not fit.
std::optional<std::int64_t> addedProduct(std::optional<std::int64_t> a, std::int64_t b, std::int64_t c)
{
    const auto product = checkedMultiply(b, c);
    return a && product ? checkedAdd(*a, *product) : std::nullopt;
}

std::optional<std::int64_t> countOf(const std::vector<std::int64_t>& shape)
{
    if (std::ranges::find(shape, 0) != shape.end())
        return 0;
    std::optional<std::int64_t> count = 1;
    for (const std::int64_t side : shape)
        if (count)
            count = checkedMultiply(*count, side);
    return count;
}

Result<void> checkSides(const PickledTensor& tensor)
{
    const auto isSide = [](std::int64_t side) { return side >= 0 && side <= kMaximumSide; };
    if (!std::ranges::all_of(tensor.shape, isSide))
        return impossible("has an impossible shape");
    if (tensor.offset < 0 || std::ranges::any_of(tensor.strides, [](std::int64_t each) { return each < 0; }))
        return impossible("begins before its numbers");
    return {};
}

/// Element behind the last one that the tensor reaches, in its storage.
std::optional<std::int64_t> endOf(const PickledTensor& tensor)
{
    std::optional<std::int64_t> end = checkedAdd(tensor.offset, std::int64_t{1});
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
        end = addedProduct(end, tensor.shape[i] - 1, tensor.strides[i]);
    return end;
}

/// Sides of more than one element: only their strides matter.
std::vector<std::pair<std::int64_t, std::int64_t>> stridesAndSides(const PickledTensor& tensor)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> sides;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
        if (tensor.shape[i] > 1)
            sides.emplace_back(tensor.strides[i], tensor.shape[i]);
    return sides;
}

/// Whether each stride steps over all that the smaller ones reach. Everything was found to fit the storage before.
bool isWithoutOverlap(const PickledTensor& tensor)
{
    auto sides = stridesAndSides(tensor);
    std::ranges::sort(sides);
    std::int64_t reach = 0;
    for (const auto& [stride, side] : sides) {
        if (stride <= reach)
            return false;
        reach += stride * (side - 1);
    }
    return true;
}

bool isRowMajor(const PickledTensor& tensor)
{
    const auto sides = stridesAndSides(tensor);
    std::int64_t expected = 1;
    return std::all_of(sides.rbegin(), sides.rend(), [&](const auto& each) {
        const bool isNext = each.first == expected;
        expected *= each.second;
        return isNext;
    });
}

}  // namespace

Result<TensorInfo> placedTensor(const PickledTensor& tensor, const PickledStorage& storage, const ByteRange& numbers)
{
    const std::uint64_t size = dtypeBits(*storage.dtype) / 8;
    if (checkedMultiply(static_cast<std::uint64_t>(storage.count), size) != numbers.bytes)
        return impossible("has more or fewer numbers than it says");
    if (auto sound = checkSides(tensor); !sound)
        return failWith(std::move(sound));
    const auto count = countOf(tensor.shape);
    if (!count)
        return impossible("has an impossible shape");
    const std::optional<std::int64_t> end = *count > 0 ? endOf(tensor) : tensor.offset;
    if (!end || *end > storage.count)
        return impossible("reaches beyond its numbers");
    if (*count > 0 && !isWithoutOverlap(tensor))
        return fail(ErrorCode::Unsupported, QStringLiteral("uses some of its numbers twice"));
    TensorInfo info;
    info.dtype = *storage.dtype;
    info.shape = tensor.shape;
    info.offset = numbers.offset + static_cast<std::uint64_t>(tensor.offset) * size;
    info.bytes = static_cast<std::uint64_t>(*count) * size;
    if (*count > 0 && !isRowMajor(tensor)) {
        info.strides = tensor.strides;
        for (std::size_t i = 0; i < info.shape.size(); ++i)
            info.strides[i] = info.shape[i] > 1 ? info.strides[i] : 1;
    }
    return info;
}

}  // namespace reverie::weights
