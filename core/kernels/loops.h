#pragma once

#include <vector>

namespace reverie::kernels {

struct AttentionLoops;
struct ProductLoops;
struct RowLoops;
struct SplitLoops;
struct WinogradLoops;

/// The loops that are compiled for several instruction sets.
struct Loops {
    const char* name = nullptr;  ///< "AMX", "AVX-512", "AVX2" or "plain"
    const AttentionLoops* attention = nullptr;
    const ProductLoops* products = nullptr;
    const RowLoops* rows = nullptr;
    const WinogradLoops* winograd = nullptr;
    const SplitLoops* split = nullptr;  ///< null where the processor has no products of parts
};

/// The fastest that this processor can run, or those that the variable REVERIE_INSTRUCTIONS names.
[[nodiscard]] const Loops& loops();
/// Those of that name, or the fastest where it can run none of that name. \param name or null
[[nodiscard]] const Loops& loopsNamed(const char* name);
/// All that it can run, the fastest first, the plain ones last.
[[nodiscard]] std::vector<const Loops*> allLoops();

}  // namespace reverie::kernels
