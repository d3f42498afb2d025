#include "core/engine/cuda/geglu.cuh"
#include "core/engine/cuda/group_norm.cuh"

#include <c10/cuda/CUDAStream.h>

namespace {

using namespace reverie::engine::cuda;

int geglu(Number type, void* y, const void* x, std::int64_t rows, std::int64_t channels)
{
    return launchGeglu(type, y, x, rows, channels, c10::cuda::getCurrentCUDAStream().stream());
}

int groupNorm(const NormCall& call)
{
    return launchGroupNorm(call, c10::cuda::getCurrentCUDAStream().stream());
}

constexpr KernelTable kTable{&geglu, &groupNormRoom, &groupNorm};

}  // namespace

/// kTableSymbol
extern "C" __attribute__((visibility("default"))) const KernelTable* reverieCudaKernels2()
{
    return &kTable;
}
