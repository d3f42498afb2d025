#pragma once

#include <cstdint>

/// The border between the engine and libreverie_cuda.so: plain types only, so that neither sees the other's headers.
namespace reverie::engine::cuda {

enum class Number : int { Float32, Float16, BFloat16 };

/// Channels of a group norm: their sums lie in the 48 KiB of shared memory that every card gives without being asked.
inline constexpr std::int64_t kMostNormChannels = 6144;

/// A group norm of pictures in NHWC, with or without SiLU behind it. Everything lies on the card.
struct NormCall {
    Number type;  ///< of all but room
    void* y;      ///< [pictures, rows, channels]; may be x
    const void* x;
    const void* weight;  ///< [channels]
    const void* bias;    ///< [channels]
    const void* added;   ///< [channels], to x before its norm; or null
    float* room;         ///< as much as groupNormRoom says
    std::int64_t pictures;
    std::int64_t rows;  ///< pixels of a picture
    std::int64_t channels;
    std::int64_t groups;  ///< divides channels
    float eps;
    bool isSilu;
};

/// value * gelu(gate) with the exact error function. On the card, contiguous.
struct GegluCall {
    Number type;
    void* y;        ///< [rows, channels]
    const void* x;  ///< [rows, 2 channels]: values, then gates
    std::int64_t rows;
    std::int64_t channels;
};

/// y += bias + other, rounded once. On the card, contiguous.
struct AddCall {
    Number type;
    void* y;            ///< [rows, channels]
    const void* bias;   ///< [channels]
    const void* other;  ///< [rows, channels]
    std::int64_t rows;
    std::int64_t channels;
};

/// A CUDA graph that was recorded.
struct Graph;

/// Kernels of our own for NVIDIA cards, and recordings of what torch launches there. Kernels run on torch's current
/// stream of the current card and return CUDA's error code, 0 when the launch went well.
struct KernelTable {
    int (*geglu)(const GegluCall& call);
    int (*addTo)(const AddCall& call);
    /// Numbers that groupNorm works in; what `room` points at is not looked at.
    std::int64_t (*groupNormRoom)(const NormCall& call);
    /// Sums in fp32 in an order that does not depend on the card. At most kMostNormChannels.
    int (*groupNorm)(const NormCall& call);
    /// Records what `work` launches on that card, without running it. Passes on what it throws; c10::Error when
    /// something of it cannot be recorded. All graphs of a card share the memory between their kernels, so no two may
    /// run at once, and what one has written holds until the next is played. \return not null
    Graph* (*recordGraph)(int card, void (*work)(const void* argument), const void* argument);
    /// On torch's current stream. Throws c10::Error.
    void (*playGraph)(Graph* graph);
    void (*forgetGraph)(Graph* graph);
};

/// The name under which the plug-in exports its table; it changes with the table, so that an old plug-in is not used.
inline constexpr const char* kTableSymbol = "reverieCudaKernels4";
using TableFunction = const KernelTable* (*)();

}  // namespace reverie::engine::cuda
