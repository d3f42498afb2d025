#pragma once

#include <cstdint>

/// The border between the engine and libreverie_cuda.so: plain types only, so that neither sees the other's headers.
namespace reverie::engine::cuda {

enum class Number : int { Float32, Float16, BFloat16 };

/// Kernels of our own for NVIDIA cards. All run on torch's current stream of the current card and return CUDA's error
/// code, 0 when the launch went well.
struct KernelTable {
    /// value * gelu(gate) with the exact error function. \param x [rows, 2 channels]: values, then gates
    /// \param y [rows, channels]; both on the card, contiguous
    int (*geglu)(Number type, void* y, const void* x, std::int64_t rows, std::int64_t channels);
};

/// The name under which the plug-in exports its table; it changes with the table, so that an old plug-in is not used.
inline constexpr const char* kTableSymbol = "reverieCudaKernels1";
using TableFunction = const KernelTable* (*)();

}  // namespace reverie::engine::cuda
