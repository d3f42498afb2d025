#include "core/engine/winograd_weights.h"

#include "core/engine/winograd.h"

#include <algorithm>

namespace reverie::engine {
namespace {

/// Below, too much is padding, or reading the weights takes longer than the products that they save. Few results pay
/// all the same: oneDNN wants another order of its weights for them, and puts them in order anew at every call.
constexpr std::int64_t kFewestIn = 16;
constexpr std::int64_t kFewestOut = 48;
constexpr std::int64_t kFewestResults = 8;
/// Steps of a typical run: how much more often the UNet runs than the decoder.
constexpr int kTypicalSteps = 20;

void add(std::vector<ConvolutionUse>& uses, Conv2d& layer, std::int64_t results, int runs)
{
    const std::int64_t out = layer.weight.size(0);
    const std::int64_t in = layer.weight.size(1);
    if (layer.weight.size(2) == 3 && layer.stride == 1 && layer.padding == 1 && in >= kFewestIn && out >= kFewestOut)
        uses.push_back({&layer, in, out, results, runs});
}

void add(std::vector<ConvolutionUse>& uses, std::vector<ResBlock>& blocks, std::int64_t results, int runs)
{
    for (ResBlock& block : blocks) {
        add(uses, block.conv1, results, runs);
        add(uses, block.conv2, results, runs);
    }
}

/// The side of each convolution's tiles; 0 = left as it is.
using Sides = std::vector<std::int64_t>;

/// A step on the way to more speed: a convolution's weights for tiles of `side`, instead of none or of smaller ones.
struct Step {
    std::size_t use = 0;
    std::int64_t side = 0;
    std::uint64_t bytes = 0;  // that it takes more
    double worth = 0;         // time saved by a byte, relatively
};

/// Products saved a result and pair of channels by tiles of 2 (9 become 4) and by those of 4 instead (2 1/4), what the
/// transforms take deducted.
constexpr double kSavedBySmall = 4.8;
constexpr double kSavedByLarge = 1.6;

std::vector<Step> stepsOf(const std::vector<ConvolutionUse>& uses)
{
    std::vector<Step> steps;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const ConvolutionUse& use = uses[i];
        if (use.results < kFewestResults)
            continue;
        const std::uint64_t small = winograd::transformedBytes(use.out, use.in, 2);
        const std::uint64_t large = winograd::transformedBytes(use.out, use.in, 4);
        const double products = static_cast<double>(use.in * use.out * use.results * use.runs);
        steps.push_back({i, 2, small, products * kSavedBySmall / static_cast<double>(small)});
        steps.push_back({i, 4, large - small, products * kSavedByLarge / static_cast<double>(large - small)});
    }
    std::ranges::stable_sort(steps, std::ranges::greater(), &Step::worth);
    return steps;
}

/// The first step of a convolution is always worth more than its second.
Sides chooseSides(const std::vector<ConvolutionUse>& uses, std::uint64_t budgetBytes)
{
    Sides sides(uses.size(), 0);
    std::uint64_t used = 0;
    for (const Step& step : stepsOf(uses))
        if (used + step.bytes <= budgetBytes && (step.side == 2 || sides[step.use] == 2)) {
            used += step.bytes;
            sides[step.use] = step.side;
        }
    return sides;
}

std::int64_t sideOf(const at::Tensor& transformed)
{
    return !transformed.defined() ? 0 : transformed.size(1) == kernels::winogradPoints(2) ? 2 : 4;
}

}  // namespace

std::vector<ConvolutionUse> convolutionsOf(UNet& unet, std::int64_t samples, std::int64_t height, std::int64_t width)
{
    std::vector<ConvolutionUse> uses;
    std::vector<std::int64_t> results;
    for (UNetBlock& block : unet.down_blocks) {
        results.push_back(samples * height * width);
        add(uses, block.resnets, results.back(), kTypicalSteps);
        height = (height + 1) / 2;
        width = (width + 1) / 2;
    }
    if (unet.mid_block)
        add(uses, unet.mid_block->resnets, results.back(), kTypicalSteps);
    for (UNetBlock& block : unet.up_blocks) {
        add(uses, block.resnets, results.back(), kTypicalSteps);
        results.pop_back();
        if (block.resampler)
            add(uses, *block.resampler, results.back(), kTypicalSteps);
    }
    return uses;
}

std::vector<ConvolutionUse> convolutionsOf(Vae& vae, std::int64_t height, std::int64_t width)
{
    std::vector<ConvolutionUse> uses;
    std::int64_t results = height * width;
    add(uses, vae.decoder.mid_block.resnets, results, 1);
    for (VaeBlock& block : vae.decoder.blocks) {
        add(uses, block.resnets, results, 1);
        results *= 4;
        if (block.upsampler)
            add(uses, *block.upsampler, results, 1);
    }
    return uses;
}

void transformWeights(
    const std::vector<ConvolutionUse>& uses, std::uint64_t budgetBytes, const Cancellation& cancellation)
{
    const Sides sides = chooseSides(uses, budgetBytes);
    for (std::size_t i = 0; i < uses.size(); ++i)
        if (sideOf(uses[i].layer->transformed) != sides[i])
            uses[i].layer->transformed.reset();
    for (std::size_t i = 0; i < uses.size() && !cancellation.isCancelled(); ++i) {
        Conv2d& layer = *uses[i].layer;
        if (sides[i] != 0 && !layer.transformed.defined())
            layer.transformed =
                winograd::transformWeight(layer.weight.is_mkldnn() ? layer.weight.to_dense() : layer.weight, sides[i]);
    }
}

std::uint64_t transformedBytes(const std::vector<ConvolutionUse>& uses)
{
    std::uint64_t bytes = 0;
    for (const ConvolutionUse& use : uses)
        if (use.layer->transformed.defined())
            bytes += use.layer->transformed.nbytes();
    return bytes;
}

}  // namespace reverie::engine
