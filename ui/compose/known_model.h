#pragma once

#include "core/base/result.h"
#include "core/request/generation_events.h"
#include "core/weights/model_folder.h"

#include <vector>

namespace reverie::ui {

/// A model as the form needs to know it, without the engine and without its weights.
struct KnownModel {
    QString path;               ///< as it goes into a request; empty = the starter model
    request::ModelFacts facts;  ///< what the engine will say of it, as far as its configs tell
    weights::TokenizerPlace tokenizer;
};

/// Reads the configs of a folder or checkpoint; slow, for a thread. \param path empty = the starter model
/// Errors: those of weights::ModelFolder::open.
[[nodiscard]] Result<KnownModel> readModel(const QString& path);

/// A model's name for people: the starter's folder has none of its own.
[[nodiscard]] QString modelTitle(const QString& name);

/// "SD 1.x", "SD 2.x", "SDXL".
[[nodiscard]] QString familyTitle(const QString& family);

struct RatioPreset {
    const char* title;  ///< "3:2"
    int width = 0;      ///< pixels
    int height = 0;
};

/// Sizes that suit a model, its own first: of its native area, sides in steps of 64 (or of `factor` where that is
/// small).
[[nodiscard]] std::vector<RatioPreset> ratioPresets(const request::ModelFacts& model);

/// A sentence when a size is far from what the model was made for; else empty.
[[nodiscard]] QString sizeWarning(int width, int height, const request::ModelFacts& model);

}  // namespace reverie::ui
