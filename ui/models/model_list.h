#pragma once

#include "ui/models/model_entry.h"

#include <QAbstractListModel>
#include <QHash>
#include <QImage>

namespace reverie::ui {

/// The models of this machine as a list, filtered and in order. Lives in the window's thread and reads nothing.
class ModelList final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole };

    explicit ModelList(QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

    void setEntries(std::vector<ModelEntry> entries);
    [[nodiscard]] const std::vector<ModelEntry>& entries() const { return m_entries; }
    void setFilter(const ModelFilter& filter);
    [[nodiscard]] const ModelFilter& filter() const { return m_filter; }
    /// How many of a group there are, whatever the words.
    [[nodiscard]] int count(ModelGroup group) const;

    /// Null outside the list.
    [[nodiscard]] const ModelEntry* entry(const QModelIndex& index) const;
    /// Null when no model is there.
    [[nodiscard]] const ModelEntry* find(const QString& path) const;
    [[nodiscard]] QModelIndex indexOf(const QString& path) const;

    /// The last picture that was made with it.
    void setPicture(const QString& path, const QImage& picture);
    [[nodiscard]] QImage picture(const QString& path) const { return m_pictures.value(path); }

private:
    void renew();

    std::vector<ModelEntry> m_entries;
    std::vector<std::size_t> m_shown;
    ModelFilter m_filter;
    QHash<QString, QImage> m_pictures;
};

}  // namespace reverie::ui
