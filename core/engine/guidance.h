#pragma once

#include "core/base/cancellation.h"
#include "core/engine/conditioning.h"
#include "core/engine/denoiser.h"
#include "core/engine/unet.h"

namespace reverie::engine {

/// What becomes of the UNet's answers to the texts.
struct Guidance {
    double scale = 1;  ///< negative + scale * sum of weight * (positive - negative)
    bool isApart =
        false;  ///< the sum without the scale: the answer is [2, B, C, h, w], that to the negative text first
    bool isPaired = true;  ///< one prompt and its negative run as one batch where they are equally long
    /// For a UNet that was distilled from guidance: the scale that it is told. Empty: it is told none.
    std::optional<double> embedded = std::nullopt;
};

/// The UNet with its texts and classifier-free guidance, or the positive text alone where there is no negative. Counts
/// its calls, to follow texts that change on their way: make one for each run.
/// \param unet, text outlive the answer
/// \param batch      pictures computed at a time; latents are [batch, C, h, w]
/// Source: Ho and Salimans 2022 (arXiv 2207.12598), formula (6), as diffusers and A1111 spell the scale; Liu et al.
/// 2022 (arXiv 2206.01714), formula (11), for several prompts.
[[nodiscard]] GuidedModel guide(const UNet& unet, const Conditioning& text, const Guidance& guidance,
    std::int64_t batch, const Cancellation& cancellation);

}  // namespace reverie::engine
