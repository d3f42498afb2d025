// Times one 3x3 convolution after the other in the ways that the engine knows, for the shapes of Stable Diffusion 1 at
// 512x512 (a guidance pair) and of its VAE: milliseconds, and useful GFLOP/s of the direct one. Some enlarge the
// picture first.

#include "core/engine/devices.h"
#include "core/engine/layers_packed.h"
#include "core/engine/winograd.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

using namespace reverie;
using namespace reverie::engine;

namespace {

struct Shape {
    std::int64_t batch, in, out, side;
    std::int64_t enlarged = 1;
};

constexpr Shape kShapes[] = {{2, 320, 320, 64}, {2, 960, 320, 64}, {2, 640, 640, 32}, {2, 1920, 640, 32},
    {2, 1280, 1280, 32}, {2, 1280, 1280, 16}, {2, 2560, 1280, 16}, {2, 1280, 1280, 8}, {2, 2560, 1280, 8},
    {1, 512, 512, 64}, {1, 512, 512, 128}, {1, 512, 512, 256}, {1, 256, 256, 256}, {1, 256, 256, 512},
    {1, 256, 128, 512}, {1, 128, 128, 512}, {2, 1280, 1280, 8, 2}, {2, 1280, 1280, 16, 2}, {2, 640, 640, 32, 2},
    {1, 512, 512, 64, 2}, {1, 512, 512, 128, 2}, {1, 256, 256, 256, 2}};

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
    const std::int64_t side = shape.enlarged * shape.side;
    const at::Tensor packedWeight = packed::packConv2d(weight, {1, 1});
    const double direct = bestMilliseconds([&] {
        return packed::conv2d(packedWeight, bias, at::upsample_nearest2d(x, {side, side}), {1, 1});
    });
    const at::Tensor panels = winograd::pack(weight);
    const winograd::Input input{x, {side, side}};
    const auto milliseconds = [&](kernels::Tiles tiles) {
        return bestMilliseconds([&] { return winograd::conv2d(panels, bias, input, tiles); });
    };
    const double work = 18.0 * static_cast<double>(shape.batch * shape.in * shape.out * side * side);
    std::printf("%ld x %4ld -> %4ld at %3ld: direct %7.2f ms (%5.0f GFLOP/s), F(2x2) %7.2f, F(4x4) %7.2f", shape.batch,
        shape.in, shape.out, side, direct, work / direct / 1e6, milliseconds(kernels::Tiles::Two),
        milliseconds(kernels::Tiles::Four));
    if (shape.enlarged == 2)
        std::printf(", doubling %7.2f", milliseconds(kernels::Tiles::Doubling));
    std::printf(", chosen %d\n", static_cast<int>(winograd::bestTiles(input)));
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
