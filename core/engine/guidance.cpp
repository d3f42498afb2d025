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

/// One text for each of `batch` pictures. An undefined part stays so.
EncodedPrompt forBatch(const EncodedPrompt& text, std::int64_t batch)
{
    return {
        text.states.expand({batch, -1, -1}), text.pooled.defined() ? text.pooled.expand({batch, -1}) : at::Tensor()};
}

EncodedPrompt oneAfterTheOther(const EncodedPrompt& first, const EncodedPrompt& second)
{
    return {at::cat({first.states, second.states}),
        first.pooled.defined() ? at::cat({first.pooled, second.pooled}) : at::Tensor()};
}

GuidedModel withText(
    const UNet& unet, const EncodedPrompt& text, const std::vector<double>& sizes, const Cancellation& cancellation)
{
    return [&unet, context = prepareContext(unet, text.states, {text.pooled, sizes}), cancellation](
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
    return text.negative.states.defined() && text.negative.states.size(1) == text.positive.states.size(1);
}

GuidedModel guide(const UNet& unet, const Conditioning& text, const Guidance& guidance, std::int64_t batch,
    const Cancellation& cancellation)
{
    const EncodedPrompt positive = forBatch(text.positive, batch);
    if (!text.negative.states.defined())
        return withText(unet, positive, text.sizes, cancellation);
    const EncodedPrompt negative = forBatch(text.negative, batch);
    if (runsAsPair(text))
        return together(withText(unet, oneAfterTheOther(negative, positive), text.sizes, cancellation), guidance);
    return apart(withText(unet, negative, text.sizes, cancellation), withText(unet, positive, text.sizes, cancellation),
        guidance);
}

}  // namespace reverie::engine
