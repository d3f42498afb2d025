#pragma once

#include "core/base/result.h"
#include "core/weights/pickle.h"
#include "core/weights/pickled_tensors.h"

namespace reverie::weights {

/// Places a tensor in the file, with the strides that it needs. Errors, without the tensor's name: Corrupt, what is
/// said of the tensor is impossible; Unsupported, elements that share a place.
/// \param storage of the tensor \param numbers where they lie
[[nodiscard]] Result<TensorInfo> placedTensor(
    const PickledTensor& tensor, const PickledStorage& storage, const ByteRange& numbers);

}  // namespace reverie::weights
