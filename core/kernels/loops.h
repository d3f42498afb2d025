#pragma once

#include <vector>

namespace reverie::kernels {

struct AttentionLoops;
struct ProductLoops;
struct RowLoops;
struct WinogradLoops;

/// The loops that are compiled for several instruction sets.
struct Loops {
    const char* name = nullptr;  ///< "AVX-512", "AVX2" or "plain"
    const AttentionLoops* attention = nullptr;
    const ProductLoops* products = nullptr;
    const RowLoops* rows = nullptr;
    const WinogradLoops* winograd = nullptr;
};

/// The fastest that this processor can run.
[[nodiscard]] const Loops& loops();
/// All that it can run, the fastest first, the plain ones last.
[[nodiscard]] std::vector<const Loops*> allLoops();

}  // namespace reverie::kernels
