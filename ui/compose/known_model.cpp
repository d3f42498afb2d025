#include "ui/compose/known_model.h"

#include "core/base/paths.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cmath>

namespace reverie::ui {
namespace {

request::ModelFacts factsOf(const weights::ModelFolder& folder)
{
    request::ModelFacts facts;
    facts.name = folder.name;
    facts.family = folder.family;
    facts.nativeWidth = folder.nativeWidth();
    facts.nativeHeight = folder.nativeHeight();
    facts.vaeFactor = folder.vaeFactor();
    facts.latentChannels = folder.latentChannels();
    facts.defaultSteps = folder.defaults.steps.value_or(facts.defaultSteps);
    facts.defaultGuidanceScale = folder.defaults.guidanceScale.value_or(facts.defaultGuidanceScale);
    facts.defaultSampler = folder.defaults.sampler.value_or(facts.defaultSampler);
    facts.defaultSchedule = folder.defaults.schedule.value_or(facts.defaultSchedule);
    return facts;
}

}  // namespace

Result<KnownModel> readModel(const QString& path)
{
    auto folder = weights::ModelFolder::open(path.isEmpty() ? Paths::starterModel() : path);
    if (!folder)
        return failWith(std::move(folder));
    return KnownModel{path, factsOf(*folder), folder->tokenizers().front()};
}

QString modelTitle(const QString& name)
{
    const bool isStarter = name == QFileInfo(Paths::starterModel()).fileName();
    return isStarter ? QCoreApplication::translate("ModelCard", "Starter") : name;
}

QString familyTitle(const QString& family)
{
    if (family == QLatin1String("sd1"))
        return QStringLiteral("SD 1.x");
    if (family == QLatin1String("sd2"))
        return QStringLiteral("SD 2.x");
    return family == QLatin1String("sdxl") ? QStringLiteral("SDXL") : family;
}

std::vector<RatioPreset> ratioPresets(const request::ModelFacts& model)
{
    struct Ratio {
        const char* title;
        double value;
    };
    constexpr Ratio kRatios[] = {{"1:1", 1}, {"3:2", 1.5}, {"2:3", 1 / 1.5}, {"16:9", 16 / 9.0}, {"9:16", 9 / 16.0}};
    const double area = static_cast<double>(model.nativeWidth) * model.nativeHeight;
    constexpr double kLargeArea = 400.0 * 400.0;
    const int step = area >= kLargeArea ? std::max(64, model.vaeFactor) : std::max(16, model.vaeFactor);
    const auto rounded = [step](
                             double side) { return std::max(step, step * static_cast<int>(std::lround(side / step))); };
    std::vector<RatioPreset> presets;
    for (const Ratio& ratio : kRatios)
        presets.push_back(
            {ratio.title, rounded(std::sqrt(area * ratio.value)), rounded(std::sqrt(area / ratio.value))});
    return presets;
}

QString sizeWarning(int width, int height, const request::ModelFacts& model)
{
    constexpr double kFar = 2;
    const double native = static_cast<double>(model.nativeWidth) * model.nativeHeight;
    const double ratio = native > 0 ? static_cast<double>(width) * height / native : 1;
    if (ratio > kFar)
        return QCoreApplication::translate(
            "ImageCard", "Much larger than the %1 x %2 that this model was made for: things may repeat.")
            .arg(model.nativeWidth)
            .arg(model.nativeHeight);
    if (ratio < 1 / kFar)
        return QCoreApplication::translate(
            "ImageCard", "Much smaller than the %1 x %2 that this model was made for: expect less detail.")
            .arg(model.nativeWidth)
            .arg(model.nativeHeight);
    return {};
}

}  // namespace reverie::ui
