#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reverie::weights {

/// What the numbers of an original name mean, and so which numbers the diffusers name has.
enum class Numbers {
    Same,      ///< they are kept
    Down,      ///< blocks counted from the input on, itself 0: level, layer
    Up,        ///< blocks counted from the coarsest level on: level, layer
    Reversed,  ///< the first is a level counted from the finest on: counted from the coarsest on
};

struct KeyPair {
    std::string_view original;
    std::string_view diffusers;
};

/// All names that begin alike; '#' stands for a number. What follows is renamed by the first of `endings` that it
/// begins with, else kept. Where `diffusers` has fewer '#' than there are numbers, the last numbers are dropped.
struct KeyRow {
    std::string_view original;
    std::string_view diffusers;
    Numbers numbers = Numbers::Same;
    std::span<const KeyPair> endings = {};
};

/// What the numbers are counted in.
struct BlockCounts {
    int blocksPerLevel = 1;  ///< layers and the block that changes the resolution
    int levels = 1;
};

/// The name by the first row that fits; nothing where none does.
[[nodiscard]] std::optional<std::string> renamed(
    std::string_view name, std::span<const KeyRow> table, const BlockCounts& counts);

/// The number that follows `prefix` in `name`, of at most four digits and with a dot or nothing behind it; nothing
/// where the name does not begin so.
[[nodiscard]] std::optional<int> numberAfter(std::string_view name, std::string_view prefix);

}  // namespace reverie::weights
