#pragma once

#include "core/base/cancellation.h"
#include "core/engine/conditioning.h"
#include "core/engine/denoiser.h"
#include "core/engine/unet.h"

namespace reverie::engine {

/// Whether both halves of guidance run as one batch: there is a negative text, and it is as long as the positive one.
[[nodiscard]] bool runsAsPair(const Conditioning& text);

/// What becomes of the answers to the two texts.
struct Guidance {
    double scale = 1;      ///< negative + scale * (positive - negative)
    bool isApart = false;  ///< no sum: the answer is [2, B, C, h, w], that to the negative text first
};

/// The UNet with its text and classifier-free guidance, or the positive text alone where there is no negative. As one
/// batch or as two calls (`runsAsPair`).
/// \param unet  outlives the answer
/// \param batch pictures computed at a time; latents are [batch, C, h, w]
/// Source: Ho and Salimans 2022 (arXiv 2207.12598), formula (6), as diffusers and A1111 spell the scale.
[[nodiscard]] GuidedModel guide(const UNet& unet, const Conditioning& text, const Guidance& guidance,
    std::int64_t batch, const Cancellation& cancellation);

}  // namespace reverie::engine
