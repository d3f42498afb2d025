#include "core/request/validate.h"

#include "core/request/limits.h"
#include "core/request/quoted.h"
#include "core/request/sampler_names.h"
#include "core/request/typed_values.h"

#include <QRegularExpression>

#include <algorithm>

namespace reverie::request {
namespace {

/// Written so that a value that is no number is outside every range.
template <typename T>
Result<void> checkRange(const char* what, const std::optional<T>& value, Range<T> range)
{
    if (!value || (*value >= range.least && *value <= range.most))
        return {};
    return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 is %2").arg(QLatin1String(what)).arg(*value),
        QStringLiteral("choose from %1 to %2").arg(range.least).arg(range.most));
}

Result<void> checkNumbers(const GenerationRequest& request)
{
    return checkRange("the number of steps", request.steps, kSteps)
        .and_then([&] { return checkRange("the guidance scale (CFG)", request.guidanceScale, kGuidanceScale); })
        .and_then([&] { return checkRange("the width in pixels", request.width, kSide); })
        .and_then([&] { return checkRange("the height in pixels", request.height, kSide); })
        .and_then([&] { return checkRange("clip skip", std::optional(request.clipSkip), kClipSkip); })
        .and_then([&] { return checkRange("the number of pictures", std::optional(request.count), kCount); })
        .and_then([&] { return checkRange("the batch size", std::optional(request.batch), kBatch); });
}

Result<void> checkNoNul(const char* what, const QString& text)
{
    if (!text.contains(QChar(u'\0')))
        return {};
    return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 holds a NUL character").arg(QLatin1String(what)),
        QStringLiteral("remove it"));
}

Result<void> checkPrompt(const char* what, const QString& text)
{
    const qsizetype bytes = text.toUtf8().size();
    if (bytes <= kMaximumPromptBytes)
        return checkNoNul(what, text);
    return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 has %2 bytes").arg(QLatin1String(what)).arg(bytes),
        QStringLiteral("shorten it to %1 at most").arg(kMaximumPromptBytes));
}

Result<void> checkDevice(const QString& device)
{
    static const QRegularExpression pattern(QStringLiteral("\\A(auto|cpu|cuda(:[0-9]{1,3})?)\\z"));
    if (pattern.match(device).hasMatch())
        return {};
    return fail(ErrorCode::InvalidArgument, QStringLiteral("there is no device called %1").arg(quoted(device)),
        QStringLiteral("choose auto, cpu, cuda or cuda:N with a number"));
}

Result<void> checkTexts(const GenerationRequest& request)
{
    return checkPrompt("the prompt", request.prompt)
        .and_then([&] { return checkPrompt("the negative prompt", request.negativePrompt); })
        .and_then([&] { return checkNoNul("the model's name", request.model); })
        .and_then([&] { return checkNoNul("the VAE's name", request.vae); })
        .and_then([&] { return checkDevice(request.device); });
}

Result<void> checkSampler(const GenerationRequest& request)
{
    const QString schedule = request.schedule.value_or(kAutomatic);
    if (request.sampler)
        return chooseSampler(*request.sampler, schedule).map([](const SamplerChoice&) {});
    return findSchedule(schedule).map([](const QString&) {});
}

/// The multiple of `factor` that is nearest to `side` within the limits.
int nearestSide(int side, int factor)
{
    const int least = (kSide.least + factor - 1) / factor;
    const int most = kSide.most / factor;
    return factor * std::clamp((side + factor / 2) / factor, least, std::max(least, most));
}

Result<void> checkDivisible(int width, int height, int factor)
{
    if (width % factor == 0 && height % factor == 0)
        return {};
    return fail(ErrorCode::InvalidArgument,
        QStringLiteral("both sides of a picture must be multiples of %1, and %2x%3 is not")
            .arg(factor)
            .arg(width)
            .arg(height),
        QStringLiteral("choose %1x%2, the nearest").arg(nearestSide(width, factor)).arg(nearestSide(height, factor)));
}

}  // namespace

Result<void> validate(const GenerationRequest& request)
{
    return checkNumbers(request).and_then([&] { return checkTexts(request); }).and_then([&] {
        return checkSampler(request);
    });
}

Result<GenerationRequest> resolve(GenerationRequest request, const ModelFacts& model)
{
    request.steps = request.steps.value_or(model.defaultSteps);
    request.guidanceScale = request.guidanceScale.value_or(model.defaultGuidanceScale);
    request.width = request.width.value_or(model.nativeWidth);
    request.height = request.height.value_or(model.nativeHeight);
    if (auto valid = validate(request); !valid)
        return failWith(std::move(valid));
    if (auto divisible = checkDivisible(*request.width, *request.height, model.vaeFactor); !divisible)
        return failWith(std::move(divisible));
    // The model's schedule belongs to the model's sampler.
    const QString schedule = request.schedule.value_or(request.sampler ? kAutomatic : model.defaultSchedule);
    auto choice = chooseSampler(request.sampler.value_or(model.defaultSampler), schedule);
    if (!choice)
        return failWith(std::move(choice));
    request.sampler = std::move(choice->sampler);
    request.schedule = std::move(choice->schedule);
    if (!request.seed)
        request.seed = drawSeed();
    return request;
}

}  // namespace reverie::request
