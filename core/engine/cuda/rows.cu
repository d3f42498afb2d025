#include "core/engine/cuda/rows.cuh"

#include "core/engine/cuda/numbers.cuh"
#include "core/engine/cuda/row_kernels.cuh"

#include <algorithm>
#include <initializer_list>

namespace reverie::engine::cuda {
namespace {

constexpr std::int64_t kMostBlocks = 1 << 16;  // of a grid; what is left over is looped over

/// Whether the rows that begin there can be read in packs of so many numbers.
template <typename T, int kCount>
bool fits(std::int64_t channels, std::initializer_list<const void*> begins)
{
    return channels % kCount == 0 && std::ranges::all_of(begins, [](const void* begin) {
        return reinterpret_cast<std::uintptr_t>(begin) % sizeof(Pack<T, kCount>) == 0;
    });
}

unsigned blocksFor(const RowShape& shape, int pack)
{
    const std::int64_t packs = shape.rows * (shape.channels / pack);
    return static_cast<unsigned>(std::min(kMostBlocks, (packs + kRowThreads - 1) / kRowThreads));
}

template <int kCount, typename T>
void geglu(const GegluCall& call, T /*number*/, cudaStream_t stream)
{
    const RowShape shape{call.rows, call.channels};
    gegluOfRows<T, kCount><<<blocksFor(shape, kCount), kRowThreads, 0, stream>>>(
        static_cast<T*>(call.y), static_cast<const T*>(call.x), shape);
}

template <int kCount, typename T>
void add(const AddCall& call, T /*number*/, cudaStream_t stream)
{
    const RowShape shape{call.rows, call.channels};
    addToRows<T, kCount><<<blocksFor(shape, kCount), kRowThreads, 0, stream>>>(
        static_cast<T*>(call.y), static_cast<const T*>(call.bias), static_cast<const T*>(call.other), shape);
}

}  // namespace

cudaError_t launchGeglu(const GegluCall& call, cudaStream_t stream)
{
    if (call.rows * call.channels == 0)
        return cudaSuccess;
    return withNumber(call.type, [&]<typename T>(T number) {
        if (fits<T, kFullPack<T>>(call.channels, {call.y, call.x}))
            geglu<kFullPack<T>>(call, number, stream);
        else
            geglu<1>(call, number, stream);
        return cudaGetLastError();
    });
}

cudaError_t launchAddTo(const AddCall& call, cudaStream_t stream)
{
    if (call.rows * call.channels == 0)
        return cudaSuccess;
    return withNumber(call.type, [&]<typename T>(T number) {
        if (fits<T, kFullPack<T>>(call.channels, {call.y, call.bias, call.other}))
            add<kFullPack<T>>(call, number, stream);
        else
            add<1>(call, number, stream);
        return cudaGetLastError();
    });
}

}  // namespace reverie::engine::cuda
