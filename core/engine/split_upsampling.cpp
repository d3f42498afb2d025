#include "core/engine/split_upsampling.h"

#include <ATen/ATen.h>

#include <array>

namespace reverie::engine::split {
namespace {

/// The taps of three neighbours along `dim`, of which two are the same pixel. \return for even results, for odd ones
std::array<at::Tensor, 2> halves(const at::Tensor& taps, std::int64_t dim)
{
    const auto tap = [&](std::int64_t i) { return taps.narrow(dim, i, 1); };
    return {at::cat({tap(0), tap(1) + tap(2)}, dim), at::cat({tap(0) + tap(1), tap(2)}, dim)};
}

}  // namespace

at::Tensor splitKernels(const at::Tensor& weight)
{
    std::vector<at::Tensor> kernels;
    for (const at::Tensor& rows : halves(weight.to(at::kFloat), 2))
        for (const at::Tensor& both : halves(rows, 3))
            kernels.push_back(both);
    return at::cat(kernels).to(weight.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor upsampleConv2d(const at::Tensor& kernels, const at::Tensor& bias, const at::Tensor& x)
{
    const std::int64_t out = bias.size(0);
    const std::int64_t height = x.size(2);
    const std::int64_t width = x.size(3);
    // All 2x2 pixels, those that reach over the border too: even results lie at the first of them, odd ones at the
    // next.
    const at::Tensor all = at::conv2d(x, kernels, {}, 1, 1);
    const at::Tensor y =
        at::empty({x.size(0), out, 2 * height, 2 * width}, x.options().memory_format(at::MemoryFormat::ChannelsLast));
    for (std::int64_t row = 0; row < 2; ++row)
        for (std::int64_t column = 0; column < 2; ++column) {
            const at::Tensor results =
                all.narrow(1, (2 * row + column) * out, out).narrow(2, row, height).narrow(3, column, width);
            at::Tensor place = y.slice(2, row, {}, 2).slice(3, column, {}, 2);
            at::add_out(place, results, bias.view({1, out, 1, 1}));
        }
    return y;
}

}  // namespace reverie::engine::split
