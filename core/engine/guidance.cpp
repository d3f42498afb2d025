#include "core/engine/guidance.h"

#include <ATen/ATen.h>

#include <map>
#include <memory>

namespace reverie::engine {

namespace {

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

/// A UNet that knows which texts hold at each of its calls.
class GuidedUNet final {
public:
    GuidedUNet(const UNet& unet, const Conditioning& text, const Guidance& guidance, std::int64_t batch,
        Cancellation cancellation)
        : m_unet(unet), m_text(text), m_guidance(guidance), m_batch(batch), m_cancellation(std::move(cancellation))
    {
    }

    Result<at::Tensor> operator()(const at::Tensor& x, double timestep)
    {
        const int call = m_call++;
        const EncodedPrompt& first = m_text.positives.front().at(call);
        if (!m_text.isGuided())
            return answer(first, nullptr, x, timestep);
        const EncodedPrompt& negative = m_text.negative.at(call);
        if (!m_guidance.isPaired || m_text.positives.size() > 1 || negative.states.size(1) != first.states.size(1))
            return oneByOne(call, negative, x, timestep);
        const auto both = answer(negative, &first, x, timestep);
        if (!both)
            return both;
        const auto halves = both->chunk(2);
        return guided(halves[0], halves[1] - halves[0], halves[1]);
    }

private:
    Result<at::Tensor> oneByOne(int call, const EncodedPrompt& negative, const at::Tensor& x, double timestep)
    {
        const auto away = answer(negative, nullptr, x, timestep);
        if (!away)
            return away;
        at::Tensor sum;
        for (const PromptCourse& course : m_text.positives) {
            const auto towards = answer(course.at(call), nullptr, x, timestep);
            if (!towards)
                return towards;
            const at::Tensor share = (*towards - *away) * course.weight;
            sum = sum.defined() ? sum + share : share;
        }
        return guided(*away, sum, *away + sum);
    }

    /// \param direction from the negative text's answer to `towards`
    [[nodiscard]] at::Tensor guided(
        const at::Tensor& away, const at::Tensor& direction, const at::Tensor& towards) const
    {
        return m_guidance.isApart ? at::stack({away, towards}) : away + direction * m_guidance.scale;
    }

    /// \param second text of the other half of one batch, or nullptr
    Result<at::Tensor> answer(
        const EncodedPrompt& first, const EncodedPrompt* second, const at::Tensor& x, double timestep)
    {
        return runUNet(m_unet, contextOf(first, second), x, timestep, m_cancellation);
    }

    const UNetContext& contextOf(const EncodedPrompt& first, const EncodedPrompt* second)
    {
        constexpr std::size_t kKept = 4;  // texts that take turns; each has the keys and values of every transformer
        const std::pair key{
            first.states.unsafeGetTensorImpl(), second ? second->states.unsafeGetTensorImpl() : nullptr};
        const auto known = m_contexts.find(key);
        if (known != m_contexts.end())
            return known->second;
        if (m_contexts.size() == kKept)
            m_contexts.clear();
        EncodedPrompt text = forBatch(first, m_batch);
        if (second)
            text = oneAfterTheOther(text, forBatch(*second, m_batch));
        const AddedText added{text.pooled, m_text.sizes, m_guidance.embedded};
        return m_contexts.emplace(key, prepareContext(m_unet, text.states, added)).first->second;
    }

    const UNet& m_unet;
    const Conditioning& m_text;
    Guidance m_guidance;
    std::int64_t m_batch;
    Cancellation m_cancellation;
    int m_call = 0;
    std::map<std::pair<const void*, const void*>, UNetContext> m_contexts;
};

}  // namespace

GuidedModel guide(const UNet& unet, const Conditioning& text, const Guidance& guidance, std::int64_t batch,
    const Cancellation& cancellation)
{
    const auto guided = std::make_shared<GuidedUNet>(unet, text, guidance, batch, cancellation);
    return [guided](const at::Tensor& x, double timestep) { return (*guided)(x, timestep); };
}

}  // namespace reverie::engine
