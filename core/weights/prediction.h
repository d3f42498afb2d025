#pragma once

#include "core/weights/tensor_file.h"

namespace reverie::weights {

/// What a model's UNet predicts, which single-file checkpoints do not record.
struct PredictionGuess {
    bool isVelocity = false;  ///< v_prediction, else epsilon
    bool hasZeroSnr = false;  ///< it was trained on noise levels that end in pure noise
    QString because;          ///< for people, such as "as \"768\" in its name says"
};

/// By the first of these that says anything: marks among the tensors ("v_pred", "ztsnr"), the file's metadata
/// (ModelSpec), its name, the family's habit: Stable Diffusion 2 predicts velocity, the others noise. \param family
/// "sd1", "sd2" or "sdxl"
[[nodiscard]] PredictionGuess guessPrediction(const TensorFile& file, const QString& family);

}  // namespace reverie::weights
