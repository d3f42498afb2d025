#include "core/engine/cuda/group_norm.cuh"

#include "core/engine/cuda/group_norm_kernels.cuh"
#include "core/engine/cuda/numbers.cuh"

#include <algorithm>

namespace reverie::engine::cuda {
namespace {

constexpr std::int64_t kLeastRows = 4;  // that a thread goes through, so that a block is worth its start
constexpr std::int64_t kMostChunks = 512;

NormShape shapeOf(const NormCall& call)
{
    NormShape shape{call.pictures, call.rows, static_cast<int>(call.channels), static_cast<int>(call.groups), 1};
    shape.chunks = static_cast<int>(std::clamp<std::int64_t>(call.rows / (kLeastRows * shape.lanes()), 1, kMostChunks));
    return shape;
}

template <typename T>
cudaError_t launch(const NormCall& call, cudaStream_t stream)
{
    const NormShape shape = shapeOf(call);
    if (call.channels > kMostNormChannels)
        return cudaErrorInvalidValue;
    const auto pictures = static_cast<unsigned>(shape.pictures);
    const dim3 chunks(static_cast<unsigned>(shape.chunks), pictures);
    const dim3 groups(static_cast<unsigned>(shape.groups), pictures);
    const auto* x = static_cast<const T*>(call.x);
    const NormWeights<T> weights{static_cast<const T*>(call.weight), static_cast<const T*>(call.bias),
        static_cast<const T*>(call.added), call.eps};
    float* map = call.room + shape.parts();
    normMoments<T><<<chunks, kNormThreads, shape.momentBytes(), stream>>>(call.room, x, weights, shape);
    normMap<T><<<groups, kNormThreads, 2 * kNormThreads * sizeof(float), stream>>>(map, call.room, x, weights, shape);
    normApply<T><<<chunks, kNormThreads, 0, stream>>>(static_cast<T*>(call.y), x, map, call.isSilu, shape);
    return cudaGetLastError();
}

}  // namespace

std::int64_t groupNormRoom(const NormCall& call)
{
    return shapeOf(call).parts() + call.pictures * 2 * call.channels;
}

cudaError_t launchGroupNorm(const NormCall& call, cudaStream_t stream)
{
    return withNumber(call.type, [&]<typename T>(T /*number*/) { return launch<T>(call, stream); });
}

}  // namespace reverie::engine::cuda
