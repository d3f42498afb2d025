#include "core/weights/tensor_layout.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

namespace reverie::weights {
namespace {

using Sides = std::span<const std::int64_t>;

/// \param size bytes of an element, known to the compiler so that a copy is one move
template <std::size_t size>
std::byte* copyAlong(Sides shape, Sides strides, const std::byte* from, std::byte* into)
{
    const std::int64_t step = strides.front() * static_cast<std::int64_t>(size);
    for (std::int64_t i = 0; i < shape.front(); ++i, from += step) {
        if (shape.size() > 1) {
            into = copyAlong<size>(shape.subspan(1), strides.subspan(1), from, into);
            continue;
        }
        std::memcpy(into, from, size);
        into += size;
    }
    return into;
}

}  // namespace

void turnOver(TensorInfo& matrix)
{
    Q_ASSERT(matrix.shape.size() == 2);
    if (matrix.strides.empty())
        matrix.strides = {matrix.shape[1], 1};
    std::swap(matrix.shape[0], matrix.shape[1]);
    std::swap(matrix.strides[0], matrix.strides[1]);
}

TensorInfo rowsOf(const TensorInfo& tensor, std::int64_t first, std::int64_t count)
{
    Q_ASSERT(first >= 0 && count > 0 && first + count <= tensor.shape.front());
    TensorInfo rows = tensor;
    const std::uint64_t rowBytes = tensor.bytes / static_cast<std::uint64_t>(tensor.shape.front());
    const std::uint64_t stepBytes = tensor.strides.empty()
        ? rowBytes
        : static_cast<std::uint64_t>(tensor.strides.front()) * (dtypeBits(tensor.dtype) / 8);
    rows.shape.front() = count;
    rows.offset += static_cast<std::uint64_t>(first) * stepBytes;
    rows.bytes = static_cast<std::uint64_t>(count) * rowBytes;
    return rows;
}

std::uint64_t extentBytes(const TensorInfo& tensor)
{
    if (tensor.strides.empty() || tensor.bytes == 0)
        return tensor.bytes;
    const std::uint64_t last = std::transform_reduce(tensor.shape.begin(), tensor.shape.end(), tensor.strides.begin(),
        std::uint64_t{0}, std::plus(),
        [](std::int64_t side, std::int64_t stride) { return static_cast<std::uint64_t>((side - 1) * stride); });
    return (last + 1) * (dtypeBits(tensor.dtype) / 8);
}

void gather(const TensorInfo& tensor, std::span<const std::byte> from, std::span<std::byte> into)
{
    Q_ASSERT(tensor.strides.size() == tensor.shape.size() && into.size() == tensor.bytes);
    Q_ASSERT(from.size() == extentBytes(tensor));
    if (into.empty())
        return;
    switch (dtypeBits(tensor.dtype) / 8) {
    case 1:
        copyAlong<1>(tensor.shape, tensor.strides, from.data(), into.data());
        return;
    case 2:
        copyAlong<2>(tensor.shape, tensor.strides, from.data(), into.data());
        return;
    case 4:
        copyAlong<4>(tensor.shape, tensor.strides, from.data(), into.data());
        return;
    case 8:
        copyAlong<8>(tensor.shape, tensor.strides, from.data(), into.data());
        return;
    default:
        Q_UNREACHABLE();
    }
}

}  // namespace reverie::weights
