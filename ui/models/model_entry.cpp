#include "ui/models/model_entry.h"

#include "core/base/size_text.h"
#include "ui/widgets/sentence_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Models)
};

bool fits(const ModelEntry& entry, const ModelFilter& filter)
{
    if (filter.group != ModelGroup::All && groupOf(entry.identity.kind) != filter.group)
        return false;
    const QString all =
        QStringList{entry.name, entry.identity.what, library::sourceName(entry.source), entry.path}.join(
            QLatin1Char('\n'));
    const QStringList words = filter.words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

/// "fp16" where files say "F16".
QString typeName(weights::DType type)
{
    const QString name = weights::dtypeName(type).toLower();
    return name.startsWith(QLatin1Char('f')) ? QStringLiteral("fp") + name.mid(1) : name;
}

/// 0 comes first.
int rankOf(const ModelEntry& entry)
{
    return entry.isFavourite ? 0 : entry.isUsable() ? 1 : 2;
}

}  // namespace

ModelGroup groupOf(library::ModelKind kind)
{
    using library::ModelKind;
    switch (kind) {
    case ModelKind::Model:
    case ModelKind::Inpainting:
    case ModelKind::InstructPix2Pix:
    case ModelKind::Refiner:
    case ModelKind::OtherModel:
        return ModelGroup::Models;
    case ModelKind::Lora:
        return ModelGroup::Loras;
    case ModelKind::Vae:
        return ModelGroup::Vaes;
    default:
        return ModelGroup::Others;
    }
}

QString titleOf(ModelGroup group)
{
    switch (group) {
    case ModelGroup::All:
        return Texts::tr("All");
    case ModelGroup::Models:
        return Texts::tr("Models");
    case ModelGroup::Loras:
        return Texts::tr("LoRAs");
    case ModelGroup::Vaes:
        return Texts::tr("VAEs");
    case ModelGroup::Others:
        break;
    }
    return Texts::tr("Others");
}

std::vector<std::size_t> shownModels(const std::vector<ModelEntry>& entries, const ModelFilter& filter)
{
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (fits(entries[i], filter))
            shown.push_back(i);
    std::ranges::stable_sort(shown, [&](std::size_t a, std::size_t b) {
        const int rank = rankOf(entries[a]) - rankOf(entries[b]);
        return rank != 0 ? rank < 0 : entries[a].name.compare(entries[b].name, Qt::CaseInsensitive) < 0;
    });
    return shown;
}

QString precisionText(const library::ModelIdentity& identity)
{
    QStringList names;
    for (const weights::DType type : identity.dtypes)
        if (const QString name = typeName(type); !names.contains(name))
            names << name;
    return names.mid(0, 2).join(Texts::tr(" and "));
}

QString reasonAgainst(const ModelEntry& entry)
{
    // Which one it is stands beside it already.
    QString reason = entry.identity.whyNot;
    return capitalised(reason.replace(entry.path, Texts::tr("this file")));
}

QString modelLine(const ModelEntry& entry)
{
    if (!entry.isUsable())
        return reasonAgainst(entry);
    const QString precision = precisionText(entry.identity);
    return precision.isEmpty() ? entry.identity.what
                               : QStringLiteral("%1 \u00b7 %2").arg(entry.identity.what, precision);
}

QString totalText(const std::vector<ModelEntry>& entries)
{
    const auto bytes = std::accumulate(entries.begin(), entries.end(), std::uint64_t{0},
        [](std::uint64_t sum, const ModelEntry& each) { return sum + each.bytes; });
    const QString models = Texts::tr("%n model(s)", nullptr, static_cast<int>(entries.size()));
    return Texts::tr("%1, %2").arg(models, sizeText(bytes));
}

}  // namespace reverie::ui
