#pragma once

#include <cstdint>

/// Attention of one head without a matrix of scores in memory: torch-free, fp32, one thread.
namespace reverie::engine::kernels {

/// The widest head that the kernel takes.
inline constexpr std::int64_t kWidestHead = 64;

/// One head's share of queries, keys and values: rows of `width` numbers.
struct HeadShape {
    std::int64_t queries = 0;
    std::int64_t keys = 0;
    std::int64_t width = 0;        ///< 1..kWidestHead
    std::int64_t queryStride = 0;  ///< numbers from one row to the next, also of the output
    std::int64_t keyStride = 0;    ///< the same for keys and values
};

struct HeadData {
    float* output = nullptr;
    const float* queries = nullptr;
    const float* keys = nullptr;
    const float* values = nullptr;
};

/// Whether this processor can run it (AVX-512).
[[nodiscard]] bool hasAttentionKernel();
/// Numbers of scratch memory that a head needs.
[[nodiscard]] std::int64_t attentionScratch(const HeadShape& shape);
/// softmax(q k^T / sqrt(width)) v in one pass over blocks of keys, as Milakov and Gimelshein 2018 and Dao et al. 2022.
/// \param scratch attentionScratch() numbers, aligned to 64 bytes
void attendHead(const HeadData& data, const HeadShape& shape, float* scratch);

}  // namespace reverie::engine::kernels
