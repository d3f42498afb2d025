#pragma once

#include "core/weights/tensor_info.h"

#include <QString>

#include <vector>

namespace reverie::library {

/// The family that something belongs to, and what shows it.
struct FamilyClue {
    QString family;   ///< empty where nothing shows it
    QString because;  ///< for people
};

/// By the width of the text that its cross-attention takes, which a LoRA and a ControlNet share with their model.
[[nodiscard]] FamilyClue familyOfAttention(const std::vector<weights::TensorInfo>& tensors);
/// By the width of an embedding's vectors.
[[nodiscard]] FamilyClue familyOfVectors(const std::vector<weights::TensorInfo>& tensors);
/// Whether these few small tensors can be nothing but words of an embedding.
[[nodiscard]] bool lookLikeVectors(const std::vector<weights::TensorInfo>& tensors);

/// Channels that the UNet of a checkpoint takes; 0 where it is not to be seen.
[[nodiscard]] std::int64_t inputChannels(const std::vector<weights::TensorInfo>& tensors);
/// Channels of the latents that a VAE decodes; 0 where it is not to be seen.
[[nodiscard]] std::int64_t latentChannels(const std::vector<weights::TensorInfo>& tensors);

/// Numbers of all tensors together.
[[nodiscard]] std::uint64_t parametersOf(const std::vector<weights::TensorInfo>& tensors);
/// Number types, the one with most bytes first.
[[nodiscard]] std::vector<weights::DType> dtypesOf(const std::vector<weights::TensorInfo>& tensors);

}  // namespace reverie::library
