#include "core/queue/forecast.h"

#include "core/base/json_text.h"
#include "core/io/atomic_file.h"
#include "core/io/read_file.h"
#include "core/request/enum_names.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cmath>

namespace reverie::queue {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostBytes = 4u << 20;
constexpr double kAlike = 1.1;  // sizes within this factor count as the same
constexpr double kReach = 4.0;  // in area, beyond which nothing is foretold
constexpr std::size_t kMostModels = 200;
constexpr double kMostOfAny = 1e15;   // of seconds and bytes, in a file that people may have written
constexpr double kMostCounted = 1e6;  // of steps and batches
/// Samplers that go through the network twice a step.
constexpr std::array kTwice{"Heun", "DPM2", "DPM2 a", "DPM++ 2S a", "DPM++ SDE", "Restart"};

double factorBetween(double a, double b)
{
    return a > b ? a / b : b / a;
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

double megapixelsOf(int width, int height)
{
    return 1e-6 * width * height;
}

int passesOf(const request::GenerationRequest& request)
{
    const bool isTwice = request.sampler &&
        std::ranges::any_of(kTwice, [&](const char* name) { return *request.sampler == QLatin1String(name); });
    return (request.guidanceScale.value_or(7) == 1.0 ? 1 : 2) * (isTwice ? 2 : 1);
}

json written(const Forecast::Run& run)
{
    return {run.megapixels, run.steps, run.passes, run.batch, run.secondsPerStep, run.textSeconds, run.decodeSeconds,
        run.peakBytes};
}

std::optional<Forecast::Run> readRun(const json& row)
{
    const bool isRow = row.is_array() && row.size() == 8 && std::ranges::all_of(row, [](const json& number) {
        return number.is_number() && number.get<double>() >= 0 && number.get<double>() < kMostOfAny;
    });
    if (!isRow)
        return std::nullopt;
    const bool isCount = std::all_of(
        row.begin() + 1, row.begin() + 4, [](const json& number) { return number.get<double>() <= kMostCounted; });
    if (!isCount)
        return std::nullopt;
    Forecast::Run run{row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]};
    const bool isSound = run.megapixels > 0 && run.steps > 0 && run.passes > 0 && run.batch > 0;
    return isSound ? std::optional(run) : std::nullopt;
}

/// The runs whose size is nearest to this one, or none.
std::vector<Forecast::Run> nearest(const std::deque<Forecast::Run>& runs, double megapixels)
{
    std::vector<Forecast::Run> near;
    double best = kReach;
    for (const Forecast::Run& run : runs)
        best = std::min(best, factorBetween(run.megapixels, megapixels));
    for (const Forecast::Run& run : runs)
        if (factorBetween(run.megapixels, megapixels) <= std::min(kReach, best * kAlike))
            near.push_back(run);
    return near;
}

template <typename Of>
double medianOf(const std::vector<Forecast::Run>& runs, Of of)
{
    std::vector<double> values;
    std::ranges::transform(runs, std::back_inserter(values), of);
    return median(std::move(values));
}

/// Memory is foretold for sizes that were seen, and, as the upper end, for smaller ones.
std::uint64_t peakFor(const std::deque<Forecast::Run>& runs, double work)
{
    std::uint64_t peak = 0;
    double best = kReach;
    for (const Forecast::Run& run : runs) {
        const double seen = run.megapixels * run.batch;
        if (seen * kAlike < work || seen / work >= best)
            continue;
        best = seen / work;
        peak = run.peakBytes;
    }
    return peak;
}

}  // namespace

