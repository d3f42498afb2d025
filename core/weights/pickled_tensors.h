#pragma once

#include "core/base/result.h"
#include "core/weights/pickle.h"
#include "core/weights/tensor_info.h"

#include <QStringList>

#include <functional>

namespace reverie::weights {

/// Bytes of a file.
struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

/// Where the numbers of a storage lie, by its key; nothing where the file has none of that name.
using FindStorage = std::function<std::optional<ByteRange>(std::string_view key)>;

/// The tensors of a checkpoint and what was passed over.
struct PickledTensors {
    std::vector<TensorInfo> tensors;  ///< in the order of their data
    QStringList passedOver;           ///< classes of Python whose objects lie beside the tensors
};

/// The one dictionary of tensors that a checkpoint's pickle holds: what "state_dict" names, again and again, or the
/// whole. A dictionary or list within it gives names such as "a.b" and "a.0"; plain values are passed over. Each
/// tensor is judged against the numbers that are there: its record has exactly the bytes of the storage, all elements
/// lie inside, no two in one place. Errors, without the file's name: Corrupt; Unsupported (an object of Python among
/// the tensors, a sparse or quantised tensor, no dictionary at all, more than kMaximumTensors).
[[nodiscard]] Result<PickledTensors> tensorsOf(const Pickle& pickle, const FindStorage& findStorage);

}  // namespace reverie::weights
