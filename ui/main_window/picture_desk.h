#pragma once

#include "core/gallery/gallery_picture.h"

#include <QObject>

#include <memory>

class QMimeData;

namespace reverie::gallery {
class Gallery;
}
namespace reverie::settings {
class Settings;
}

namespace reverie::ui {

class RecentGrid;
class RunWatch;
class Toast;
class ViewerPane;

/// What a person does with finished pictures: choose, look, copy, save elsewhere, star, compare, throw away. Joins the
/// gallery, the recent pictures and the viewer.
class PictureDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        gallery::Gallery& gallery;
        settings::Settings& settings;
        RecentGrid& recent;
        ViewerPane& viewer;
        RunWatch& watch;
        Toast& toast;
    };

    PictureDesk(const Places& places, QObject* parent);

    [[nodiscard]] const gallery::GalleryPicture* selected() const;
    /// Once the gallery is open: shows its newest page and selects `path` where it is on it.
    void open(const QString& path);
    void select(const QString& path);
    void step(int direction);
    void copyPicture();
    void copyPrompt();
    void copySeed();
    void revealInFolder();
    void saveCopy();
    /// What other programs are given of the chosen picture when it is dragged to them; null when none is chosen.
    [[nodiscard]] std::unique_ptr<QMimeData> dragged() const;
    void dragOut();
    void trash();
    void undoTrash();
    void toggleStar();
    /// With the one chosen before; again: the next way to compare.
    void compare();
    void swapCompared();

Q_SIGNALS:
    void selectionChanged();

private:
    void onSelected(const QString& path);
    void show(const gallery::GalleryPicture& left, const gallery::GalleryPicture& right);
    void onAdded(const gallery::GalleryPicture& picture);
    /// Of other programs: shown among the others, but not chosen.
    void onFound(const std::vector<gallery::GalleryPicture>& pictures);
    void loadMore();
    void trashNow(const QString& path);
    void saveCopyTo(const QString& file, bool withRecipe);

    Places m_at;
    QString m_previous;  ///< chosen before the one that is
    QString m_current;
    bool m_isLoading = false;
};

}  // namespace reverie::ui
