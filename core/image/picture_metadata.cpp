#include "core/image/picture_metadata.h"

#include "core/image/a1111_parameters.h"
#include "core/request/enum_names.h"
#include "core/request/request_json.h"

#include <nlohmann/json.hpp>

namespace reverie::image {
namespace {

using nlohmann::json;

std::string lastPart(const QString& path)
{
    return path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty).toStdString();
}

json filesByComponent(const std::vector<WeightHash>& weights)
{
    json files = json::object();
    for (const WeightHash& each : weights)
        files[each.component.toStdString()].push_back(each.sha256.toStdString());
    return files;
}

/// Where a model lies is nobody's business; which it is stands beside, by its hashes.
json requestWithoutPaths(const PictureFacts& facts)
{
    json request = request::toJson(facts.request);
    request["model"] = lastPart(facts.model.name);
    request["vae"] = lastPart(facts.request.vae);
    request["seed"] = std::to_string(facts.request.seed.value_or(facts.seed));
    return request;
}

json reverieChunk(const PictureFacts& facts)
{
    json approximations = json::array();
    for (const QString& each : facts.approximations)
        approximations.push_back(each.toStdString());
    json chunk{
        {"schema", kMetadataSchema},
        {"engine", facts.engineVersion.toStdString()},
        {"torch", facts.torchVersion.toStdString()},
        {"device", facts.model.device.toStdString()},
        {"dtype", facts.model.dtype.toStdString()},
        {"attention", facts.model.attention.toStdString()},
        {"rng", request::enumName(facts.request.rng).toStdString()},
        {"seed", std::to_string(facts.seed)},
        {"size", {facts.width, facts.height}},
        {"model",
            {{"name", lastPart(facts.model.name)}, {"family", facts.model.family.toStdString()},
                {"files", filesByComponent(facts.weights)}}},
        {"request", requestWithoutPaths(facts)},
        {"approximations", approximations},
    };
    if (facts.stop.step > 0)
        chunk["stopped"] = {{"step", facts.stop.step}, {"of", facts.stop.of}};
    return chunk;
}

}  // namespace

QString stopText(const request::Stop& stop)
{
    const QString at = QStringLiteral("stopped at step %1").arg(stop.step);
    return stop.of > 0 ? at + QStringLiteral(" of %1").arg(stop.of) : at;
}

std::vector<PngText> pictureTexts(const PictureFacts& facts)
{
    // Escaped to ASCII, so that every reader of PNG texts sees the same.
    const std::string chunk = reverieChunk(facts).dump(-1, ' ', true, json::error_handler_t::replace);
    return {
        {QString::fromLatin1(kParametersKeyword), formatA1111(a1111Parameters(facts))},
        {QString::fromLatin1(kReverieKeyword), QString::fromStdString(chunk)},
    };
}

}  // namespace reverie::image
