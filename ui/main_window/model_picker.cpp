#include "ui/main_window/model_picker.h"

#include "core/base/size_text.h"
#include "ui/compose/known_model.h"
#include "ui/widgets/search_list.h"
#include "ui/widgets/tokens.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace reverie::ui {
namespace {

const QString kStarter = QStringLiteral("starter");
const QString kCommand = QStringLiteral("command ");

SearchItem itemOf(const ModelEntry& entry, const QString& group)
{
    const QString family = familyTitle(entry.identity.family);
    const bool isStarter = entry.source == library::ModelSource::Starter;
    return {isStarter ? kStarter : entry.path, isStarter ? ModelPicker::tr("Starter") : entry.name,
        QStringLiteral("%1 \u00b7 %2").arg(family, library::sourceName(entry.source)), sizeText(entry.bytes), group};
}

}  // namespace

std::vector<SearchItem> pickerItems(const std::vector<ModelEntry>& entries)
{
    std::vector<const ModelEntry*> favourites;
    std::vector<const ModelEntry*> recent;
    std::vector<const ModelEntry*> rest;
    for (const ModelEntry& each : entries)
        if (each.canDraw())
            (each.isFavourite ? favourites : each.recency >= 0 ? recent : rest).push_back(&each);
    const auto byName = [](const ModelEntry* a, const ModelEntry* b) {
        return a->name.compare(b->name, Qt::CaseInsensitive) < 0;
    };
    std::ranges::stable_sort(favourites, byName);
    std::ranges::stable_sort(rest, byName);
    std::ranges::stable_sort(recent, {}, &ModelEntry::recency);
    std::vector<SearchItem> items;
    const auto add = [&](const std::vector<const ModelEntry*>& models, const QString& group) {
        for (const ModelEntry* each : models)
            items.push_back(itemOf(*each, group));
    };
    add(favourites, ModelPicker::tr("Favourites"));
    add(recent, ModelPicker::tr("Used last"));
    add(rest,
        favourites.empty() && recent.empty() ? ModelPicker::tr("On this computer")
                                             : ModelPicker::tr("Others on this computer"));
    const QString more = ModelPicker::tr("More");
    const auto addCommand = [&](const char* id, const QString& title) {
        items.push_back({kCommand + QString::fromLatin1(id), title, {}, {}, more});
    };
    addCommand("open-checkpoint", ModelPicker::tr("Open a file\u2026"));
    addCommand("open-model-folder", ModelPicker::tr("Open a folder\u2026"));
    addCommand("discover-models", ModelPicker::tr("Get another model\u2026"));
    return items;
}

ModelPicker::ModelPicker(QWidget* window)
    : Overlay(tr("Choose a model"), {extent::kPaletteWidth, extent::kPaletteWidth * 3 / 4}, window),
      m_list(new SearchList(tr("Which model shall draw?"), tr("Models")))
{
    body()->addWidget(m_list);
    connect(m_list, &SearchList::chosen, this, &ModelPicker::take);
}

void ModelPicker::show(const std::vector<ModelEntry>& entries, const QString& chosen)
{
    m_list->setItems(pickerItems(entries));
    m_list->setCurrent(chosen.isEmpty() ? kStarter : chosen);
    open(m_list->field());
}

void ModelPicker::take(const QString& id)
{
    close();
    if (id.startsWith(kCommand))
        Q_EMIT commandWanted(id.mid(kCommand.size()));
    else
        Q_EMIT modelWanted(id == kStarter ? QString() : id);
}

}  // namespace reverie::ui
