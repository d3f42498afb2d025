#pragma once

#include "core/worker/engine_port.h"

#include <QStringList>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace reverie::worker {

/// An engine without a model. What it does is written in the name of the model and in the prompt: "<deed> at <step>",
/// where the deed is one of wait, hang, oom, lost, throw, print; steps of a load are 1..3. Anything else goes well.
/// `wait` ends when it is cancelled, `hang` never does. A prompt "nan" bears no numbers of
/// 16 bits, "nan always" none at all.
class FakeEnginePort final : public EnginePort {
public:
    [[nodiscard]] EngineFacts facts() override
    {
        return {"0.0", "fake", 1, {{"cpu", "no processor", 1}, {"cuda:0", "no card", 1}}};
    }

    [[nodiscard]] Result<request::ModelFacts> load(
        const LoadOptions& options, const LoadingObserver& observer, const Cancellation& cancellation) override
    {
        for (int step = 1; step <= 3; ++step) {
            observer(step / 3.0, QStringLiteral("part %1").arg(step));
            if (auto done = act(options.model, step, cancellation); !done)
                return failWith(std::move(done));
        }
        m_isPrecise = options.dtype == request::DType::Fp32;
        request::ModelFacts facts;
        facts.dtype = m_isPrecise ? QStringLiteral("fp32") : QStringLiteral("fp16");
        facts.name = options.model;
        if (options.device != QLatin1String("auto"))
            facts.device = options.device;
        facts.nativeWidth = facts.nativeHeight = 512;
        facts.files = {{"unet", "/nowhere/unet.safetensors"}};
        return facts;
    }

    [[nodiscard]] Result<request::RunTimes> generate(const request::GenerationRequest& request,
        request::GenerationObserver& observer, const Cancellation& cancellation) override
    {
        request::RunTimes times;
        if ((request.prompt == QLatin1String("nan") && !m_isPrecise) || request.prompt == QLatin1String("nan always"))
            return fail(ErrorCode::InvalidNumbers, QStringLiteral("the latents came out as NaN"));
        for (int image = 0; image < request.count; ++image) {
            if (auto stopped = cancelledIf(cancellation); !stopped)
                return failWith(std::move(stopped));
            request::GeneratedImage made = picture(request, image);
            for (int step = 1; step <= *request.steps && made.stop.step == 0; ++step) {
                observer.onProgress({request::Phase::Sampling, image, step, *request.steps, 0.25});
                observer.onPreview({image, step, {2, 1, {1, 2, 3, 4, 5, 6}}});
                auto done = act(request.prompt, step, cancellation);
                if (!done && !cancellation.isStopped())
                    return failWith(std::move(done));
                if (!done)
                    made.stop = {step, *request.steps};
                times.steps.push_back(step);
            }
            observer.onImage(std::move(made));
        }
        return times;
    }

    void unload() override { }

    /// The picture that a request makes.
    static request::GeneratedImage picture(const request::GenerationRequest& request, int index)
    {
        request::GeneratedImage image;
        image.index = index;
        image.seed = *request.seed + static_cast<std::uint64_t>(index);
        image.picture = {*request.width, *request.height, {}};
        image.picture.pixels.assign(
            std::size_t{3} * *request.width * *request.height, static_cast<std::uint8_t>(image.seed));
        if (request.wantLatents)
            image.latents = request::Latents{{4, 1, 2}, {0, 1, 2, 3, 4, 5, 6, -7}};
        return image;
    }

private:
    static Result<void> act(const QString& script, int step, const Cancellation& cancellation)
    {
        const QStringList words = script.split(QStringLiteral(" at "));
        if (words.size() == 2 && words[1].toInt() == step)
            return perform(words[0], cancellation);
        return cancelledIf(cancellation);
    }

    static Result<void> perform(const QString& deed, const Cancellation& cancellation)
    {
        while (deed == QLatin1String("hang") || (deed == QLatin1String("wait") && !cancellation.isCancelled()))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (deed == QLatin1String("oom"))
            return tl::unexpected(outOfMemory());
        if (deed == QLatin1String("lost"))
            return fail(ErrorCode::DeviceLost, QStringLiteral("the GPU went away"));
        if (deed == QLatin1String("throw"))
            throw std::runtime_error("a fault");
        if (deed == QLatin1String("print"))
            std::puts("noise of a library");
        std::fflush(stdout);
        return cancelledIf(cancellation);
    }

    static Result<void> cancelledIf(const Cancellation& cancellation)
    {
        return cancellation.isCancelled() ? fail(ErrorCode::Cancelled, QStringLiteral("cancelled")) : Result<void>();
    }

    static Error outOfMemory()
    {
        Error error{ErrorCode::OutOfMemory, QStringLiteral("the picture needs 8 GB and 2 GB are free"), {}, {}};
        error.neededBytes = 8'000'000'000;
        error.freeBytes = 2'000'000'000;
        return error;
    }

    bool m_isPrecise = false;
};

}  // namespace reverie::worker
