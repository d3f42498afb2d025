#pragma once

// CUDA's words for kernels that are run on a processor, with a thread of the system for each of a block's. Goes before
// the kernels; whoever includes them defines their shared memory, in their namespace.

#include <vector_types.h>

#include <barrier>
#include <cmath>
#include <thread>
#include <vector>

inline thread_local uint3 threadIdx;
inline thread_local uint3 blockIdx;
inline thread_local dim3 gridDim;

namespace reverie::test {

inline std::barrier<>* theBlock = nullptr;

/// One block after another, as `kernel<<<grid, threads>>>` does at once.
template <typename Kernel>
void launchOnCpu(dim3 grid, unsigned threads, const Kernel& kernel)
{
    std::barrier block(static_cast<std::ptrdiff_t>(threads));
    theBlock = &block;
    std::vector<std::jthread> all;
    for (unsigned thread = 0; thread < threads; ++thread)
        all.emplace_back([&, thread] {
            threadIdx = {thread, 0, 0};
            gridDim = grid;
            for (unsigned y = 0; y < grid.y; ++y)
                for (unsigned x = 0; x < grid.x; ++x) {
                    blockIdx = {x, y, 0};
                    kernel();
                    block.arrive_and_wait();  // the next block has the same shared memory
                }
        });
}

}  // namespace reverie::test

inline void __syncthreads()
{
    reverie::test::theBlock->arrive_and_wait();
}
