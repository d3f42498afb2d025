#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace reverie::prompt {

/// The merges of a byte-pair encoding: which two tokens next to each other become one, the earliest learnt first.
/// Source: Sennrich et al. 2016.
class PairMerges final {
public:
    /// Adds the next merge. A pair that is there already keeps its place.
    void add(int left, int right, int merged);

    /// Merges until nothing is left to merge: the pair learnt earliest first, of equal ones the leftmost.
    /// O(n log n) in the length of the word.
    [[nodiscard]] std::vector<int> merged(const std::vector<int>& word) const;

private:
    struct Merge {
        int rank;
        int token;
    };
    static std::uint64_t key(int left, int right);
    [[nodiscard]] std::optional<Merge> find(int left, int right) const;

    std::unordered_map<std::uint64_t, Merge> m_merges;
};

}  // namespace reverie::prompt
