#pragma once

// The kernels of group_norm.cuh without their launches, so that a test runs them on a processor too, thread by thread.

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

namespace reverie::engine::cuda {

constexpr int kNormThreads = 256;  // of a block

/// Pictures in NHWC and how they are dealt out: a block takes a chunk of one picture's rows.
struct NormShape {
    std::int64_t pictures;
    std::int64_t rows;  ///< pixels of a picture
    int channels;
    int groups;
    int chunks;  ///< of a picture

    /// Channels of a group.
    __host__ __device__ int width() const { return channels / groups; }
    /// Rows that a block reads at the same time.
    __host__ __device__ int lanes() const { return channels < kNormThreads ? kNormThreads / channels : 1; }
    /// Bytes of shared memory that normMoments needs.
    __host__ __device__ int momentBytes() const { return 2 * lanes() * channels * static_cast<int>(sizeof(float)); }
    /// Numbers that go from normMoments to normMap.
    __host__ __device__ std::int64_t parts() const { return pictures * groups * 2 * chunks; }
};

template <typename T>
struct NormWeights {
    const T* weight;  ///< [channels]
    const T* bias;    ///< [channels]
    const T* added;   ///< [channels], to what is normed; or null
    float eps;

    __device__ float addedTo(int channel) const { return added == nullptr ? 0 : static_cast<float>(added[channel]); }
};

/// Calls `visit(channel, lane)` for each column that this thread of a block has.
template <typename Visit>
__device__ void visitColumns(const NormShape& shape, const Visit& visit)
{
    for (int i = static_cast<int>(threadIdx.x); i < shape.lanes() * shape.channels; i += kNormThreads)
        visit(i % shape.channels, i / shape.channels);
}

/// Calls `visit(row)` for the rows of this block's chunk that belong to a lane.
template <typename Visit>
__device__ void visitRows(const NormShape& shape, int lane, const Visit& visit)
{
    const std::int64_t size = (shape.rows + shape.chunks - 1) / shape.chunks;
    const std::int64_t first = blockIdx.x * size;
    const std::int64_t end = first + size < shape.rows ? first + size : shape.rows;
    for (std::int64_t row = first + lane; row < end; row += shape.lanes())
        visit(row);
}

/// What a group's moments are about, so that a mean far from 0 costs no digits.
template <typename T>
__device__ float pivotOf(const NormShape& shape, const T* picture, const NormWeights<T>& weights, int group)
{
    const int first = group * shape.width();
    return static_cast<float>(picture[first]) + weights.addedTo(first);
}

/// Sums of each chunk's values and of their squares, always in the same order. A grid of [chunks, pictures] blocks.
/// \param parts [pictures, groups, 2, chunks]
template <typename T>
__global__ void normMoments(float* parts, const T* x, NormWeights<T> weights, NormShape shape)
{
    extern __shared__ float sums[];  // [2, lanes, channels]
    const T* picture = x + blockIdx.y * shape.rows * shape.channels;
    const int columns = shape.lanes() * shape.channels;
    visitColumns(shape, [&](int channel, int lane) {
        const float pivot = pivotOf(shape, picture, weights, channel / shape.width()) - weights.addedTo(channel);
        float sum = 0;
        float squares = 0;
        visitRows(shape, lane, [&](std::int64_t row) {
            const float value = static_cast<float>(picture[row * shape.channels + channel]) - pivot;
            sum += value;
            squares += value * value;
        });
        sums[lane * shape.channels + channel] = sum;
        sums[columns + lane * shape.channels + channel] = squares;
    });
    __syncthreads();
    for (int i = static_cast<int>(threadIdx.x); i < 2 * shape.groups; i += kNormThreads) {
        const int group = i / 2;
        const float* column = sums + i % 2 * columns + group * shape.width();
        float total = 0;
        for (int lane = 0; lane < shape.lanes(); ++lane, column += shape.channels)
            for (int c = 0; c < shape.width(); ++c)
                total += column[c];
        parts[((blockIdx.y * shape.groups + group) * 2 + i % 2) * shape.chunks + blockIdx.x] = total;
    }
}

/// What turns channels into normed ones: y = x * scale + shift. A grid of [groups, pictures] blocks.
/// \param map [pictures, 2, channels]
template <typename T>
__global__ void normMap(float* map, const float* parts, const T* x, NormWeights<T> weights, NormShape shape)
{
    extern __shared__ float sums[];  // [2, kNormThreads]
    const int thread = static_cast<int>(threadIdx.x);
    const int group = static_cast<int>(blockIdx.x);
    for (int moment = 0; moment < 2; ++moment) {
        const float* all = parts + ((blockIdx.y * shape.groups + group) * 2 + moment) * shape.chunks;
        float sum = 0;
        for (int chunk = thread; chunk < shape.chunks; chunk += kNormThreads)
            sum += all[chunk];
        sums[moment * kNormThreads + thread] = sum;
    }
    for (int half = kNormThreads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (thread < half) {
            sums[thread] += sums[thread + half];
            sums[kNormThreads + thread] += sums[kNormThreads + thread + half];
        }
    }
    __syncthreads();
    const float count = static_cast<float>(shape.rows) * static_cast<float>(shape.width());
    const float off = sums[0] / count;
    const float variance = sums[kNormThreads] / count - off * off;
    const float mean = pivotOf(shape, x + blockIdx.y * shape.rows * shape.channels, weights, group) + off;
    const float inverse = 1.0F / sqrtf((variance > 0 ? variance : 0) + weights.eps);
    float* scale = map + blockIdx.y * 2 * shape.channels;
    float* shift = scale + shape.channels;
    for (int c = group * shape.width() + thread; c < (group + 1) * shape.width(); c += kNormThreads) {
        scale[c] = static_cast<float>(weights.weight[c]) * inverse;
        shift[c] = static_cast<float>(weights.bias[c]) + (weights.addedTo(c) - mean) * scale[c];
    }
}

/// A grid of [chunks, pictures] blocks. \param y may be x
template <typename T>
__global__ void normApply(T* y, const T* x, const float* map, bool isSilu, NormShape shape)
{
    const std::int64_t picture = blockIdx.y * shape.rows * shape.channels;
    visitColumns(shape, [&](int channel, int lane) {
        const float scale = map[blockIdx.y * 2 * shape.channels + channel];
        const float shift = map[(blockIdx.y * 2 + 1) * shape.channels + channel];
        visitRows(shape, lane, [&](std::int64_t row) {
            const std::int64_t at = picture + row * shape.channels + channel;
            const float value = static_cast<float>(x[at]) * scale + shift;
            y[at] = static_cast<T>(isSilu ? value / (1.0F + expf(-value)) : value);
        });
    });
}

}  // namespace reverie::engine::cuda
