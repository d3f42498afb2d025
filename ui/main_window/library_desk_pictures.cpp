#include "core/base/when_done.h"
#include "core/gallery/gallery.h"
#include "core/gallery/thumbnail_cache.h"
#include "ui/main_window/library_desk.h"
#include "ui/models/installed_tab.h"
#include "ui/models/model_list.h"
#include "ui/models/models_page.h"

#include <QFileInfo>

namespace reverie::ui {
namespace {

constexpr int kPicturesRead = 500;  // the newest; what is older is not worth a longer look

/// What pictures call the model that made them; empty where it makes none.
QString nameInPictures(const ModelEntry& entry)
{
    if (!entry.canDraw())
        return {};
    return entry.source == library::ModelSource::Starter ? QFileInfo(entry.path).fileName() : entry.name;
}

}  // namespace

void LibraryDesk::joinPictures()
{
    using gallery::Gallery;
    Gallery& gallery = m_at.services.gallery;
    connect(&gallery, &Gallery::opened, this, &LibraryDesk::learnPictures);
    connect(&gallery, &Gallery::added, this,
        [this](const gallery::GalleryPicture& picture) { renewPicture(picture.model); });
    connect(&gallery, &Gallery::found, this, [this](const std::vector<gallery::GalleryPicture>& pictures) {
        QStringList models;
        for (const gallery::GalleryPicture& each : pictures)
            models << each.model;
        models.removeDuplicates();
        for (const QString& each : std::as_const(models))
            renewPicture(each);
    });
    connect(&gallery, &Gallery::removed, this, [this](const QString& path) {
        for (const QString& each : m_pictures.keys(path))
            renewPicture(each);
    });
    connect(&m_at.services.thumbnails, &gallery::ThumbnailCache::ready, this, &LibraryDesk::showThumbnail);
}

void LibraryDesk::learnPictures()
{
    whenDone(m_at.services.gallery.recent(kPicturesRead), this,
        [this](const std::vector<gallery::GalleryPicture>& pictures) {
            for (const gallery::GalleryPicture& each : pictures)
                if (!each.model.isEmpty() && !m_pictures.contains(each.model))
                    m_pictures.insert(each.model, each.path);
            for (const ModelEntry& each : m_entries)
                showPicture(each);
        });
}

void LibraryDesk::renewPicture(const QString& model)
{
    if (model.isEmpty())
        return;
    whenDone(m_at.services.gallery.latestOf(model), this,
        [this, model](const std::optional<gallery::GalleryPicture>& latest) {
            if (latest)
                m_pictures.insert(model, latest->path);
            else
                m_pictures.remove(model);
            for (const ModelEntry& each : m_entries)
                if (nameInPictures(each) == model)
                    showPicture(each);
        });
}

void LibraryDesk::showPicture(const ModelEntry& entry)
{
    InstalledTab& tab = m_at.page.installed();
    const QString name = nameInPictures(entry);
    const QString picture = name.isEmpty() ? QString() : m_pictures.value(name);
    if (picture.isEmpty()) {
        if (!tab.models().picture(entry.path).isNull())
            tab.setPicture(entry.path, {});
        return;
    }
    if (const QImage thumbnail = m_at.services.thumbnails.thumbnail(picture); !thumbnail.isNull())
        tab.setPicture(entry.path, thumbnail);
}

void LibraryDesk::showThumbnail(const QString& picture, const QImage& thumbnail)
{
    for (const ModelEntry& each : m_entries)
        if (const QString name = nameInPictures(each); !name.isEmpty() && m_pictures.value(name) == picture)
            m_at.page.installed().setPicture(each.path, thumbnail);
}

}  // namespace reverie::ui
