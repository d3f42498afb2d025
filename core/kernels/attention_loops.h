#pragma once

// The loops of kernels/attention.h, for the instruction set that the file is compiled for. Queries lie in the lanes, so
// that each has its own maximum, sum and output there, and heads of any width go without padding.

#include "core/kernels/attention.h"
#include "core/kernels/vector.h"

namespace reverie::kernels {
namespace {

constexpr std::int64_t kQueries = kWide * kLanes;  // at a time
constexpr std::int64_t kKeys = 78;                 // between two looks at the maximum: holds the 77 of a prompt

[[gnu::always_inline]] inline Vector larger(Vector a, Vector b)
{
    return a > b ? a : b;
}

/// 2^r for r in -1/2..1/2, relative error 2.4e-7: our own fit of degree 5.
[[gnu::always_inline]] inline Vector exp2OfRest(Vector r)
{
    Vector p = Vector{} + 1.32764653e-3F;
    p = p * r + 9.67554152e-3F;
    p = p * r + 5.55071330e-2F;
    p = p * r + 2.40221197e-1F;
    p = p * r + 6.93146967e-1F;
    return p * r + 1.00000007F;
}

/// 2^x for x <= 0, relative error 2.4e-7; what is below 2^-126 is about 0.
[[gnu::always_inline]] inline Vector exp2(Vector x)
{
#if defined(__AVX512F__)
    const Vector whole = _mm512_maskz_roundscale_ps(0xffff, x, _MM_FROUND_TO_NEAREST_INT);
    return _mm512_maskz_scalef_ps(0xffff, exp2OfRest(x - whole), whole);
#else
    constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
    x = larger(x, Vector{} - 126.0F);
    const Vector shifted = x + kRounder;
    const Vector p = exp2OfRest(x - (shifted - kRounder));
    return (Vector)((IntVector)p + ((IntVector)shifted << 23));
#endif
}

/// A group of queries on its way over the keys.
struct QueryGroup {
    Vector most[kWide];
    Vector weight[kWide];
    Vector shrink[kWide];  // what sums so far are multiplied by since the maximum has grown
    float* queries;        // [width][kQueries], scaled
    float* output;         // [width][kQueries]
    float* scores;         // [kKeys][kQueries]
};

/// Scores of some keys against all queries of the group. \param keys [kCount, width]
template <int kCount>
[[gnu::always_inline]] inline void score(
    float* scores, const float* keys, const float* queries, std::int64_t width, Vector* most)
{
    Vector sums[kCount][kWide] = {};
    for (std::int64_t d = 0; d < width; ++d, queries += kQueries) {
        Vector query[kWide];
        for (int n = 0; n < kWide; ++n)
            query[n] = load(queries + n * kLanes);
        for (int i = 0; i < kCount; ++i)
            for (int n = 0; n < kWide; ++n)
                sums[i][n] += query[n] * keys[i * width + d];
    }
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n) {
            store(scores + i * kQueries + n * kLanes, sums[i][n]);
            most[n] = larger(most[n], sums[i][n]);
        }
}

void scoreBlock(QueryGroup& group, const float* keys, std::int64_t count, std::int64_t width, Vector* most)
{
    std::int64_t j = 0;
    for (; j + kRows <= count; j += kRows)
        score<kRows>(group.scores + j * kQueries, keys + j * width, group.queries, width, most);
    for (; j < count; ++j)
        score<1>(group.scores + j * kQueries, keys + j * width, group.queries, width, most);
}

/// Scores become weights. \param most of all keys so far
void weigh(QueryGroup& group, std::int64_t count, const Vector* most)
{
    for (int n = 0; n < kWide; ++n) {
        const Vector now = most[n];
        group.shrink[n] = exp2(group.most[n] - now);
        group.most[n] = now;
        Vector weight = group.weight[n] * group.shrink[n];
        float* scores = group.scores + n * kLanes;
        for (std::int64_t j = 0; j < count; ++j, scores += kQueries) {
            const Vector share = exp2(load(scores) - now);
            store(scores, share);
            weight += share;
        }
        group.weight[n] = weight;
    }
}

/// Adds the weighed values of some channels. \param values [count, width], from the first of these channels on
template <int kCount>
[[gnu::always_inline]] inline void addValues(
    float* output, const QueryGroup& group, const float* values, std::int64_t count, std::int64_t width)
{
    Vector sums[kCount][kWide];
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            sums[i][n] = load(output + i * kQueries + n * kLanes) * group.shrink[n];
    const float* shares = group.scores;
    for (std::int64_t j = 0; j < count; ++j, shares += kQueries, values += width) {
        Vector share[kWide];
        for (int n = 0; n < kWide; ++n)
            share[n] = load(shares + n * kLanes);
        for (int i = 0; i < kCount; ++i)
            for (int n = 0; n < kWide; ++n)
                sums[i][n] += share[n] * values[i];
    }
    for (int i = 0; i < kCount; ++i)
        for (int n = 0; n < kWide; ++n)
            store(output + i * kQueries + n * kLanes, sums[i][n]);
}

void addValuesOfBlock(QueryGroup& group, const float* values, std::int64_t count, std::int64_t width)
{
    constexpr int kChannels = 5;  // divides the widths 40, 80 and 160
    std::int64_t d = 0;
    for (; d + kChannels <= width; d += kChannels)
        addValues<kChannels>(group.output + d * kQueries, group, values + d, count, width);
    for (; d < width; ++d)
        addValues<1>(group.output + d * kQueries, group, values + d, count, width);
}

/// Calls `turn(query, channel)` for squares of kLanes queries and channels that together cover `count` queries and all
/// channels; the last square of channels overlaps the one before. Heads narrower than a square have none.
template <typename Turn>
[[gnu::always_inline]] inline void forSquares(std::int64_t count, std::int64_t width, const Turn& turn)
{
    for (std::int64_t i = 0; i < count; i += kLanes)
        for (std::int64_t d = 0; d < width; d += kLanes)
            turn(i, d + kLanes <= width ? d : width - kLanes);
}

/// The queries become lanes, scaled so that powers of 2 do; missing ones repeat the last.
void takeQueries(QueryGroup& group, const float* queries, std::int64_t count, const HeadShape& shape)
{
    constexpr float kLog2e = 1.44269504F;
    const float scale = kLog2e / __builtin_sqrtf(static_cast<float>(shape.width));
    const auto query = [&](std::int64_t i) { return queries + (i < count ? i : count - 1) * shape.queryStride; };
    if (shape.width >= kLanes)
        forSquares(kQueries, shape.width, [&](std::int64_t i, std::int64_t d) {
            Vector square[kLanes];
            for (int k = 0; k < kLanes; ++k)
                square[k] = load(query(i + k) + d) * scale;
            transpose(square);
            for (int k = 0; k < kLanes; ++k)
                store(group.queries + (d + k) * kQueries + i, square[k]);
        });
    else
        for (std::int64_t i = 0; i < kQueries; ++i)
            for (std::int64_t d = 0; d < shape.width; ++d)
                group.queries[d * kQueries + i] = query(i)[d] * scale;
    for (std::int64_t i = 0; i < shape.width * kQueries; i += kLanes)
        store(group.output + i, Vector{});
    for (int n = 0; n < kWide; ++n) {
        group.most[n] = Vector{} - 1e30F;
        group.weight[n] = Vector{};
    }
}

void giveOutput(const QueryGroup& group, float* output, std::int64_t count, const HeadShape& shape)
{
    float share[kQueries];
    for (int n = 0; n < kWide; ++n)
        store(share + n * kLanes, 1.0F / group.weight[n]);
    if (shape.width >= kLanes)
        forSquares(count, shape.width, [&](std::int64_t i, std::int64_t d) {
            Vector square[kLanes];
            for (int k = 0; k < kLanes; ++k)
                square[k] = load(group.output + (d + k) * kQueries + i) * load(share + i);
            transpose(square);
            for (int k = 0; k < kLanes && i + k < count; ++k)
                store(output + (i + k) * shape.queryStride + d, square[k]);
        });
    else
        for (std::int64_t i = 0; i < count; ++i)
            for (std::int64_t d = 0; d < shape.width; ++d)
                output[i * shape.queryStride + d] = group.output[d * kQueries + i] * share[i];
}

float* pack(float* to, const float* rows, const HeadShape& shape)
{
    for (std::int64_t j = 0; j < shape.keys; ++j, rows += shape.keyStride)
        for (std::int64_t d = 0; d < shape.width; ++d)
            *to++ = rows[d];
    return to;
}

std::int64_t attentionScratch(const HeadShape& shape)
{
    return 2 * shape.keys * shape.width + 2 * shape.width * kQueries + kKeys * kQueries;
}

void attend(const HeadData& data, const HeadShape& shape, float* scratch)
{
    const std::int64_t width = shape.width;
    QueryGroup group;
    group.scores = scratch;
    group.queries = group.scores + kKeys * kQueries;
    group.output = group.queries + width * kQueries;
    float* keys = group.output + width * kQueries;
    float* values = pack(keys, data.keys, shape);
    pack(values, data.values, shape);
    for (std::int64_t first = 0; first < shape.queries; first += kQueries) {
        const std::int64_t count = shape.queries - first < kQueries ? shape.queries - first : kQueries;
        takeQueries(group, data.queries + first * shape.queryStride, count, shape);
        for (std::int64_t j = 0; j < shape.keys; j += kKeys) {
            const std::int64_t block = shape.keys - j < kKeys ? shape.keys - j : kKeys;
            Vector most[kWide];
            for (int n = 0; n < kWide; ++n)
                most[n] = group.most[n];
            scoreBlock(group, keys + j * width, block, width, most);
            weigh(group, block, most);
            addValuesOfBlock(group, values + j * width, block, width);
        }
        giveOutput(group, data.output + first * shape.queryStride, count, shape);
    }
}

constexpr AttentionLoops kAttention{&attentionScratch, &attend};

}  // namespace
}  // namespace reverie::kernels
