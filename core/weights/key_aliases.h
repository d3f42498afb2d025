#pragma once

#include "core/weights/tensor_info.h"

namespace reverie::weights {

/// Whether a tensor of this name is no weight and is passed over, such as the text encoder's position_ids.
[[nodiscard]] bool isIgnoredKey(std::string_view name);

/// Gives a tensor the name and shape that today's diffusers and transformers use for it:
/// attention of old VAEs (query, key, value, proj_attn -> to_q, to_k, to_v, to_out.0, also where written as 1x1
/// convolutions) and text encoders saved without "text_model.". Everything else stays as it is. Bytes never change.
void canonicalise(TensorInfo& tensor);

}  // namespace reverie::weights
