#include "core/weights/model_summary.h"

#include "core/weights/config_file.h"
#include "core/weights/model_folder.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace reverie::weights {
namespace {

template <typename Number>
std::uint64_t sumOf(const std::vector<ComponentSummary>& components, Number ComponentSummary::*number)
{
    return std::transform_reduce(components.begin(), components.end(), std::uint64_t{0}, std::plus(),
        [number](const ComponentSummary& each) { return each.*number; });
}

ComponentSummary summaryOf(const char* name, const WeightSet& weights)
{
    return {QString::fromLatin1(name), weights.parameterCount(), weights.weightBytes(), weights.mainDType(),
        weights.files()};
}

Result<std::vector<ComponentSummary>> componentsOf(const ModelFolder& model)
{
    struct Row {
        const char* name;
        Result<WeightSet> (ModelFolder::*open)() const;
    };
    constexpr std::array kRows = {
        Row{"text_encoder", &ModelFolder::openTextEncoder},
        Row{"text_encoder_2", &ModelFolder::openTextEncoder2},
        Row{"unet", &ModelFolder::openUNet},
        Row{"vae", &ModelFolder::openVae},
    };
    std::vector<ComponentSummary> components;
    for (const Row& row : kRows) {
        if (row.open == &ModelFolder::openTextEncoder2 && !model.hasTwoTextEncoders())
            continue;
        auto weights = (model.*row.open)();
        const bool isVaeLeftOut = model.isSingleFile && row.open == &ModelFolder::openVae;
        if (!weights && isVaeLeftOut && weights.error().code == ErrorCode::NotFound)
            continue;
        if (!weights)
            return failWith(std::move(weights));
        components.push_back(summaryOf(row.name, *weights));
    }
    return components;
}

QString kindOf(const ModelFolder& model)
{
    const QString name = model.family == QLatin1String("sd1") ? QStringLiteral("Stable Diffusion 1.x")
        : model.family == QLatin1String("sd2")                ? QStringLiteral("Stable Diffusion 2.x")
                                                              : QStringLiteral("Stable Diffusion XL");
    return name + (model.isSingleFile ? QStringLiteral(" checkpoint") : QStringLiteral(" model in a folder"));
}

/// Each number type once, the one with most bytes first.
std::vector<DType> dtypesOf(const std::vector<ComponentSummary>& components)
{
    std::map<DType, std::uint64_t> bytes;
    for (const ComponentSummary& each : components)
        bytes[each.dtype] += each.bytes;
    std::vector<DType> dtypes;
    for (const auto& each : bytes)
        dtypes.push_back(each.first);
    std::ranges::sort(dtypes, std::ranges::greater(), [&](DType dtype) { return bytes[dtype]; });
    return dtypes;
}

}  // namespace

std::uint64_t ModelSummary::parameterCount() const
{
    return sumOf(components, &ComponentSummary::parameterCount);
}

std::uint64_t ModelSummary::bytes() const
{
    return sumOf(components, &ComponentSummary::bytes);
}

Result<ModelSummary> describeModel(const QString& path)
{
    auto model = ModelFolder::open(path);
    if (!model)
        return failWith(std::move(model));
    auto components = componentsOf(*model);
    if (!components)
        return failWith(std::move(components));
    const QString prediction = textOf(model->schedulerConfig, "prediction_type");
    ModelSummary summary;
    summary.name = model->name;
    summary.path = model->path;
    summary.kind = kindOf(*model);
    summary.family = model->family;
    summary.nativeWidth = model->nativeWidth();
    summary.nativeHeight = model->nativeHeight();
    summary.vaeFactor = model->vaeFactor();
    summary.latentChannels = model->latentChannels();
    summary.predictionType = prediction.isEmpty() ? QStringLiteral("epsilon") : prediction;
    summary.schedulerClass = textOf(model->schedulerConfig, "_class_name");
    summary.predictionBecause = model->predictionBecause;
    summary.hasEmaCopies = model->hasEmaCopies;
    summary.fileBytes = model->isSingleFile ? static_cast<std::uint64_t>(QFileInfo(model->path).size()) : 0;
    summary.dtypes = dtypesOf(*components);
    summary.components = std::move(*components);
    return summary;
}

}  // namespace reverie::weights