void Forecast::learn(
    const request::GenerationRequest& request, const request::ModelFacts& model, const request::RunTimes& times)
{
    if (times.steps.empty() || !request.width || !request.height || !request.steps)
        return;
    std::vector<Place>& places = m_models[model.name];
    auto at = std::ranges::find_if(
        places, [&](const Place& each) { return each.device == model.device && each.dtype == model.dtype; });
    Place place = at == places.end() ? Place{model.device, model.dtype, {}} : std::move(*at);
    if (at != places.end())
        places.erase(at);
    const int batches = (request.count + request.batch - 1) / request.batch;
    place.runs.push_back({megapixelsOf(*request.width, *request.height), *request.steps, passesOf(request),
        std::min(request.batch, request.count), median(times.steps), times.text / batches, times.vae / request.count,
        times.peakBytes});
    if (place.runs.size() > kRunsKept)
        place.runs.pop_front();
    places.push_back(std::move(place));
}

const Forecast::Place* Forecast::placeFor(const request::GenerationRequest& request, const QString& model) const
{
    const auto places = m_models.find(model);
    if (places == m_models.end())
        return nullptr;
    const QString dtype = request::enumName(request.dtype);
    const auto isFor = [&](const Place& place) {
        const bool isDevice = request.device == QLatin1String("auto") || place.device.startsWith(request.device);
        return isDevice && (request.dtype == request::DType::Auto || place.dtype == dtype);
    };
    const auto at = std::find_if(places->second.rbegin(), places->second.rend(), isFor);
    return at == places->second.rend() ? nullptr : &*at;
}

std::optional<Prediction> Forecast::predict(const request::GenerationRequest& request, const QString& model) const
{
    const Place* place = placeFor(request, model);
    if (place == nullptr || place->runs.empty())
        return std::nullopt;
    const Run& latest = place->runs.back();
    const double megapixels =
        request.width && request.height ? megapixelsOf(*request.width, *request.height) : latest.megapixels;
    const std::vector<Run> near = nearest(place->runs, megapixels);
    if (near.empty())
        return std::nullopt;
    const int batch = std::min(request.batch, request.count);
    const double perPass =
        medianOf(near, [](const Run& run) { return run.secondsPerStep / (run.megapixels * run.batch * run.passes); });
    const double decoding = medianOf(near, [](const Run& run) { return run.decodeSeconds / run.megapixels; });
    const double text = medianOf(near, [](const Run& run) { return run.textSeconds; });
    const int passes = request.guidanceScale || request.sampler ? passesOf(request) : latest.passes;
    const double steps = perPass * passes * megapixels * request.steps.value_or(latest.steps);
    const int batches = (request.count + batch - 1) / batch;
    return Prediction{
        request.count * (steps + decoding * megapixels) + batches * text, peakFor(place->runs, megapixels * batch)};
}

Forecast Forecast::fromFile(const QString& file)
{
    Forecast forecast;
    const auto opened = io::ReadFile::open(file);
    const auto bytes = opened ? opened->readAll(kMostBytes) : Result<QByteArray>();
    const json table = bytes ? json::parse(bytes->begin(), bytes->end(), nullptr, false) : json();
    const json rows = table.is_object() ? table.value("places", json::array()) : json::array();
    for (const json& row : rows) {
        if (!row.is_object() || !row.contains("runs") || !row["runs"].is_array())
            continue;
        Place place{textOf(row, "device"), textOf(row, "dtype"), {}};
        for (const json& each : row["runs"])
            if (const auto run = readRun(each); run && place.runs.size() < kRunsKept)
                place.runs.push_back(*run);
        if (forecast.m_models.size() < kMostModels)
            forecast.m_models[textOf(row, "model")].push_back(std::move(place));
    }
    return forecast;
}

Result<void> Forecast::save(const QString& file) const
{
    json rows = json::array();
    for (const auto& [model, places] : m_models)
        for (const Place& place : places) {
            json runs = json::array();
            std::ranges::transform(place.runs, std::back_inserter(runs), written);
            rows.push_back({{"model", model.toStdString()}, {"device", place.device.toStdString()},
                {"dtype", place.dtype.toStdString()}, {"runs", runs}});
        }
    const std::string text = json{{"version", 1}, {"places", rows}}.dump() + '\n';
    QDir().mkpath(QFileInfo(file).absolutePath());
    return io::writeWhole(file, std::as_bytes(std::span(text)));
}

}  // namespace reverie::queue
