#pragma once

#include "core/weights/dtype.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace reverie::weights {

/// What a global of a pickle, the name of a class or function, means to Reverie. Nothing is ever called: the few that
/// build tensors and plain containers are known by name, and the rest stays a name.
enum class PickleMeaning { Nothing, OrderedDict, RebuildTensor, RebuildParameter, Size, Storage };

struct PickleGlobal {
    std::string_view module;
    std::string_view name;
    PickleMeaning meaning = PickleMeaning::Nothing;
    std::optional<DType> dtype = {};  ///< of a storage class that says it
};

struct PickleNone { };

/// Values that more than one place may hold stand in a Pickle's tables; these are places in them.
struct PickleList {
    std::uint32_t at = 0;  ///< in sequences
};
struct PickleTuple {
    std::uint32_t at = 0;  ///< in sequences
};
struct PickleDict {
    std::uint32_t at = 0;  ///< in dicts
};
struct PickleStorage {
    std::uint32_t at = 0;  ///< in storages
};
struct PickleTensor {
    std::uint32_t at = 0;  ///< in tensors
};
/// A class or function itself.
struct PickleGlobalName {
    std::uint32_t at = 0;  ///< in globals
};
/// What a class or function without meaning would have made; nobody knows what that is.
struct PickleOpaque {
    std::uint32_t at = 0;  ///< in globals
};

using PickleValue = std::variant<PickleNone, bool, std::int64_t, double, std::string_view, PickleList, PickleTuple,
    PickleDict, PickleStorage, PickleTensor, PickleGlobalName, PickleOpaque>;

struct PickledDict {
    std::vector<std::pair<PickleValue, PickleValue>>
        items;  ///< in the order of the pickle; a key may stand there twice
    bool isOrderedDict = false;
};

/// Numbers beside the pickle, as the pickle describes them; not checked against anything.
struct PickledStorage {
    std::optional<DType> dtype;
    std::string_view key;    ///< 1 to 10 decimal digits
    std::int64_t count = 0;  ///< of elements, not negative
};

/// A view of a storage, as the pickle describes it; only the kinds of the values were checked.
struct PickledTensor {
    std::uint32_t storage = 0;          ///< in storages; it has a dtype
    std::int64_t offset = 0;            ///< elements
    std::vector<std::int64_t> shape;    ///< at most 8 sides
    std::vector<std::int64_t> strides;  ///< elements; as many as sides
};

/// What a pickle holds, as plain data. Texts are views of the stream, which outlives it. No container is within itself
/// and none is nested more than kMaximumPickleDepth deep.
struct Pickle {
    PickleValue root;
    std::vector<std::vector<PickleValue>> sequences;
    std::vector<PickledDict> dicts;
    std::vector<PickledStorage> storages;
    std::vector<PickledTensor> tensors;
    std::vector<PickleGlobal> globals;
};

inline constexpr int kMaximumPickleDepth = 64;

}  // namespace reverie::weights
