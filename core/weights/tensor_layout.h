#pragma once

#include "core/weights/tensor_info.h"

#include <cstddef>
#include <span>

namespace reverie::weights {

/// Marks a matrix as lying in the file with its sides swapped: its rows become columns. Bytes stay where they are.
void turnOver(TensorInfo& matrix);

/// Bytes in the file from a tensor's first element to the end of its last, gaps included; nothing is beyond the file.
[[nodiscard]] std::uint64_t extentBytes(const TensorInfo& tensor);

/// Puts the elements of a tensor with strides in row-major order without gaps.
/// \param from extentBytes(tensor) bytes as in the file \param into tensor.bytes bytes; both of any alignment
void gather(const TensorInfo& tensor, std::span<const std::byte> from, std::span<std::byte> into);

}  // namespace reverie::weights
