#include "core/engine/attention_kernel.h"

// This file is compiled for AVX-512 as a whole: it must not instantiate inline functions of others, whose copies the
// linker might choose for the rest of the program. hasAttentionKernel() guards every entry.

namespace reverie::engine::kernels {

#if defined(__AVX512F__)

namespace {

using Vector = float __attribute__((vector_size(64)));
using IntVector = std::int32_t __attribute__((vector_size(64)));

constexpr int kLanes = 16;
constexpr int kRows = 6;                    // queries at a time: 6 x 4 sums fit the registers
constexpr int kTile = 4 * kLanes;           // keys of one product
constexpr std::int64_t kBlock = 4 * kTile;  // keys between two looks at the maximum

[[gnu::always_inline]] inline Vector load(const float* from)
{
    return *reinterpret_cast<const Vector*>(from);
}

[[gnu::always_inline]] inline void store(float* to, Vector value)
{
    *reinterpret_cast<Vector*>(to) = value;
}

[[gnu::always_inline]] inline Vector all(float value)
{
    return Vector{} + value;
}

[[gnu::always_inline]] inline Vector larger(Vector a, Vector b)
{
    return a > b ? a : b;
}

/// 2^x for x <= 0, relative error 1e-7; x below -126 counts as that. Taylor's series of degree 7 on -1/2..1/2.
[[gnu::always_inline]] inline Vector exp2(Vector x)
{
    constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23: adding it leaves the nearest whole number in the low bits
    x = larger(x, all(-126.0F));
    const Vector shifted = x + kRounder;
    const Vector r = x - (shifted - kRounder);
    Vector p = all(1.5252734e-5F);
    p = p * r + 1.5403530e-4F;
    p = p * r + 1.3333558e-3F;
    p = p * r + 9.6181291e-3F;
    p = p * r + 5.5504109e-2F;
    p = p * r + 2.4022651e-1F;
    p = p * r + 6.9314718e-1F;
    p = p * r + 1.0F;
    const IntVector exponent = (IntVector)shifted << 23;
    return (Vector)((IntVector)p + exponent);
}

[[gnu::always_inline]] inline float largest(Vector x)
{
    float most = x[0];
    for (int i = 1; i < kLanes; ++i)
        most = x[i] > most ? x[i] : most;
    return most;
}

[[gnu::always_inline]] inline float sum(Vector x)
{
    float total = 0;
    for (int i = 0; i < kLanes; ++i)
        total += x[i];
    return total;
}

constexpr std::int64_t roundUp(std::int64_t value, std::int64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/// Keys with lanes along the keys, tile by tile: [tiles][width][kTile]. Missing keys are 0.
void packKeys(float* to, const float* keys, const HeadShape& shape)
{
    for (std::int64_t first = 0; first < shape.keys; first += kTile)
        for (std::int64_t d = 0; d < shape.width; ++d)
            for (std::int64_t j = first; j < first + kTile; ++j)
                *to++ = j < shape.keys ? keys[j * shape.keyStride + d] : 0.0F;
}

/// Values with rows of whole vectors: [keys][vectors * kLanes].
template <int kVectors>
void packValues(float* to, const float* values, const HeadShape& shape)
{
    for (std::int64_t j = 0; j < shape.keys; ++j)
        for (std::int64_t d = 0; d < kVectors * kLanes; ++d)
            *to++ = d < shape.width ? values[j * shape.keyStride + d] : 0.0F;
}

/// A group of queries on its way over the keys.
template <int kVectors>
struct Group {
    const float* queries[kRows];
    float most[kRows];
    Vector weight[kRows];
    Vector output[kRows][kVectors];
};

/// Scores of one tile, times `scale`; the maximum so far per lane goes into `most`.
[[gnu::always_inline]] inline void scoreTile(float* scores, Vector most[kRows], const float* const queries[kRows],
    const float* keys, std::int64_t width, float scale)
{
    Vector total[kRows][4] = {};
    for (std::int64_t d = 0; d < width; ++d, keys += kTile) {
        const Vector k[4] = {load(keys), load(keys + kLanes), load(keys + 2 * kLanes), load(keys + 3 * kLanes)};
        for (int i = 0; i < kRows; ++i)
            for (int n = 0; n < 4; ++n)
                total[i][n] += k[n] * queries[i][d];
    }
    for (int i = 0; i < kRows; ++i)
        for (int n = 0; n < 4; ++n) {
            const Vector score = total[i][n] * scale;
            store(scores + i * kBlock + n * kLanes, score);
            most[i] = larger(most[i], score);
        }
}

/// Scores become weights; sums and outputs so far are brought to the new maximum.
template <int kVectors>
[[gnu::always_inline]] inline void weigh(
    Group<kVectors>& group, float* scores, const Vector most[kRows], std::int64_t padded)
{
    for (int i = 0; i < kRows; ++i) {
        const float before = group.most[i];
        const float now = largest(most[i]);
        group.most[i] = now > before ? now : before;
        const Vector shrink = exp2(all(before - group.most[i]));
        group.weight[i] *= shrink;
        for (int n = 0; n < kVectors; ++n)
            group.output[i][n] *= shrink;
        float* row = scores + i * kBlock;
        for (std::int64_t j = 0; j < padded; j += kLanes) {
            const Vector weight = exp2(load(row + j) - group.most[i]);
            store(row + j, weight);
            group.weight[i] += weight;
        }
    }
}

template <int kVectors>
[[gnu::always_inline]] inline void addValues(
    Group<kVectors>& group, const float* weights, const float* values, std::int64_t keys)
{
    Vector output[kRows][kVectors];
    for (int i = 0; i < kRows; ++i)
        for (int n = 0; n < kVectors; ++n)
            output[i][n] = group.output[i][n];
    for (std::int64_t j = 0; j < keys; ++j, values += kVectors * kLanes)
        for (int i = 0; i < kRows; ++i)
            for (int n = 0; n < kVectors; ++n)
                output[i][n] += load(values + n * kLanes) * weights[i * kBlock + j];
    for (int i = 0; i < kRows; ++i)
        for (int n = 0; n < kVectors; ++n)
            group.output[i][n] = output[i][n];
}

template <int kVectors>
void attendGroup(Group<kVectors>& group, const HeadShape& shape, const float* keys, const float* values, float* scores)
{
    constexpr float kLog2e = 1.44269504F;
    constexpr float kNever = -1e30F;
    const float scale = kLog2e / __builtin_sqrtf(static_cast<float>(shape.width));
    for (std::int64_t first = 0; first < shape.keys; first += kBlock) {
        const std::int64_t count = shape.keys - first < kBlock ? shape.keys - first : kBlock;
        const std::int64_t padded = roundUp(count, kTile);
        Vector most[kRows];
        for (int i = 0; i < kRows; ++i)
            most[i] = all(kNever);
        for (std::int64_t j = 0; j < padded; j += kTile)
            scoreTile(scores + j, most, group.queries, keys + (first + j) * shape.width, shape.width, scale);
        for (int i = 0; i < kRows; ++i)
            for (std::int64_t j = count; j < padded; ++j)
                scores[i * kBlock + j] = kNever;
        weigh(group, scores, most, padded);
        addValues(group, scores, values + first * kVectors * kLanes, count);
    }
}

template <int kVectors>
void attendAll(const HeadData& data, const HeadShape& shape, float* scratch)
{
    float* keys = scratch;
    float* values = keys + roundUp(shape.keys, kTile) * shape.width;
    float* scores = values + shape.keys * kVectors * kLanes;
    packKeys(keys, data.keys, shape);
    packValues<kVectors>(values, data.values, shape);
    for (std::int64_t first = 0; first < shape.queries; first += kRows) {
        const std::int64_t rows = shape.queries - first < kRows ? shape.queries - first : kRows;
        Group<kVectors> group;
        for (int i = 0; i < kRows; ++i) {
            group.queries[i] = data.queries + (first + (i < rows ? i : rows - 1)) * shape.queryStride;
            group.most[i] = -1e30F;
            group.weight[i] = Vector{};
            for (int n = 0; n < kVectors; ++n)
                group.output[i][n] = Vector{};
        }
        attendGroup(group, shape, keys, values, scores);
        for (std::int64_t i = 0; i < rows; ++i) {
            const float share = 1.0F / sum(group.weight[i]);
            float* output = data.output + (first + i) * shape.queryStride;
            for (std::int64_t d = 0; d < shape.width; ++d)
                output[d] = group.output[i][d / kLanes][d % kLanes] * share;
        }
    }
}

}  // namespace

bool hasAttentionKernel()
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

std::int64_t attentionScratch(const HeadShape& shape)
{
    return roundUp(shape.keys, kTile) * shape.width + shape.keys * roundUp(shape.width, kLanes) + kRows * kBlock;
}

void attendHead(const HeadData& data, const HeadShape& shape, float* scratch)
{
    switch ((shape.width + kLanes - 1) / kLanes) {
    case 1:
        return attendAll<1>(data, shape, scratch);
    case 2:
        return attendAll<2>(data, shape, scratch);
    case 3:
        return attendAll<3>(data, shape, scratch);
    default:
        return attendAll<4>(data, shape, scratch);
    }
}

#else

bool hasAttentionKernel()
{
    return false;
}

std::int64_t attentionScratch(const HeadShape&)
{
    return 0;
}

void attendHead(const HeadData&, const HeadShape&, float*) { }

#endif

}  // namespace reverie::engine::kernels
