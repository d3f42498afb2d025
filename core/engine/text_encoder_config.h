#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

namespace reverie::engine {

/// The activation between the two halves of the text encoder's feed-forward.
enum class TextActivation {
    QuickGelu,  ///< x * sigmoid(1.702 x)
    Gelu,       ///< with the exact error function
};

/// What the config.json of a transformers CLIPTextModel, with projection or without, says, as far as Reverie runs it.
struct TextEncoderConfig {
    int vocabularySize = 49408;
    int positions = 77;
    int hiddenSize = 512;
    int intermediateSize = 2048;
    int heads = 8;
    int layers = 12;
    double normEps = 1e-5;
    TextActivation activation = TextActivation::QuickGelu;
    int endId = 49407;      ///< the token whose state stands for the whole text
    int projectionDim = 0;  ///< width of the pooled text of a CLIPTextModelWithProjection; 0 = a CLIPTextModel

    /// Errors: Unsupported (an option that changes the mathematics and that Reverie lacks), Corrupt; by name.
    [[nodiscard]] static Result<TextEncoderConfig> fromJson(const nlohmann::json& config);
};

}  // namespace reverie::engine
