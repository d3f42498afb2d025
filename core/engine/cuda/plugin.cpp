#include "core/engine/cuda/group_norm.cuh"
#include "core/engine/cuda/rows.cuh"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>

namespace reverie::engine::cuda {

struct Graph {
    at::cuda::CUDAGraph graph;
};

}  // namespace reverie::engine::cuda

namespace {

using namespace reverie::engine::cuda;

int geglu(const GegluCall& call)
{
    return launchGeglu(call, c10::cuda::getCurrentCUDAStream().stream());
}

int addTo(const AddCall& call)
{
    return launchAddTo(call, c10::cuda::getCurrentCUDAStream().stream());
}

int groupNorm(const NormCall& call)
{
    return launchGroupNorm(call, c10::cuda::getCurrentCUDAStream().stream());
}

/// Ends a recording that its work has broken off, so that the stream records nothing any more.
void giveUp(at::cuda::CUDAGraph& graph)
{
    try {
        graph.capture_end();
    } catch (const c10::Error&) {
        // It is broken already, which is what is being reported.
    }
}

Graph* recordGraph(int card, void (*work)(const void*), const void* argument)
{
    static const at::cuda::MempoolId_t memory = at::cuda::graph_pool_handle();
    const auto index = static_cast<c10::DeviceIndex>(card);
    const c10::cuda::CUDAGuard onCard(index);
    c10::cuda::getCurrentCUDAStream(index).synchronize();
    // CUDA records on no default stream.
    const c10::cuda::CUDAStreamGuard onStream(c10::cuda::getStreamFromPool(false, index));
    auto recorded = std::make_unique<Graph>();
    recorded->graph.capture_begin(memory, cudaStreamCaptureModeThreadLocal);
    try {
        work(argument);
    } catch (...) {
        giveUp(recorded->graph);
        throw;
    }
    recorded->graph.capture_end();
    return recorded.release();
}

void playGraph(Graph* graph)
{
    graph->graph.replay();
}

void forgetGraph(Graph* graph)
{
    delete graph;
}

constexpr KernelTable kTable{&geglu, &addTo, &groupNormRoom, &groupNorm, &recordGraph, &playGraph, &forgetGraph};

}  // namespace

/// kTableSymbol
extern "C" __attribute__((visibility("default"))) const KernelTable* reverieCudaKernels4()
{
    return &kTable;
}
