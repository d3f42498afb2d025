#pragma once

#include "core/base/result.h"

#include <optional>

namespace reverie::weights {

/// What a person, or whoever made the model, wrote down about it; from its optional reverie.json:
/// {"defaults": {"steps": 4, "cfg": 1.0, "sampler": "Euler a", "schedule": "Automatic", "width": 512, "height": 512},
///  "prediction_type": "v_prediction"}.
struct ModelDefaults {
    std::optional<int> steps;               ///< 1..1000
    std::optional<double> guidanceScale;    ///< 0..100
    std::optional<QString> sampler;         ///< not judged here
    std::optional<QString> schedule;        ///< not judged here
    std::optional<int> width;               ///< pixels, 64..4096
    std::optional<int> height;              ///< pixels, 64..4096
    std::optional<QString> predictionType;  ///< "epsilon" or "v_prediction": instead of what is said elsewhere
};

/// Reads such a file; one that is not there says nothing. Errors: those of readConfig; Corrupt, naming the key.
[[nodiscard]] Result<ModelDefaults> readModelDefaults(const QString& path);

}  // namespace reverie::weights
