#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

namespace reverie::weights {

/// The configs that decide which architecture a diffusers folder holds.
struct ArchitectureFacts {
    const nlohmann::json& index;
    const nlohmann::json& textEncoder;
    const nlohmann::json& textEncoder2;  ///< null where there is none
    const nlohmann::json& unet;
    const nlohmann::json& vae;
};

/// Whether Reverie knows the pipeline that model_index.json names. Judged first: other pipelines have other folders.
/// Errors: Unsupported, naming the architecture.
[[nodiscard]] Result<void> checkPipeline(const nlohmann::json& index, const QString& path);

/// The family of a known pipeline's configs, "sd1", "sd2" or "sdxl". Errors: Unsupported, naming the architecture.
[[nodiscard]] Result<QString> familyOf(const ArchitectureFacts& facts, const QString& path);

}  // namespace reverie::weights
