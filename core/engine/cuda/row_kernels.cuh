#pragma once

// The kernels of rows.cuh without their launches, so that a test runs them on a processor too, thread by thread. They
// compute in fp32 whatever the type and round once, at the end.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

namespace reverie::engine::cuda {

constexpr int kRowThreads = 256;  // of a block

/// Neighbours in a row, which a thread reads at once.
template <typename T, int kCount>
struct alignas(kCount * sizeof(T)) Pack {
    T numbers[kCount];
};

/// So many numbers fill the widest access there is.
template <typename T>
constexpr int kFullPack = 16 / static_cast<int>(sizeof(T));

struct RowShape {
    std::int64_t rows;
    std::int64_t channels;  ///< of a result's row; a multiple of the pack's numbers
};

/// Calls `visit(row, channel)` for the first channel of each pack that this thread has. A grid of any number of blocks.
template <int kCount, typename Visit>
__device__ void visitPacks(const RowShape& shape, const Visit& visit)
{
    const std::int64_t packs = shape.channels / kCount;
    const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kRowThreads;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kRowThreads + threadIdx.x; i < shape.rows * packs;
         i += stride)
        visit(i / packs, i % packs * kCount);
}

template <int kCount, typename T>
__device__ Pack<T, kCount> packAt(const T* from)
{
    return *reinterpret_cast<const Pack<T, kCount>*>(from);
}

__device__ inline float geluOf(float gate)
{
    constexpr float kRootHalf = 0.70710678118654752F;
    return 0.5F * gate * (1.0F + erff(gate * kRootHalf));
}

/// \param x [rows, 2 channels]: values, then gates \param y [rows, channels]
template <typename T, int kCount>
__global__ void gegluOfRows(T* y, const T* x, RowShape shape)
{
    visitPacks<kCount>(shape, [&](std::int64_t row, std::int64_t channel) {
        const T* from = x + 2 * row * shape.channels + channel;
        Pack<T, kCount> values = packAt<kCount>(from);
        const Pack<T, kCount> gates = packAt<kCount>(from + shape.channels);
        for (int k = 0; k < kCount; ++k)
            values.numbers[k] =
                static_cast<T>(static_cast<float>(values.numbers[k]) * geluOf(static_cast<float>(gates.numbers[k])));
        *reinterpret_cast<Pack<T, kCount>*>(y + row * shape.channels + channel) = values;
    });
}

/// y += bias + other. \param y, other [rows, channels] \param bias [channels]
template <typename T, int kCount>
__global__ void addToRows(T* y, const T* bias, const T* other, RowShape shape)
{
    visitPacks<kCount>(shape, [&](std::int64_t row, std::int64_t channel) {
        const std::int64_t at = row * shape.channels + channel;
        Pack<T, kCount> sums = packAt<kCount>(y + at);
        const Pack<T, kCount> biases = packAt<kCount>(bias + channel);
        const Pack<T, kCount> others = packAt<kCount>(other + at);
        for (int k = 0; k < kCount; ++k)
            sums.numbers[k] = static_cast<T>(static_cast<float>(sums.numbers[k]) +
                static_cast<float>(biases.numbers[k]) + static_cast<float>(others.numbers[k]));
        *reinterpret_cast<Pack<T, kCount>*>(y + at) = sums;
    });
}

}  // namespace reverie::engine::cuda
