#pragma once

#include "core/base/cancellation.h"
#include "core/engine/unet.h"
#include "core/engine/vae.h"

#include <cstdint>
#include <vector>

namespace reverie::engine {

/// A 3x3 convolution of stride 1, and how much it has to do in a run.
struct ConvolutionUse {
    Conv2d* layer = nullptr;
    std::int64_t in = 0;  ///< channels
    std::int64_t out = 0;
    std::int64_t results = 0;  ///< pixels at a time, of all pictures of a batch
    int runs = 1;              ///< how often it is needed, compared with the others
};

/// Those of the UNet. \param samples in the batch, both halves of guidance counted \param height, width of the latents
[[nodiscard]] std::vector<ConvolutionUse> convolutionsOf(
    UNet& unet, std::int64_t samples, std::int64_t height, std::int64_t width);
/// Those of the decoder, for one picture. \param height, width of the latents
[[nodiscard]] std::vector<ConvolutionUse> convolutionsOf(Vae& vae, std::int64_t height, std::int64_t width);

/// Transforms the weights of those convolutions that gain most for their memory, within `budgetBytes`, and drops the
/// transformed weights of all others. What is transformed as it should be stays. When the run is cancelled, what is
/// done stays.
void transformWeights(
    const std::vector<ConvolutionUse>& uses, std::uint64_t budgetBytes, const Cancellation& cancellation);

/// Memory of the transformed weights.
[[nodiscard]] std::uint64_t transformedBytes(const std::vector<ConvolutionUse>& uses);

}  // namespace reverie::engine
