#pragma once

#include "core/base/cancellation.h"
#include "core/engine/conditioning.h"
#include "core/engine/denoiser.h"
#include "core/engine/unet.h"

namespace reverie::engine {

/// The UNet with its text and classifier-free guidance: negative + scale * (positive - negative), or the positive alone
/// where there is no negative. Both run as one batch when their texts are equally long, else as two calls.
/// \param unet  outlives the answer
/// \param batch pictures computed at a time; latents are [batch, C, h, w]
/// Source: Ho and Salimans 2022 (arXiv 2207.12598), formula (6), as diffusers and A1111 spell the scale.
[[nodiscard]] GuidedModel guide(
    const UNet& unet, const Conditioning& text, double scale, std::int64_t batch, const Cancellation& cancellation);

}  // namespace reverie::engine
