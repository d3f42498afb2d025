#include "core/engine/guidance.h"

#include <ATen/ATen.h>

namespace reverie::engine {

namespace {

at::Tensor combine(const at::Tensor& negative, const at::Tensor& positive, const Guidance& guidance)
{
    if (guidance.isApart)
        return at::stack({negative, positive});
    return negative + (positive - negative) * guidance.scale;
}

GuidedModel withText(const UNet& unet, const at::Tensor& text, const Cancellation& cancellation)
{
    return [&unet, context = prepareContext(unet, text), cancellation](
               const at::Tensor& x, double timestep) { return runUNet(unet, context, x, timestep, cancellation); };
}

GuidedModel apart(const GuidedModel& negative, const GuidedModel& positive, const Guidance& guidance)
{
    return [=](const at::Tensor& x, double timestep) -> Result<at::Tensor> {
        const auto away = negative(x, timestep);
        if (!away)
            return away;
        const auto towards = positive(x, timestep);
        if (!towards)
            return towards;
        return combine(*away, *towards, guidance);
    };
}

GuidedModel together(const GuidedModel& pair, const Guidance& guidance)
{
    return [=](const at::Tensor& x, double timestep) -> Result<at::Tensor> {
        const auto both = pair(x, timestep);
        if (!both)
            return both;
        const auto halves = both->chunk(2);
        return combine(halves[0], halves[1], guidance);
    };
}

}  // namespace

bool runsAsPair(const Conditioning& text)
{
    return text.negative.defined() && text.negative.size(1) == text.positive.size(1);
}

GuidedModel guide(const UNet& unet, const Conditioning& text, const Guidance& guidance, std::int64_t batch,
    const Cancellation& cancellation)
{
    const at::Tensor positive = text.positive.expand({batch, -1, -1});
    if (!text.negative.defined())
        return withText(unet, positive, cancellation);
    const at::Tensor negative = text.negative.expand({batch, -1, -1});
    if (runsAsPair(text))
        return together(withText(unet, at::cat({negative, positive}), cancellation), guidance);
    return apart(withText(unet, negative, cancellation), withText(unet, positive, cancellation), guidance);
}

}  // namespace reverie::engine
