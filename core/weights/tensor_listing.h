#pragma once

#include "core/weights/tensor_info.h"

#include <map>
#include <string>
#include <vector>

namespace reverie::weights {

/// What a file of weights holds, whatever its format; judged whole. A plain value.
struct TensorListing {
    std::vector<TensorInfo> tensors;              ///< in the order of their data
    std::map<std::string, std::string> metadata;  ///< free text of whoever wrote the file: show it as plain text only
};

}  // namespace reverie::weights
