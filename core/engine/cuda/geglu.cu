#include "core/engine/cuda/geglu.cuh"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <algorithm>

namespace reverie::engine::cuda {
namespace {

constexpr int kThreads = 256;
constexpr std::int64_t kMostBlocks = 1 << 16;  // of a grid; what is left over is looped over

__device__ float geluOf(float gate)
{
    constexpr float kRootHalf = 0.70710678118654752f;
    return 0.5f * gate * (1.0f + erff(gate * kRootHalf));
}

/// Computes in fp32 whatever the type; rounded once, at the end.
template <typename T>
__global__ void gegluKernel(T* y, const T* x, std::int64_t total, std::int64_t channels)
{
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < total; i += stride) {
        const std::int64_t row = i / channels;
        const std::int64_t value = i + row * channels;
        y[i] = static_cast<T>(static_cast<float>(x[value]) * geluOf(static_cast<float>(x[value + channels])));
    }
}

template <typename T>
cudaError_t launch(void* y, const void* x, std::int64_t rows, std::int64_t channels, cudaStream_t stream)
{
    const std::int64_t total = rows * channels;
    if (total == 0)
        return cudaSuccess;
    const auto blocks = static_cast<unsigned>(std::min(kMostBlocks, (total + kThreads - 1) / kThreads));
    gegluKernel<T><<<blocks, kThreads, 0, stream>>>(static_cast<T*>(y), static_cast<const T*>(x), total, channels);
    return cudaGetLastError();
}

}  // namespace

cudaError_t launchGeglu(
    Number type, void* y, const void* x, std::int64_t rows, std::int64_t channels, cudaStream_t stream)
{
    switch (type) {
    case Number::Float32:
        return launch<float>(y, x, rows, channels, stream);
    case Number::Float16:
        return launch<__half>(y, x, rows, channels, stream);
    case Number::BFloat16:
        return launch<__nv_bfloat16>(y, x, rows, channels, stream);
    }
    return cudaErrorInvalidValue;
}

}  // namespace reverie::engine::cuda
