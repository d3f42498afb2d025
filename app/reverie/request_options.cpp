#include "app/reverie/request_options.h"

#include "app/reverie/values.h"
#include "core/request/enum_names.h"
#include "core/request/quoted.h"
#include "core/request/sampler_names.h"
#include "core/request/typed_values.h"

namespace reverie::app {
namespace {

using request::DType;
using request::Emphasis;
using request::GenerationRequest;
using request::MemoryUse;
using request::RngSource;

/// A setter that takes the name of an enum's value.
template <typename E>
Setter keepChoice(const QString& option, E* target)
{
    return [=](const QString& text) -> Result<void> {
        const auto value = request::enumFromName<E>(text);
        if (!value)
            return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 knows no %2").arg(option, request::quoted(text)),
                QStringLiteral("choose one of ") + request::enumNames<E>().join(QStringLiteral(", ")));
        *target = *value;
        return {};
    };
}

Setter keepSeed(std::optional<std::uint64_t>* target)
{
    return [=](const QString& text) {
        return request::parseSeed(text).map([=](std::optional<std::uint64_t> seed) { *target = seed; });
    };
}

Setter keepSize(GenerationRequest* request)
{
    return [=](const QString& text) {
        return request::parseSize(text).map([=](request::PictureSize size) {
            request->width = size.width;
            request->height = size.height;
        });
    };
}

}  // namespace

std::vector<Option> modelOptions(GenerationRequest& request)
{
    const QString group = QStringLiteral("Model");
    return {
        {QStringLiteral("-m,--model"), QStringLiteral("NAME|DIR|FILE"), group,
            QStringLiteral(
                "A diffusers folder, a checkpoint (.safetensors, .ckpt), or the name of one in the data folder's "
                "models/ [the starter model]"),
            keepText(&request.model), Offer::Files, {}},
        {QStringLiteral("--vae"), QStringLiteral("DIR|FILE"), group,
            QStringLiteral(
                "Another VAE than the model's own: a folder, a file of its weights, or a checkpoint with one"),
            keepText(&request.vae), Offer::Files, {}},
    };
}

std::vector<Option> pictureOptions(GenerationRequest& request)
{
    const QString group = QStringLiteral("Picture");
    return {
        {QStringLiteral("-n,--negative"), QStringLiteral("TEXT"), group,
            QStringLiteral("What the picture should not show [nothing]"), keepText(&request.negativePrompt),
            Offer::Nothing, {}},
        {QStringLiteral("--size"), QStringLiteral("WxH"), group,
            QStringLiteral("Width and height in pixels, 64 to 4096 [the model's own size]"), keepSize(&request),
            Offer::Nothing, {}},
        {QStringLiteral("--seed"), QStringLiteral("N"), group,
            QStringLiteral(
                "Same seed, same picture; 0 to 2^64-1, -1 draws one. Further pictures count up from it [-1]"),
            keepSeed(&request.seed), Offer::Nothing, {}},
        {QStringLiteral("--steps"), QStringLiteral("N"), group,
            QStringLiteral("How often the picture is refined, 1 to 1000 [25, or what the model asks for]"),
            keepWhole(QStringLiteral("--steps"), &request.steps), Offer::Nothing, {}},
        {QStringLiteral("--cfg"), QStringLiteral("X"), group,
            QStringLiteral("How closely to follow the prompt, 0 to 100 [7, or what the model asks for]"),
            keepDecimal(QStringLiteral("--cfg"), &request.guidanceScale), Offer::Nothing, {}},
    };
}

std::vector<Option> samplingOptions(GenerationRequest& request)
{
    const QString group = QStringLiteral("Picture");
    return {
        {QStringLiteral("--sampler"), QStringLiteral("NAME"), group,
            QStringLiteral(
                "How each step is taken: %1. \"Model default\" is the model's own scheduler, exactly as diffusers "
                "runs it. Names of other programs are understood [DPM++ 2M]")
                .arg(request::samplerNames().join(QStringLiteral(", "))),
            keepText(&request.sampler), Offer::Words, request::samplerNames()},
        {QStringLiteral("--schedule"), QStringLiteral("NAME"), group,
            QStringLiteral("How the steps are spread: %1 [Automatic]")
                .arg(request::scheduleNames().join(QStringLiteral(", "))),
            keepText(&request.schedule), Offer::Words, request::scheduleNames()},
        emphasisOption(request.emphasis),
        {QStringLiteral("--clip-skip"), QStringLiteral("N"), group,
            QStringLiteral("Which layer of the text encoder to use, counted from the last, 1 to 12 [1]"),
            keepWhole(QStringLiteral("--clip-skip"), &request.clipSkip), Offer::Nothing, {}},
        {QStringLiteral("--rng"), QStringLiteral("SOURCE"), group,
            QStringLiteral(
                "Whose random numbers: cpu (PyTorch's on a CPU) or nv (those of an NVIDIA card, on any machine) [cpu]"),
            keepChoice(QStringLiteral("--rng"), &request.rng), Offer::Words, request::enumNames<RngSource>()},
    };
}

std::vector<Option> computingOptions(GenerationRequest& request)
{
    const QString group = QStringLiteral("Computing");
    return {
        {QStringLiteral("--device"), QStringLiteral("NAME"), group,
            QStringLiteral("auto, cpu, cuda or cuda:N; auto takes a GPU where a usable one is found [auto]"),
            keepText(&request.device), Offer::Words,
            {QStringLiteral("auto"), QStringLiteral("cpu"), QStringLiteral("cuda")}},
        {QStringLiteral("--dtype"), QStringLiteral("TYPE"), group,
            QStringLiteral("Number type: auto, fp32, fp16 or bf16; auto is fp32 on a CPU and fp16 on a GPU [auto]"),
            keepChoice(QStringLiteral("--dtype"), &request.dtype), Offer::Words, request::enumNames<DType>()},
        {QStringLiteral("--memory"), QStringLiteral("USE"), group,
            QStringLiteral(
                "auto (the fastest plan that fits), fast (whatever it takes) or lean (as little as possible); "
                "the picture is the same but for rounding [auto]"),
            keepChoice(QStringLiteral("--memory"), &request.memory), Offer::Words, request::enumNames<MemoryUse>()},
    };
}

Option emphasisOption(Emphasis& emphasis)
{
    return {QStringLiteral("--emphasis"), QStringLiteral("MODE"), QStringLiteral("Picture"),
        QStringLiteral(
            "What (word:1.3) does: original (as A1111), no-norm, ignore (weights dropped), or none (the prompt "
            "taken literally, as diffusers does) [original]"),
        keepChoice(QStringLiteral("--emphasis"), &emphasis), Offer::Words, request::enumNames<Emphasis>()};
}

}  // namespace reverie::app
