#pragma once

#include "core/weights/tensor_info.h"

#include <cstddef>
#include <span>

namespace reverie::weights {

/// Marks a matrix as lying in the file with its sides swapped: its rows become columns. Bytes stay where they are.
void turnOver(TensorInfo& matrix);

/// Some rows of a tensor: `count` neighbours along its first side, from `first` on. Their name stays the tensor's.
[[nodiscard]] TensorInfo rowsOf(const TensorInfo& tensor, std::int64_t first, std::int64_t count);

/// Bytes in the file from a tensor's first element to the end of its last, gaps included; nothing is beyond the file.
[[nodiscard]] std::uint64_t extentBytes(const TensorInfo& tensor);

/// Puts the elements of a tensor with strides in row-major order without gaps.
/// \param from extentBytes(tensor) bytes as in the file \param into tensor.bytes bytes; both of any alignment
void gather(const TensorInfo& tensor, std::span<const std::byte> from, std::span<std::byte> into);

}  // namespace reverie::weights
