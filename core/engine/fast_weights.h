#pragma once

#include "core/base/cancellation.h"
#include "core/engine/unet.h"
#include "core/engine/vae.h"

#include <cstdint>
#include <vector>

namespace reverie::engine {

/// A layer that is faster with a second form of its weights, and how much it has to do in a run: a 3x3 convolution of
/// stride 1 (winograd.h) or a packed linear layer (strassen.h).
struct LayerUse {
    Conv2d* convolution = nullptr;
    Linear* linear = nullptr;  ///< where `convolution` is null
    std::int64_t in = 0;       ///< channels
    std::int64_t out = 0;
    std::int64_t results = 0;  ///< pixels or tokens at a time, of all pictures of a batch
    int runs = 1;              ///< how often it is needed, compared with the others
};

/// Those of the UNet. \param samples in the batch, both halves of guidance counted \param height, width of the latents
[[nodiscard]] std::vector<LayerUse> layersOf(UNet& unet, std::int64_t samples, std::int64_t height, std::int64_t width);
/// Those of the decoder, for one picture. \param height, width of the latents
[[nodiscard]] std::vector<LayerUse> layersOf(Vae& vae, std::int64_t height, std::int64_t width);

/// Makes the second form for those layers that gain most for their memory, within `budgetBytes`, and drops that of all
/// others. What is there as it should be stays. When the run is cancelled, what is done stays.
void prepareFastWeights(const std::vector<LayerUse>& uses, std::uint64_t budgetBytes, const Cancellation& cancellation);

/// Memory of the second forms.
[[nodiscard]] std::uint64_t fastWeightBytes(const std::vector<LayerUse>& uses);

}  // namespace reverie::engine
