#include "ui/main_window/model_watch.h"

#include "core/base/when_done.h"
#include "core/gallery/gallery.h"
#include "core/gallery/thumbnail_cache.h"
#include "ui/compose/compose_pane.h"

namespace reverie::ui {

ModelWatch::ModelWatch(gallery::Gallery& gallery, gallery::ThumbnailCache& thumbnails, ComposePane& pane)
    : QObject(&pane), m_gallery(gallery), m_thumbnails(thumbnails), m_pane(pane)
{
    using gallery::Gallery;
    connect(&pane, &ComposePane::modelKnown, this, &ModelWatch::renew);
    connect(&pane, &ComposePane::modelUnreadable, this, &ModelWatch::renew);
    for (const auto signal : {&Gallery::added, &Gallery::changed})
        connect(&gallery, signal, this, &ModelWatch::renew);
    connect(&gallery, &Gallery::opened, this, &ModelWatch::renew);
    connect(&gallery, &Gallery::found, this, &ModelWatch::renew);
    connect(&gallery, &Gallery::removed, this, &ModelWatch::renew);
    connect(&thumbnails, &gallery::ThumbnailCache::ready, this, [this](const QString& path, const QImage& thumbnail) {
        if (path == m_path)
            m_pane.setModelPicture(thumbnail);
    });
}

void ModelWatch::renew()
{
    const QString model = nameOfModel();
    if (model.isEmpty()) {
        showPicture({});
        return;
    }
    whenDone(m_gallery.latestOf(model), this, [this, model](const std::optional<gallery::GalleryPicture>& latest) {
        if (model == nameOfModel())
            showPicture(latest ? latest->path : QString());
    });
}

QString ModelWatch::nameOfModel() const
{
    return m_pane.isModelKnown() ? m_pane.model().facts.name : QString();
}

void ModelWatch::showPicture(const QString& path)
{
    if (path == m_path && !path.isEmpty())
        return;
    m_path = path;
    m_pane.setModelPicture(path.isEmpty() ? QImage() : m_thumbnails.thumbnail(path));
}

}  // namespace reverie::ui
