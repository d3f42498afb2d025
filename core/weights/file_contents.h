#pragma once

#include "core/base/result.h"
#include "core/weights/tensor_info.h"

namespace reverie::weights {

/// What a lone file of weights is, told by the names in it.
enum class FileContents {
    Checkpoint,
    Refiner,
    OtherModel,  ///< a whole model, or its network, of an architecture that Reverie does not run
    UNet,
    Vae,
    Lora,
    ControlNet,
    Adapter,  ///< changes a model otherwise: IP-Adapter, T2I-Adapter, motion module
    Embedding,
    Upscaler,
    TextEncoder,
    Other
};

/// A kind of file in words.
struct ContentRow {
    std::string_view part;  ///< of a tensor's name that gives it away
    const char* what;       ///< for a sentence, such as "a LoRA, not a whole model"
    FileContents contents = FileContents::Other;
    std::string_view also = {};  ///< part of another tensor's name that has to be there too
};

/// Never fails: what is in no row has a row of its own.
[[nodiscard]] const ContentRow& contentsOf(const std::vector<TensorInfo>& tensors);

/// The failure of using such a file for a whole model: what it is and what to do.
[[nodiscard]] Error notAModel(const ContentRow& row, const QString& path);

}  // namespace reverie::weights
