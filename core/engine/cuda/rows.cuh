#pragma once

#include "core/engine/cuda/kernel_table.h"

#include <cuda_runtime_api.h>

namespace reverie::engine::cuda {

/// KernelTable::geglu on a stream.
cudaError_t launchGeglu(const GegluCall& call, cudaStream_t stream);
/// KernelTable::addTo on a stream.
cudaError_t launchAddTo(const AddCall& call, cudaStream_t stream);

}  // namespace reverie::engine::cuda
