#include "core/engine/vae_strips.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace reverie::engine {
namespace {

/// A group norm whose moments are known: y = x * scale + shift, each [1, C, 1, 1].
struct KnownNorm {
    at::Tensor scale;
    at::Tensor shift;
};

at::Tensor applied(const KnownNorm& norm, const at::Tensor& x)
{
    at::Tensor y = at::addcmul(norm.shift, x, norm.scale).contiguous(at::MemoryFormat::ChannelsLast);
    return at::silu_(y);
}

/// Moments of a picture's channels, put together strip by strip. Source: Chan et al. 1979, formula (2.1).
class Moments final {
public:
    /// \param strip [1, C, h, W]
    void add(const at::Tensor& strip)
    {
        const auto [variance, mean] = at::var_mean(strip.to(at::kFloat), {0, 2, 3}, /*unbiased=*/false);
        const auto count = static_cast<double>(strip.size(2) * strip.size(3));
        const at::Tensor newMean = mean.to(at::kCPU, at::kDouble);
        const at::Tensor newSquares = variance.to(at::kCPU, at::kDouble) * count;
        if (m_count == 0) {
            m_mean = newMean;
            m_squares = newSquares;
        } else {
            const at::Tensor step = newMean - m_mean;
            m_squares += newSquares + step * step * (m_count * count / (m_count + count));
            m_mean += step * (count / (m_count + count));
        }
        m_count += count;
    }

    [[nodiscard]] KnownNorm normBy(const GroupNorm& layer) const
    {
        const at::Tensor means = m_mean.view({layer.groups, -1});
        const at::Tensor mean = means.mean(1, true);
        const at::Tensor variance = (m_squares.view_as(means) / m_count + (means - mean).square()).mean(1, true);
        const at::Tensor inverse = (variance + layer.eps).rsqrt().expand_as(means).reshape({-1});
        const at::Tensor center = mean.expand_as(means).reshape({-1});
        const at::Tensor scale = layer.weight.to(at::kCPU, at::kDouble) * inverse;
        const at::Tensor shift = layer.bias.to(at::kCPU, at::kDouble) - scale * center;
        return {
            scale.to(layer.weight.options()).view({1, -1, 1, 1}), shift.to(layer.weight.options()).view({1, -1, 1, 1})};
    }

private:
    double m_count = 0;
    at::Tensor m_mean;     // [C], double
    at::Tensor m_squares;  // of the deviations, summed
};

/// The decoder from the last doubling on, which need not see the whole picture once its norms are known.
class Tail final {
public:
    explicit Tail(const Vae& vae) : m_decoder(vae.decoder)
    {
        const auto& blocks = m_decoder.blocks;
        m_doubling = blocks.size() > 1 ? &*blocks[blocks.size() - 2].upsampler : nullptr;
        for (const ResBlock& resnet : blocks.back().resnets)
            m_layers.insert(m_layers.end(), {&resnet.norm1, &resnet.norm2});
        m_layers.push_back(&m_decoder.conv_norm_out);
    }

    [[nodiscard]] std::int64_t scale() const { return m_doubling ? 2 : 1; }
    /// Rows before the doubling that a row of the picture sees on either side: each norm is followed by a convolution,
    /// and one belongs to the doubling.
    [[nodiscard]] std::int64_t sight() const
    {
        const auto convolutions = static_cast<std::int64_t>(m_layers.size()) + (m_doubling ? 1 : 0);
        return (convolutions + scale() - 1) / scale();
    }
    [[nodiscard]] const GroupNorm* unknownNorm() const
    {
        return m_known.size() < m_layers.size() ? m_layers[m_known.size()] : nullptr;
    }
    void learn(KnownNorm norm) { m_known.push_back(std::move(norm)); }

    /// What the first unknown norm reads, or the picture. \param x [1, C, h, W] before the doubling
    [[nodiscard]] at::Tensor run(at::Tensor x) const
    {
        if (m_doubling)
            x = doubled(*m_doubling, x);
        auto norm = m_known.begin();
        for (const ResBlock& resnet : m_decoder.blocks.back().resnets) {
            if (norm == m_known.end())
                return x;
            const at::Tensor h = conv2d(resnet.conv1, applied(*norm++, x));
            if (norm == m_known.end())
                return h;
            const bool isNarrower = resnet.conv_shortcut.weight.defined();
            const at::Tensor shortcut = isNarrower ? pointwise(resnet.conv_shortcut, x) : x;
            x = conv2dPlus(resnet.conv2, applied(*norm++, h), shortcut);
        }
        return norm == m_known.end() ? x : conv2d(m_decoder.conv_out, applied(*norm, x));
    }

private:
    const VaeHalf& m_decoder;
    const Conv2d* m_doubling = nullptr;
    std::vector<const GroupNorm*> m_layers;  // in their order
    std::vector<KnownNorm> m_known;          // the first of them
};

/// Runs the tail over all strips; `take` is told the first row of the result.
template <typename Take>
void runStrips(const Tail& tail, const at::Tensor& x, std::int64_t rows, const Take& take)
{
    for (std::int64_t first = 0; first < x.size(2); first += rows) {
        const std::int64_t end = std::min(first + rows, x.size(2));
        const std::int64_t seenFirst = std::max<std::int64_t>(first - tail.sight(), 0);
        const std::int64_t seenEnd = std::min(end + tail.sight(), x.size(2));
        const at::Tensor strip = tail.run(x.narrow(2, seenFirst, seenEnd - seenFirst));
        const std::int64_t scale = tail.scale();
        take(strip.narrow(2, (first - seenFirst) * scale, (end - first) * scale), first * scale);
    }
}

}  // namespace

at::Tensor decodeVaeInStrips(const Vae& vae, const at::Tensor& latents, std::int64_t rows)
{
    const at::Tensor x = decodeToLastLevel(vae, latents);
    Tail tail(vae);
    while (const GroupNorm* norm = tail.unknownNorm()) {
        Moments moments;
        runStrips(tail, x, rows, [&](const at::Tensor& strip, std::int64_t) { moments.add(strip); });
        tail.learn(moments.normBy(*norm));
    }
    const std::int64_t scale = tail.scale();
    const at::Tensor picture =
        at::empty({1, vae.config.outChannels, x.size(2) * scale, x.size(3) * scale}, x.options().dtype(at::kFloat));
    runStrips(tail, x, rows,
        [&](const at::Tensor& strip, std::int64_t first) { picture.narrow(2, first, strip.size(2)).copy_(strip); });
    return picture;
}

}  // namespace reverie::engine
