#include "ui/models/model_list.h"

#include "core/base/size_text.h"

#include <algorithm>

namespace reverie::ui {

ModelList::ModelList(QObject* parent) : QAbstractListModel(parent) { }

int ModelList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant ModelList::data(const QModelIndex& index, int role) const
{
    const ModelEntry* model = entry(index);
    if (model == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return model->name;
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(modelLine(*model), model->path);
    case Qt::AccessibleTextRole:
        return (model->isFavourite ? tr("%1, favourite").arg(model->name) : model->name) + QStringLiteral(", ") +
            modelLine(*model);
    case Qt::AccessibleDescriptionRole:
        return tr("%1, %2").arg(sizeText(model->bytes), library::sourceName(model->source));
    case PathRole:
        return model->path;
    default:
        return {};
    }
}

void ModelList::setEntries(std::vector<ModelEntry> entries)
{
    if (entries == m_entries)
        return;
    m_entries = std::move(entries);
    renew();
}

void ModelList::setFilter(const ModelFilter& filter)
{
    m_filter = filter;
    renew();
}

void ModelList::renew()
{
    beginResetModel();
    m_shown = shownModels(m_entries, m_filter);
    endResetModel();
}

int ModelList::count(ModelGroup group) const
{
    return static_cast<int>(std::ranges::count_if(m_entries,
        [group](const ModelEntry& each) { return group == ModelGroup::All || groupOf(each.identity.kind) == group; }));
}

const ModelEntry* ModelList::entry(const QModelIndex& index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    return index.isValid() && row < m_shown.size() ? &m_entries[m_shown[row]] : nullptr;
}

const ModelEntry* ModelList::find(const QString& path) const
{
    const auto at = std::ranges::find(m_entries, path, &ModelEntry::path);
    return at == m_entries.end() ? nullptr : &*at;
}

QModelIndex ModelList::indexOf(const QString& path) const
{
    const auto at = std::ranges::find_if(m_shown, [&](std::size_t each) { return m_entries[each].path == path; });
    return at == m_shown.end() ? QModelIndex() : index(static_cast<int>(at - m_shown.begin()));
}

void ModelList::setPicture(const QString& path, const QImage& picture)
{
    m_pictures.insert(path, picture);
    if (const QModelIndex at = indexOf(path); at.isValid())
        Q_EMIT dataChanged(at, at, {Qt::DecorationRole});
}

}  // namespace reverie::ui
