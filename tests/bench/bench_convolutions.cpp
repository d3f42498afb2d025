// Times one 3x3 convolution after the other in the ways that the engine knows, for the shapes of Stable Diffusion 1 at
// 512x512 (a guidance pair) and of its VAE: milliseconds, and useful GFLOP/s of the direct one.

#include "core/engine/devices.h"
#include "core/engine/layers_packed.h"
#include "core/engine/winograd.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace reverie::engine;

namespace {

struct Shape {
    std::int64_t batch, in, out, side;
};

constexpr Shape kShapes[] = {{2, 320, 320, 64}, {2, 960, 320, 64}, {2, 640, 640, 32}, {2, 1920, 640, 32},
    {2, 1280, 1280, 32}, {2, 1280, 1280, 16}, {2, 2560, 1280, 16}, {2, 1280, 1280, 8}, {2, 2560, 1280, 8},
    {1, 512, 512, 64}, {1, 512, 512, 128}, {1, 512, 512, 256}, {1, 256, 256, 256}, {1, 256, 256, 512},
    {1, 256, 128, 512}, {1, 128, 128, 512}};

template <typename Work>
double bestMilliseconds(const Work& work)
{
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
        best = std::min(best, taken.count());
    }
    return best;
}

void measure(const Shape& shape)
{
    const at::Tensor x =
        at::randn({shape.batch, shape.in, shape.side, shape.side}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor weight = at::randn({shape.out, shape.in, 3, 3});
    const at::Tensor bias = at::randn({shape.out});
    const at::Tensor packedWeight = packed::packConv2d(weight, {1, 1});
    const double direct = bestMilliseconds([&] { return packed::conv2d(packedWeight, bias, x, {1, 1}); });
    const at::Tensor panels = winograd::pack(weight);
    const winograd::Input input{x, {shape.side, shape.side}};
    double tiles[2] = {};
    for (const int i : {0, 1})
        tiles[i] = bestMilliseconds([&] { return winograd::conv2d(panels, bias, input, 2 + 2 * i); });
    const double work = 18.0 * static_cast<double>(shape.batch * shape.in * shape.out * shape.side * shape.side);
    std::printf("%ld x %4ld -> %4ld at %3ld: direct %7.2f ms (%5.0f GFLOP/s), F(2x2) %7.2f, F(4x4) %7.2f, chosen %ld\n",
        shape.batch, shape.in, shape.out, shape.side, direct, work / direct / 1e6, tiles[0], tiles[1],
        winograd::bestSide(shape.batch, input.size));
    std::fflush(stdout);
}

}  // namespace

int main()
{
    configureMemory();
    const c10::InferenceMode inference;
    for (const Shape& shape : kShapes)
        measure(shape);
    return 0;
}
