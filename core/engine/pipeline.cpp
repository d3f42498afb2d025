#include "core/engine/pipeline.h"

#include "core/engine/batch_noise.h"
#include "core/engine/free_memory.h"
#include "core/engine/guidance.h"
#include "core/engine/machine.h"
#include "core/engine/memory_plan.h"
#include "core/engine/model_errors.h"
#include "core/engine/noise.h"
#include "core/engine/prompt_reader.h"
#include "core/engine/sampling_plan.h"
#include "core/engine/step_reporter.h"
#include "core/engine/vae_strips.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace reverie::engine {

namespace {

using request::Phase;

double secondsOf(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) * 1e-9;
}

tl::unexpected<Error> cancelled()
{
    return fail(ErrorCode::Cancelled, QStringLiteral("the picture was cancelled"));
}

/// NaN and infinity are found here, before anything of them is saved.
Result<void> checkNumbers(const at::Tensor& x, const DeviceChoice& device, const QString& what)
{
    if (at::isfinite(x).all().item<bool>())
        return {};
    const bool isHalf = device.type == at::kHalf;
    return fail(ErrorCode::InvalidNumbers, QStringLiteral("%1 came out as numbers that mean nothing (NaN)").arg(what),
        isHalf
            ? QStringLiteral("try again with --dtype fp32; some models do not bear fp16")
            : QStringLiteral("try another sampler or a lower CFG; if it stays so, the model's files may be damaged"));
}

/// Of the weights that come to the device for sampling; of blocks that come one by one, more than any of them has.
std::uint64_t visitingUNetBytes(const Model& model)
{
    constexpr std::uint64_t kBlocks = 3;
    const Offloaded* away = model.offloaded.get();
    if (!away)
        return 0;
    const std::uint64_t blocks = away->unetBlocks.bytes();
    return away->unetFrame.bytes() + (away->kind == Offload::Parts ? blocks : blocks / kBlocks);
}

/// \param latents as for decodeVae
at::Tensor decodeLean(const Vae& vae, const at::Tensor& latents)
{
    constexpr std::int64_t kStripPixels = std::int64_t{1} << 14;
    const std::int64_t width = latents.size(3) * vae.config.factor() / 2;
    return decodeVaeInStrips(vae, latents, std::max<std::int64_t>(kStripPixels / width, 1));
}

/// The latents of a batch, [B, C, h, w] float32: finished, or as they were believed to become where it was stopped.
struct Sampled {
    at::Tensor latents;
    request::Stop stop;
};

/// One request on its way through the engine.
class Run final {
public:
    Run(const Pipeline& pipeline, const request::GenerationRequest& request, request::GenerationObserver& observer,
        const Cancellation& cancellation)
        : m_pipeline(pipeline), m_request(request), m_observer(observer), m_cancellation(cancellation)
    {
    }

    Result<request::RunTimes> operator()();

private:
    [[nodiscard]] const MemoryPlan& memory() const { return m_memoryPlans[m_memoryPlan]; }
    [[nodiscard]] MemoryDemand demand() const;
    Result<void> planMemory();
    [[nodiscard]] bool canTryLeaner(const Error& error) const;
    void tryLeaner();
    Result<void> readPrompts();
    [[nodiscard]] Guidance guidance() const;
    Result<void> makeBatch(int first, int size);
    Result<Sampled> sample(int first, int size);
    Result<at::Tensor> decode(const at::Tensor& latents);
    [[nodiscard]] request::GeneratedImage describe(int index, const at::Tensor& latents) const;

    const Pipeline& m_pipeline;
    const request::GenerationRequest& m_request;
    request::GenerationObserver& m_observer;
    const Cancellation& m_cancellation;
    SamplingPlan m_plan;
    Conditioning m_text;
    std::vector<MemoryPlan> m_memoryPlans;  // from the fastest
    std::size_t m_memoryPlan = 0;
    bool m_isSecondTry = false;
    int m_done = 0;  // pictures
    request::RunTimes m_times;
};

Result<request::RunTimes> Run::operator()()
{
    auto plan = planSampling(m_pipeline.scheduler, m_request, m_pipeline.model->unet.config.additionWidth != 0);
    if (!plan)
        return failWith(std::move(plan));
    m_plan = std::move(*plan);
    if (auto read = readPrompts(); !read)
        return failWith(std::move(read));
    if (auto fits = planMemory(); !fits)
        return failWith(std::move(fits));
    while (m_done < m_request.count) {
        const int size = std::min(memory().batch, m_request.count - m_done);
        auto made = translatingErrors([&] { return makeBatch(m_done, size); });
        if (!made && canTryLeaner(made.error()))
            tryLeaner();
        else if (!made)
            return failWith(std::move(made));
    }
    return m_times;
}

