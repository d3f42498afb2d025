#pragma once

#include "core/kernels/loops.h"

#include <cstdint>

/// Attention of one head without a matrix of scores in memory: torch-free, fp32, one thread.
namespace reverie::kernels {

/// One head's share of queries, keys and values: rows of `width` numbers.
struct HeadShape {
    std::int64_t queries = 0;
    std::int64_t keys = 0;
    std::int64_t width = 0;
    std::int64_t queryStride = 0;  ///< numbers from one row to the next, also of the output
    std::int64_t keyStride = 0;    ///< the same for keys and values
};

struct HeadData {
    float* output = nullptr;
    const float* queries = nullptr;
    const float* keys = nullptr;
    const float* values = nullptr;
};

/// The loops for one instruction set.
struct AttentionLoops {
    /// Numbers of scratch memory that a head needs.
    std::int64_t (*scratch)(const HeadShape& shape);
    /// softmax(q k^T / sqrt(width)) v in one pass over blocks of keys, as Milakov and Gimelshein 2018 and Dao et al.
    /// 2022. \param scratch that many numbers
    void (*attend)(const HeadData& data, const HeadShape& shape, float* scratch);
};

}  // namespace reverie::kernels
