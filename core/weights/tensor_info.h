#pragma once

#include "core/weights/dtype.h"

#include <cstdint>
#include <string>
#include <vector>

namespace reverie::weights {

/// A tensor that lies in a file: what it is called, what it is, where it stands.
struct TensorInfo {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;  ///< at most 8 dimensions of 0..2^48-1; empty = a scalar
    std::uint64_t offset = 0;         ///< bytes from the start of the file, of any alignment
    std::uint64_t bytes = 0;          ///< product of shape times the size of an element, checked
    std::uint32_t file = 0;           ///< which file of its WeightSet holds it
    /// Numbers from one element to the next along each side, as many as there are sides; empty = row-major without
    /// gaps. No two elements lie in one place. Bytes from the first to the last are in the file, checked.
    std::vector<std::int64_t> strides = {};
};

}  // namespace reverie::weights
