#pragma once

#include "core/engine/cuda/kernel_table.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime_api.h>

namespace reverie::engine::cuda {

/// Calls `launch` with a number of that type.
template <typename Launch>
cudaError_t withNumber(Number type, const Launch& launch)
{
    switch (type) {
    case Number::Float32:
        return launch(float());
    case Number::Float16:
        return launch(__half());
    case Number::BFloat16:
        return launch(__nv_bfloat16());
    }
    return cudaErrorInvalidValue;
}

}  // namespace reverie::engine::cuda
