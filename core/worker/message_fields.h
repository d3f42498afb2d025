#pragma once

#include "core/request/enum_names.h"
#include "core/request/request_json.h"
#include "core/worker/messages.h"
#include "core/worker/wire_json.h"

#include <algorithm>
#include <array>

/// The fields of every message and of what it carries, as they stand on the wire: the only place that names them.
/// Found by argument-dependent lookup, hence the namespaces of the types. For messages.cpp alone.
namespace reverie {

inline QString wireName(ErrorCode code)
{
    return errorCodeName(code);
}

inline bool fromWireName(const QString& name, ErrorCode& code)
{
    code = errorCodeFromName(name);
    return true;
}

inline QString wireName(LogLevel level)
{
    constexpr std::array kNames = {"debug", "info", "warning", "error"};
    return QString::fromLatin1(kNames[static_cast<std::size_t>(level)]);
}

inline bool fromWireName(const QString& name, LogLevel& level)
{
    const auto found = logLevelFromName(name);
    level = found.value_or(LogLevel::Info);
    return found.has_value();
}

void fields(auto& visit, worker::Is<Error> auto& error)
{
    visit("code", error.code);
    visit("detail", error.detail);
    visit("remedy", error.remedy);
    visit("neededBytes", error.neededBytes);
    visit("freeBytes", error.freeBytes);
}

namespace request {

inline constexpr std::array kPhases = {"loading", "prompt", "sampling", "decoding"};

inline QString wireName(Phase phase)
{
    return QString::fromLatin1(kPhases[static_cast<std::size_t>(phase)]);
}

inline bool fromWireName(const QString& name, Phase& phase)
{
    const auto* found = std::ranges::find(kPhases, name, [](const char* each) { return QLatin1String(each); });
    phase = static_cast<Phase>(found - kPhases.begin());
    return found != kPhases.end();
}

inline QString wireName(DType dtype)
{
    return enumName(dtype);
}

inline bool fromWireName(const QString& name, DType& dtype)
{
    const auto found = enumFromName<DType>(name);
    dtype = found.value_or(DType::Auto);
    return found.has_value();
}

void fields(auto& visit, worker::Is<WeightFile> auto& file)
{
    visit("component", file.component);
    visit("path", file.path);
}

void fields(auto& visit, worker::Is<ModelFacts> auto& model)
{
    visit("name", model.name);
    visit("family", model.family);
    visit("nativeWidth", model.nativeWidth);
    visit("nativeHeight", model.nativeHeight);
    visit("vaeFactor", model.vaeFactor);
    visit("latentChannels", model.latentChannels);
    visit("device", model.device);
    visit("dtype", model.dtype);
    visit("attention", model.attention);
    visit("defaultSteps", model.defaultSteps);
    visit("defaultGuidanceScale", model.defaultGuidanceScale);
    visit("defaultSampler", model.defaultSampler);
    visit("defaultSchedule", model.defaultSchedule);
    visit("files", model.files);
    visit("weightBytes", model.weightBytes);
}

void fields(auto& visit, worker::Is<Progress> auto& progress)
{
    visit("phase", progress.phase);
    visit("image", progress.image);
    visit("step", progress.step);
    visit("of", progress.of);
    visit("secondsPerStep", progress.secondsPerStep);
}

void fields(auto& visit, worker::Is<RgbImage> auto& picture)
{
    visit("width", picture.width);
    visit("height", picture.height);
}

void fields(auto& visit, worker::Is<Preview> auto& preview)
{
    visit("image", preview.image);
    visit("step", preview.step);
    visit("picture", preview.picture);
}

void fields(auto& visit, worker::Is<Stop> auto& stop)
{
    visit("step", stop.step);
    visit("of", stop.of);
}

void fields(auto& visit, worker::Is<GeneratedImage> auto& image)
{
    visit("index", image.index);
    visit("seed", image.seed);
    visit("seconds", image.seconds);
    visit("picture", image.picture);
    visit("stop", image.stop);
}

void fields(auto& visit, worker::Is<RunTimes> auto& times)
{
    visit("text", times.text);
    visit("vae", times.vae);
    visit("peakBytes", times.peakBytes);
}

}  // namespace request

namespace worker {

void fields(auto& visit, Is<Device> auto& device)
{
    visit("name", device.name);
    visit("label", device.label);
    visit("memoryBytes", device.memoryBytes);
}

void fields(auto& visit, Is<EngineFacts> auto& engine)
{
    visit("version", engine.version);
    visit("torchVersion", engine.torchVersion);
    visit("threads", engine.threads);
    visit("devices", engine.devices);
}

void fields(auto& visit, Is<LoadOptions> auto& options)
{
    visit("model", options.model);
    visit("vae", options.vae);
    visit("device", options.device);
    visit("dtype", options.dtype);
}

namespace message {

void fields(auto& visit, Is<Hello> auto& hello)
{
    visit("protocol", hello.protocol);
}

void fields(auto& visit, Is<Load> auto& load)
{
    visit("job", load.job);
    visit("options", load.options);
}

inline void fields(WireWriter& visit, const Generate& generate)
{
    visit("job", generate.job);
    visit("request", request::toJson(generate.request));
    visit("stopAfter", generate.stopAfter);
}

inline void fields(WireReader& visit, Generate& generate)
{
    nlohmann::json object;
    visit("job", generate.job);
    visit("request", object);
    visit("stopAfter", generate.stopAfter);
    if (auto request = request::requestFromJson(object))
        generate.request = std::move(*request);
    else
        visit.noteWrong("request");
}

void fields(auto& visit, Is<Cancel> auto& cancel)
{
    visit("job", cancel.job);
    visit("keeps", cancel.keeps);
}

void fields(auto& visit, Is<Unload> auto& unload)
{
    visit("job", unload.job);
}

void fields(auto&, Is<AskStats> auto&) { }

void fields(auto& visit, Is<Ping> auto& ping)
{
    visit("number", ping.number);
}

void fields(auto&, Is<Quit> auto&) { }

void fields(auto& visit, Is<Ready> auto& ready)
{
    visit("protocol", ready.protocol);
    visit("engine", ready.engine);
}

void fields(auto& visit, Is<Loading> auto& loading)
{
    visit("job", loading.job);
    visit("fraction", loading.fraction);
    visit("what", loading.what);
}

void fields(auto& visit, Is<Loaded> auto& loaded)
{
    visit("job", loaded.job);
    visit("model", loaded.model);
}

void fields(auto& visit, Is<Progress> auto& progress)
{
    visit("job", progress.job);
    visit("progress", progress.progress);
}

void fields(auto& visit, Is<Preview> auto& preview)
{
    visit("job", preview.job);
    visit("preview", preview.preview);
}

void fields(auto& visit, Is<Latents> auto& latents)
{
    visit("job", latents.job);
    visit("index", latents.index);
    visit("channels", latents.latents.shape[0]);
    visit("height", latents.latents.shape[1]);
    visit("width", latents.latents.shape[2]);
}

void fields(auto& visit, Is<Image> auto& image)
{
    visit("job", image.job);
    visit("image", image.image);
}

void fields(auto& visit, Is<Done> auto& done)
{
    visit("job", done.job);
    visit("times", done.times);
}

void fields(auto& visit, Is<Failed> auto& failed)
{
    visit("job", failed.job);
    visit("error", failed.error);
}

void fields(auto& visit, Is<Stats> auto& stats)
{
    visit("residentBytes", stats.residentBytes);
    visit("peakBytes", stats.peakBytes);
    visit("job", stats.job);
}

void fields(auto& visit, Is<Pong> auto& pong)
{
    visit("number", pong.number);
}

void fields(auto& visit, Is<Log> auto& log)
{
    visit("level", log.level);
    visit("text", log.text);
}

}  // namespace message

}  // namespace worker
}  // namespace reverie
