#include "core/engine/cuda/geglu.cuh"

#include <c10/cuda/CUDAStream.h>

namespace {

using namespace reverie::engine::cuda;

int geglu(Number type, void* y, const void* x, std::int64_t rows, std::int64_t channels)
{
    return launchGeglu(type, y, x, rows, channels, c10::cuda::getCurrentCUDAStream().stream());
}

constexpr KernelTable kTable{&geglu};

}  // namespace

/// kTableSymbol
extern "C" __attribute__((visibility("default"))) const KernelTable* reverieCudaKernels1()
{
    return &kTable;
}
