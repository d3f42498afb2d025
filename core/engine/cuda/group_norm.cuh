#pragma once

#include "core/engine/cuda/kernel_table.h"

#include <cuda_runtime_api.h>

namespace reverie::engine::cuda {

/// KernelTable::groupNormRoom
std::int64_t groupNormRoom(const NormCall& call);
/// KernelTable::groupNorm on a stream.
cudaError_t launchGroupNorm(const NormCall& call, cudaStream_t stream);

}  // namespace reverie::engine::cuda
