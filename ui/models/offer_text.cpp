#include "ui/models/offer_text.h"

#include "core/base/size_text.h"
#include "core/library/model_identity.h"

#include <QCoreApplication>
#include <QLocale>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Models)
};

constexpr double kThousand = 1e3;
constexpr double kMillion = 1e6;

QString joined(const QStringList& parts)
{
    QStringList filled = parts;
    filled.removeAll(QString());
    return filled.join(QStringLiteral(" \u00b7 "));
}

/// "2.1 GB" or "2.1 GB in half precision, 4.3 GB whole".
QString sizesText(const library::CatalogueModel& model)
{
    QString text;
    const auto half = model.bytes.constFind(QStringLiteral("fp16"));
    const auto full = model.bytes.constFind(QStringLiteral("fp32"));
    if (half != model.bytes.cend() && full != model.bytes.cend())
        text = Texts::tr("%1 or %2").arg(sizeText(*half), sizeText(*full));
    else if (!model.bytes.isEmpty())
        text = sizeText(model.bytes.first());
    return text.isEmpty() ? text : model.hedged(QStringLiteral("bytes"), text);
}

QString familyOf(const QStringList& tags)
{
    const auto has = [&](const char* tag) { return tags.contains(QLatin1String(tag)); };
    if (has("diffusers:StableDiffusionXLPipeline") || has("stable-diffusion-xl"))
        return library::familyName(QStringLiteral("sdxl"));
    return has("diffusers:StableDiffusionPipeline") || has("stable-diffusion") ? QStringLiteral("Stable Diffusion")
                                                                               : QString();
}

QString gateText(hub::Gated gated)
{
    switch (gated) {
    case hub::Gated::Automatic:
        return Texts::tr("Terms to accept");
    case hub::Gated::Manual:
        return Texts::tr("Needs its author's approval");
    case hub::Gated::No:
        break;
    }
    return {};
}

}  // namespace

QString countText(std::uint64_t count)
{
    const auto number = static_cast<double>(count);
    if (number < 10 * kThousand)
        return QLocale().toString(static_cast<qulonglong>(count));
    if (number < kMillion)
        return Texts::tr("%1 k").arg(QLocale().toString(number / kThousand, 'f', 0));
    return Texts::tr("%1 M").arg(QLocale().toString(number / kMillion, 'f', 1));
}

QString adviceText(const library::CatalogueDefaults& defaults)
{
    if (defaults.steps == 0)
        return {};
    return Texts::tr("%n step(s), guidance %1, %2", nullptr, defaults.steps)
        .arg(defaults.guidanceScale)
        .arg(defaults.sampler);
}

OfferLook offerOf(const library::CatalogueModel& model)
{
    OfferLook look;
    look.id = model.repositories.value(0);
    look.name = model.name;
    look.facts = joined({library::familyName(model.family),
        model.side > 0 ? Texts::tr("%1 pixels").arg(model.side) : QString(), sizesText(model)});
    look.words = QStringLiteral("%1 %2").arg(model.what, model.suits).trimmed();
    look.licence = model.hedged(QStringLiteral("licence"), model.licence.name);
    look.gate = model.gate == QLatin1String("terms") ? Texts::tr("Terms to accept") : QString();
    look.whyNot = model.whyNot;
    return look;
}

OfferLook offerOf(const hub::RepoCard& card)
{
    OfferLook look;
    look.id = card.id;
    look.name = card.id;
    look.facts = familyOf(card.tags);
    look.licence = card.licence;
    look.gate = gateText(card.gated);
    look.liking = Texts::tr("%1 downloads \u00b7 %2 likes").arg(countText(card.downloads), countText(card.likes));
    return look;
}

}  // namespace reverie::ui