MemoryDemand Run::demand() const
{
    const Model& model = *m_pipeline.model;
    return {model.unet.config, model.vae.config, model.device.type, model.vae.decoder.conv_in.bias.scalar_type(),
        m_request.width.value(), m_request.height.value(),
        std::min({m_request.batch, m_request.count, m_plan.largestBatch}), m_text.runsAsPair(),
        visitingUNetBytes(model), model.offloaded ? model.offloaded->vae.bytes() : 0};
}

/// Cards refuse by themselves; a CPU's memory is promised first and missed later.
Result<void> Run::planMemory()
{
    const MemoryDemand demand = this->demand();
    m_memoryPlans = memoryPlans(demand);
    const bool isCpu = m_pipeline.model->device.device.is_cpu();
    if (isCpu && likelyBytes(demand, m_memoryPlans.front()) > freeMemoryBytes())
        releaseKeptMemory();
    const std::uint64_t freeBytes = isCpu ? freeMemoryBytes() : freeCardBytes(m_pipeline.model->device.device);
    m_memoryPlan = choosePlan(demand, m_memoryPlans, m_request.memory, freeBytes);
    const QString traded = wordsOf(memory(), m_memoryPlans.front());
    if (!traded.isEmpty() && m_request.memory == request::MemoryUse::Auto)
        qWarning("memory is short (%s free), so Reverie %s", qUtf8Printable(readableBytes(freeBytes)),
            qUtf8Printable(traded));
    qInfo("this run takes about %s beside the model's weights, of %s that are free",
        qUtf8Printable(readableBytes(likelyBytes(demand, memory()))), qUtf8Printable(readableBytes(freeBytes)));
    return isCpu ? checkMemory(leastBytes(demand, memory()), freeBytes) : Result<void>();
}

bool Run::canTryLeaner(const Error& error) const
{
    return error.code == ErrorCode::OutOfMemory && !m_isSecondTry && m_memoryPlan + 1 < m_memoryPlans.size();
}

/// Goes on behind the last finished picture: each depends on its own seed alone.
void Run::tryLeaner()
{
    m_isSecondTry = true;
    m_memoryPlan = m_memoryPlans.size() - 1;
    releaseKeptMemory();
    if (m_pipeline.model->graphs)
        m_pipeline.model->graphs->clear();
    qWarning("memory ran out, so Reverie tries again and %s", qUtf8Printable(wordsOf(memory(), m_memoryPlans.front())));
}

Result<void> Run::readPrompts()
{
    QElapsedTimer timer;
    timer.start();
    m_observer.onProgress({.phase = Phase::ReadingPrompt});
    auto text = PromptReader(m_pipeline, m_request, m_plan, m_cancellation).read();
    if (!text)
        return failWith(std::move(text));
    m_text = std::move(*text);
    m_times.text = secondsOf(timer);
    return {};
}

Guidance Run::guidance() const
{
    const double scale = m_request.guidanceScale.value();
    if (m_pipeline.model->unet.config.guidanceFeatures != 0)
        return {1, m_plan.guidesItself, memory().pairsGuidance, scale};
    return {scale, m_plan.guidesItself, memory().pairsGuidance};
}

Result<void> Run::makeBatch(int first, int size)
{
    if (m_cancellation.isCancelled())
        return cancelled();
    QElapsedTimer timer;
    timer.start();
    const auto sampled = sample(first, size);
    if (!sampled)
        return tl::unexpected<Error>(sampled.error());
    const double sampling = secondsOf(timer) / size;
    for (int i = 0; i < size; ++i) {
        if (m_cancellation.isCancelled() && !m_cancellation.isStopped())
            return cancelled();
        timer.start();
        m_observer.onProgress({.phase = Phase::Decoding, .image = first + i});
        const auto picture = decode(sampled->latents[i]);
        if (!picture)
            return tl::unexpected<Error>(picture.error());
        request::GeneratedImage image = describe(first + i, sampled->latents[i]);
        image.stop = sampled->stop;
        image.picture = toRgb(*picture);
        m_times.vae += secondsOf(timer);
        image.seconds = sampling + secondsOf(timer);
        ++m_done;
        m_observer.onImage(std::move(image));
    }
    return {};
}

