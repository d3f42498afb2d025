#include "core/engine/engine.h"

#include "core/base/version.h"
#include "core/engine/attention.h"
#include "core/engine/free_memory.h"
#include "core/engine/machine.h"
#include "core/engine/model_errors.h"
#include "core/engine/pipeline.h"
#include "core/engine/schedulers.h"
#include "core/request/sampler_names.h"
#include "core/request/validate.h"
#include "core/weights/config_file.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/headeronly/version.h>

namespace reverie::engine {

namespace {

/// A model folder with its open parts, or a model without a folder.
struct Origin {
    std::optional<weights::ModelFolder> folder;
    SchedulerConfig scheduler;
    std::vector<prompt::ClipTokenizer> tokenizers;
};

/// One for each text encoder: they may pad differently.
Result<std::vector<prompt::ClipTokenizer>> openTokenizers(const weights::ModelFolder& folder)
{
    std::vector<prompt::ClipTokenizer> tokenizers;
    for (const weights::TokenizerPlace& place : folder.tokenizers()) {
        auto tokenizer = prompt::ClipTokenizer::open(place.folder, place.padsWithZero);
        if (!tokenizer)
            return failWith(std::move(tokenizer));
        tokenizers.push_back(std::move(*tokenizer));
    }
    return tokenizers;
}

/// A random model has no tokenizer: its text says nothing.
Result<Origin> randomOrigin(const QString& name)
{
    const auto configs = randomConfigs(name);
    if (!configs)
        return tl::unexpected<Error>(configs.error());
    auto scheduler = readSchedulerConfig((*configs)->scheduler);
    if (!scheduler)
        return failWith(std::move(scheduler));
    return Origin{std::nullopt, std::move(*scheduler), {}};
}

/// What the folder's pipeline does to its scheduler's config; a model without a pipeline is taken for one of its
/// family's.
PipelineHabit habitOf(const weights::ModelFolder& folder)
{
    const std::string pipeline = folder.index.value("_class_name", std::string());
    const bool isUntouched = folder.family == QLatin1String("sdxl") || pipeline.starts_with("LatentConsistency");
    return isUntouched ? PipelineHabit::Untouched : PipelineHabit::StableDiffusion;
}

Result<Origin> openOrigin(const QString& model)
{
    if (isRandomModel(model))
        return randomOrigin(model);
    auto folder = weights::ModelFolder::open(model);
    if (!folder)
        return failWith(std::move(folder));
    auto scheduler = readSchedulerConfig(folder->schedulerConfig, habitOf(*folder));
    if (!scheduler)
        return failWith(std::move(scheduler));
    auto tokenizers = openTokenizers(*folder);
    if (!tokenizers)
        return failWith(std::move(tokenizers));
    return Origin{std::move(*folder), std::move(*scheduler), std::move(*tokenizers)};
}

Result<std::unique_ptr<Model>> loadFrom(
    const Origin& origin, const LoadOptions& options, const LoadObserver& observe, const Cancellation& cancellation)
{
    const auto device = resolveDevice(options.device, options.dtype);
    if (!device)
        return tl::unexpected<Error>(device.error());
    if (!origin.folder)
        return randomModel(options.model, *device, observe, cancellation);
    const auto vae = options.vae.isEmpty() ? std::nullopt : std::optional(options.vae);
    return loadModel(*origin.folder, {*device, vae, options.offload}, observe, cancellation);
}

/// A token that the encoder has no numbers for would end the run.
Result<void> checkVocabularies(const Origin& origin, const Model& model)
{
    for (std::size_t i = 0; i < origin.tokenizers.size(); ++i) {
        const int known = model.textEncoders.at(i).config.vocabularySize;
        if (origin.tokenizers[i].vocabularySize() > known)
            return fail(ErrorCode::Unsupported,
                QStringLiteral("the tokenizer has %1 tokens, but the text encoder of %2 knows %3")
                    .arg(origin.tokenizers[i].vocabularySize())
                    .arg(origin.folder->name)
                    .arg(known),
                QStringLiteral("put the tokenizer folder that belongs to the model beside it"));
    }
    return {};
}

/// A model that names a scheduler of distilled models wants it, few steps and no guidance but what its UNet was taught.
/// Source: the defaults of diffusers' LatentConsistencyModelPipeline; Zheng et al. 2024 (arXiv 2402.19159).
void applyDistilledDefaults(request::ModelFacts& facts, const Origin& origin)
{
    const SchedulerRow* row = findSchedulerRow(origin.scheduler.className);
    if (!row || (row->options & kDistilled) == 0)
        return;
    const bool embedsGuidance = weights::hasValue(origin.folder->unetConfig, "time_cond_proj_dim");
    facts.defaultSteps = 4;
    facts.defaultGuidanceScale = embedsGuidance ? 8.5 : 1;
    facts.defaultSampler = request::kModelDefault;
}

void applyDefaults(request::ModelFacts& facts, const weights::ModelDefaults& defaults)
{
    facts.defaultSteps = defaults.steps.value_or(facts.defaultSteps);
    facts.defaultGuidanceScale = defaults.guidanceScale.value_or(facts.defaultGuidanceScale);
    facts.defaultSampler = defaults.sampler.value_or(facts.defaultSampler);
    facts.defaultSchedule = defaults.schedule.value_or(facts.defaultSchedule);
}

request::ModelFacts describe(const Origin& origin, const Model& model, const QString& name)
{
    request::ModelFacts facts;
    facts.name = name;
    facts.vaeFactor = model.vae.config.factor();
    facts.latentChannels = model.vae.config.latentChannels;
    facts.device = model.device.deviceName();
    facts.dtype = model.device.typeName();
    facts.attention = QString::fromLatin1(attentionKind(model.device.device, model.device.type));
    facts.files = model.files;
    facts.weightBytes = model.weightBytes;
    if (isRandomModel(name)) {
        const weights::PublishedConfigs& configs = *randomConfigs(name).value();
        facts.family = configs.family;
        facts.nativeWidth = configs.side;
        facts.nativeHeight = configs.side;
    }
    if (origin.folder) {
        facts.name = origin.folder->name;
        facts.family = origin.folder->family;
        facts.nativeWidth = origin.folder->nativeWidth();
        facts.nativeHeight = origin.folder->nativeHeight();
        applyDistilledDefaults(facts, origin);
        applyDefaults(facts, origin.folder->defaults);
    }
    return facts;
}

int fewestTextLayers(const Model& model)
{
    return std::ranges::min_element(model.textEncoders, {}, [](const TextEncoder& e) {
        return e.config.layers;
    })->config.layers;
}

/// A failure for want of memory gets its figures, and what torch keeps for later goes back to the system.
template <typename T>
Result<T> freeingMemory(Result<T> result)
{
    if (result || result.error().code != ErrorCode::OutOfMemory)
        return result;
    const std::uint64_t freeBytes = freeMemoryBytes();
    releaseKeptMemory();
    if (result.error().neededBytes > 0)
        return result;
    return tl::unexpected<Error>(withMemoryFigures(result.error(), freeBytes));
}

}  // namespace

struct Engine::State {
    Pipeline pipeline;
    request::ModelFacts facts;
};

Engine::Engine() = default;
Engine::~Engine() = default;

EngineFacts Engine::facts()
{
    return {version(), QStringLiteral(TORCH_VERSION), at::get_num_threads(), machineDevices()};
}

Result<request::ModelFacts> Engine::load(const LoadOptions& options,
    const std::function<void(double fraction, const QString& what)>& observe, const Cancellation& cancellation)
{
    unload();
    const c10::InferenceMode guard;
    return freeingMemory(translatingErrors([&]() -> Result<request::ModelFacts> {
        auto origin = openOrigin(options.model);
        if (!origin)
            return failWith(std::move(origin));
        auto model = loadFrom(*origin, options, observe, cancellation);
        if (!model)
            return failWith(std::move(model));
        if (auto fits = checkVocabularies(*origin, **model); !fits)
            return failWith(std::move(fits));
        request::ModelFacts facts = describe(*origin, **model, options.model);
        PreviewProjection projection = previewProjection(**model);
        m_state = std::make_unique<State>(
            State{{std::move(*model), std::move(origin->tokenizers), std::move(origin->scheduler),
                      std::move(projection), origin->folder && origin->folder->zerosForBlankNegative},
                facts});
        return facts;
    }));
}

Result<request::RunTimes> Engine::generate(
    const request::GenerationRequest& request, request::GenerationObserver& observer, const Cancellation& cancellation)
{
    if (!m_state)
        return fail(ErrorCode::Busy, QStringLiteral("no model is loaded"), QStringLiteral("load a model first"));
    const auto resolved = request::resolve(request, m_state->facts);
    if (!resolved)
        return tl::unexpected<Error>(resolved.error());
    const int layers = fewestTextLayers(*m_state->pipeline.model);
    if (resolved->clipSkip > layers)
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("clip skip is %1, but this model's text encoder has %2 layers")
                .arg(resolved->clipSkip)
                .arg(layers),
            QStringLiteral("choose at most %1").arg(layers));
    const c10::InferenceMode guard;
    auto times = translatingErrors([&] { return runPipeline(m_state->pipeline, *resolved, observer, cancellation); });
    if (times)
        times->peakBytes = peakMemoryBytes();
    return freeingMemory(std::move(times));
}

void Engine::unload()
{
    m_state.reset();
    releaseKeptMemory();
}

}  // namespace reverie::engine
