#include "core/weights/model_summary.h"

#include "core/weights/config_file.h"
#include "core/weights/model_folder.h"

#include <array>
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
        if (!weights)
            return failWith(std::move(weights));
        components.push_back(summaryOf(row.name, *weights));
    }
    return components;
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
    summary.family = model->family;
    summary.nativeWidth = model->nativeWidth();
    summary.nativeHeight = model->nativeHeight();
    summary.vaeFactor = model->vaeFactor();
    summary.latentChannels = model->latentChannels();
    summary.predictionType = prediction.isEmpty() ? QStringLiteral("epsilon") : prediction;
    summary.schedulerClass = textOf(model->schedulerConfig, "_class_name");
    summary.components = std::move(*components);
    return summary;
}

}  // namespace reverie::weights
