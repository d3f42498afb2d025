#include "core/image/a1111_parameters.h"

#include <QLocale>

#include <algorithm>

namespace reverie::image {
namespace {

using request::Emphasis;
using request::RngSource;

/// The A1111 name, or nothing for the mode that its readers assume.
QString emphasisItem(Emphasis emphasis)
{
    switch (emphasis) {
    case Emphasis::None:
        return QStringLiteral("None");
    case Emphasis::Ignore:
        return QStringLiteral("Ignore");
    case Emphasis::NoNorm:
        return QStringLiteral("No norm");
    case Emphasis::Original:
        return {};
    }
    return {};
}

/// "12 of 25", "12" or nothing.
QString stopItem(const request::Stop& stop)
{
    if (stop.step == 0)
        return {};
    return stop.of > 0 ? QStringLiteral("%1 of %2").arg(stop.step).arg(stop.of) : QString::number(stop.step);
}

QString shortest(double number)
{
    return QString::number(number, 'g', QLocale::FloatingPointShortest);
}

/// The first ten digits of the first file of a component, as the field names models by.
QString shortHash(const PictureFacts& facts, const QString& component)
{
    const auto found = std::find_if(facts.weights.begin(), facts.weights.end(),
        [&](const WeightHash& each) { return each.component == component; });
    return found == facts.weights.end() ? QString() : found->sha256.left(10);
}

/// The last part of a path, without its extension when that names a weight file.
QString baseName(const QString& path)
{
    QString name = path.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
    if (name.endsWith(QLatin1String(".safetensors")))
        name.chop(12);
    return name;
}

/// Collects items and leaves out those without a value.
class Items final {
public:
    void add(const char* key, const QString& value)
    {
        if (!value.isEmpty())
            m_items.push_back({QString::fromLatin1(key), value});
    }
    [[nodiscard]] std::vector<A1111Item> take() { return std::move(m_items); }

private:
    std::vector<A1111Item> m_items;
};

}  // namespace

std::optional<QString> A1111Parameters::value(const QString& key) const
{
    const auto found = std::find_if(items.begin(), items.end(), [&](const A1111Item& each) { return each.key == key; });
    return found == items.end() ? std::nullopt : std::optional(found->value);
}

A1111Parameters a1111Parameters(const PictureFacts& facts)
{
    const request::GenerationRequest& request = facts.request;
    const bool isModelDefault = request.sampler == QStringLiteral("Model default");
    Items items;
    items.add("Steps", QString::number(request.steps.value_or(facts.model.defaultSteps)));
    items.add("Sampler", request.sampler.value_or(facts.model.defaultSampler));
    if (!isModelDefault)
        items.add("Schedule type", request.schedule.value_or(facts.model.defaultSchedule));
    items.add("CFG scale", shortest(request.guidanceScale.value_or(facts.model.defaultGuidanceScale)));
    items.add("Seed", QString::number(facts.seed));
    items.add("Size", QStringLiteral("%1x%2").arg(facts.width).arg(facts.height));
    items.add("Model hash", shortHash(facts, QStringLiteral("unet")));
    items.add("Model", baseName(facts.model.name));
    if (!request.vae.isEmpty()) {
        items.add("VAE hash", shortHash(facts, QStringLiteral("vae")));
        items.add("VAE", baseName(request.vae));
    }
    if (request.clipSkip > 1)
        items.add("Clip skip", QString::number(request.clipSkip));
    items.add("RNG", request.rng == RngSource::Nv ? QStringLiteral("NV") : QStringLiteral("CPU"));
    items.add("Emphasis", emphasisItem(request.emphasis));
    items.add("Stopped at step", stopItem(facts.stop));
    items.add("Version", QStringLiteral("Reverie ") + facts.engineVersion);
    return {request.prompt, request.negativePrompt, items.take()};
}

}  // namespace reverie::image
