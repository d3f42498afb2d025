#pragma once

#include "core/engine/scheduler_config.h"

#include <ATen/core/Tensor.h>

namespace reverie::engine {

/// The estimated picture, kept within bounds where the config wants it: dynamic thresholding, which clamps each picture
/// to a percentile of its magnitudes and divides by it, or else clipping.
/// \param original [B, C, h, w], float32
/// Source: Saharia et al. 2022 (arXiv 2205.11487), section 2.3.
[[nodiscard]] at::Tensor limited(const SchedulerConfig& config, const at::Tensor& original);

}  // namespace reverie::engine
