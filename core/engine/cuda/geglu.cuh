#pragma once

#include "core/engine/cuda/kernel_table.h"

#include <cuda_runtime_api.h>

namespace reverie::engine::cuda {

/// KernelTable::geglu on a stream.
cudaError_t launchGeglu(
    Number type, void* y, const void* x, std::int64_t rows, std::int64_t channels, cudaStream_t stream);

}  // namespace reverie::engine::cuda
