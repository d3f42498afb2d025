#pragma once

#include "core/request/generation_events.h"

#include <ATen/core/Tensor.h>

namespace reverie::engine {

/// A picture of numbers as 8-bit RGB, rounded as diffusers does: halves to even.
/// \param picture [3, H, W], -1..1, clamped; any type and device
[[nodiscard]] request::RgbImage toRgb(const at::Tensor& picture);

/// A straight line from latents to colours, for previews: rgb = factors^T z + offset in -1..1.
struct PreviewProjection {
    at::Tensor factors;  ///< [C, 3] float32 on the CPU
    at::Tensor offset;   ///< [3]
};

/// The line that fits a decoded picture best (least squares), each latent facing the mean of its pixels.
/// \param latents [B, C, h, w] as the UNet sees them; pictures [B, 3, h * factor, w * factor]
[[nodiscard]] PreviewProjection fitProjection(const at::Tensor& latents, const at::Tensor& pictures);

/// \param latents [C, h, w] -> a picture of w x h pixels
[[nodiscard]] request::RgbImage preview(const PreviewProjection& projection, const at::Tensor& latents);

}  // namespace reverie::engine
