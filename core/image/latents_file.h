#pragma once

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/request/generation_events.h"

#include <vector>

namespace reverie::image {

/// Writes the final latents of a run as one safetensors file: key `latents`, float32, [N, C, h, w], as diffusers'
/// `output_type="latent"` returns them. All must be of one shape, N >= 1 (else Q_ASSERT).
/// Errors: those of io::AtomicFile.
[[nodiscard]] Result<void> saveLatents(
    const QString& path, const std::vector<request::Latents>& latents, io::IfExists ifExists);

}  // namespace reverie::image