Result<Sampled> Run::sample(int first, int size)
{
    const Model& model = *m_pipeline.model;
    const int factor = model.vae.config.factor();
    const std::vector<std::int64_t> shape{
        size, model.vae.config.latentChannels, m_request.height.value() / factor, m_request.width.value() / factor};
    const std::uint64_t seed = m_request.seed.value() + static_cast<std::uint64_t>(first);
    BatchNoise noise(m_request.rng, seed, shape, model.device.device);
    const at::Tensor start = noise.draw();

    StepReporter reporter(m_observer, m_pipeline.projection, {first, m_plan.steps});
    const SamplerRun run = noise.runWith([&](int step, const at::Tensor& x) { reporter.step(step, x); });
    Offloaded* away = model.offloaded.get();
    const Visit frame(away ? &away->unetFrame : nullptr);
    const Visit blocks(away && away->kind == Offload::Parts ? &away->unetBlocks : nullptr);
    const GuidedModel guided = guide(model.unet, m_text, guidance(), size, m_cancellation);
    reporter.start();
    auto latents = m_plan.sample(guided, start, run);
    m_times.steps.insert(m_times.steps.end(), reporter.seconds().begin(), reporter.seconds().end());
    Sampled sampled;
    if (latents)
        sampled = {*std::move(latents), {}};
    else if (m_cancellation.isStopped() && reporter.estimate().defined())
        sampled = {reporter.estimate(), reporter.reached()};
    else
        return failWith(std::move(latents));
    if (auto sound = checkNumbers(sampled.latents, model.device, QStringLiteral("the picture")); !sound)
        return failWith(std::move(sound));
    return sampled;
}

/// One picture's latents, [C, h, w] -> [3, H, W]. One at a time, so that memory and numbers do not depend on the batch.
Result<at::Tensor> Run::decode(const at::Tensor& latents)
{
    const Vae& vae = m_pipeline.model->vae;
    const at::Tensor unscaled = latents.unsqueeze(0) / vae.config.scalingFactor + vae.config.shiftFactor;
    const Visit visit(m_pipeline.model->offloaded ? &m_pipeline.model->offloaded->vae : nullptr);
    at::Tensor picture = memory().decodesInStrips ? decodeLean(vae, unscaled)[0] : decodeVae(vae, unscaled)[0];
    if (auto sound = checkNumbers(picture, m_pipeline.model->device, QStringLiteral("the decoded picture")); !sound)
        return failWith(std::move(sound));
    return picture;
}

request::GeneratedImage Run::describe(int index, const at::Tensor& latents) const
{
    request::GeneratedImage image;
    image.index = index;
    image.seed = m_request.seed.value() + static_cast<std::uint64_t>(index);
    if (m_request.wantLatents) {
        const at::Tensor plain = latents.to(at::kCPU, at::kFloat).contiguous();
        const float* values = plain.data_ptr<float>();
        image.latents =
            request::Latents{{plain.size(0), plain.size(1), plain.size(2)}, {values, values + plain.numel()}};
    }
    return image;
}

}  // namespace

PreviewProjection previewProjection(const Model& model)
{
    const Vae& vae = model.vae;
    const bool isStableDiffusion1 = vae.config.latentChannels == 4 && vae.config.scalingFactor == 0.18215 &&
        vae.config.blockOutChannels == std::vector<int>{128, 256, 512, 512};
    if (isStableDiffusion1) {
        // Published by keturn, "Decoding latents to RGB without upscaling", Hugging Face forum, 2022.
        const std::vector<float> factors{
            0.298f, 0.207f, 0.208f, 0.187f, 0.286f, 0.173f, -0.158f, 0.189f, 0.264f, -0.184f, -0.271f, -0.473f};
        return {at::tensor(factors).view({4, 3}), at::zeros({3})};
    }
    // Noise at half the size, enlarged: smoother than noise itself, so nearer to pictures.
    PictureNoise noise(request::RngSource::Cpu, 0);
    const at::Tensor coarse = noise.draw({1, vae.config.latentChannels, 4, 4});
    const at::Tensor latents = at::upsample_bilinear2d(coarse, {8, 8}, false).to(model.device.device);
    const at::Tensor unscaled = latents / vae.config.scalingFactor + vae.config.shiftFactor;
    const Visit visit(model.offloaded ? &model.offloaded->vae : nullptr);
    return fitProjection(latents, decodeVae(vae, unscaled));
}

Result<request::RunTimes> runPipeline(const Pipeline& pipeline, const request::GenerationRequest& request,
    request::GenerationObserver& observer, const Cancellation& cancellation)
{
    return Run(pipeline, request, observer, cancellation)();
}

}  // namespace reverie::engine
