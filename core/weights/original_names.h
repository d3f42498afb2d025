#pragma once

#include "core/weights/tensor_info.h"

namespace reverie::weights {

/// Whether OpenCLIP's text encoder gives pooled text (Stable Diffusion XL) or the states before its last layer
/// (Stable Diffusion 2, whose last layer and projection nobody reads).
enum class OpenClipUse { States, Pooled };

/// The tensors of a network that lie in a file as CompVis' and Stability's programs named them, under the names and
/// shapes that diffusers gives them; their bytes stay where they are. A name that is in no table is kept, so that
/// `checkKeys` finds it. Source of the tables: the names in both programs; diffusers' single_file_utils.py.
/// \param tensors without the prefix of their network
[[nodiscard]] std::vector<TensorInfo> unetFromOriginal(std::vector<TensorInfo> tensors);
/// As above; a VAE that has diffusers names already stays as it is.
[[nodiscard]] std::vector<TensorInfo> vaeFromOriginal(std::vector<TensorInfo> tensors);
/// As above. A fused projection of queries, keys and values becomes three tensors that share its bytes; the projection
/// of pooled text is marked as lying transposed in the file.
[[nodiscard]] std::vector<TensorInfo> textFromOpenClip(std::vector<TensorInfo> tensors, OpenClipUse use);

}  // namespace reverie::weights
