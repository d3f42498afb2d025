#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/base/serial_thread.h"
#include "core/gallery/gallery_picture.h"
#include "core/io/folder_watch.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <vector>

namespace reverie::gallery {

class PictureIndex;

/// Where the gallery keeps things.
struct GalleryPlaces {
    QString pictures;  ///< folder of all pictures, read with all below it
    QString database;  ///< SQLite; rebuilt from the pictures when it is missing or broken
    QString stars;     ///< the journal of stars
};

/// A picture in the system's trash, and what brings it back.
struct TrashedPicture {
    QString path;
    QString pathInTrash;
};

/// The gallery as the window sees it: every call returns at once, the work is done in a thread of its own, in order.
/// Signals and the futures' continuations come in the caller's thread.
class Gallery final : public QObject {
    Q_OBJECT

public:
    explicit Gallery(GalleryPlaces places, QObject* parent = nullptr);
    /// Waits for what was begun.
    ~Gallery() override;

    /// Opens the index, or rebuilds it; ends with `opened`. Calls made before wait for it. From then on pictures that
    /// other programs save into the folder are taken in, with `found`; first those that came in between.
    void open();
    /// The folder of all pictures is another one from now on.
    void setFolder(const QString& folder);

    /// The newest pictures, or those that follow `before`; at most `most`.
    [[nodiscard]] QFuture<std::vector<GalleryPicture>> recent(int most, std::optional<PageMark> before = {});
    /// The newest one that was made with a model of this name.
    [[nodiscard]] QFuture<std::optional<GalleryPicture>> latestOf(const QString& model);
    /// What the index knows of a path; else what its file says.
    [[nodiscard]] QFuture<Result<GalleryPicture>> look(const QString& path);

    /// Takes a picture that was just saved in; ends with `added`, also where there is no index to keep it.
    void add(const QString& path);
    void setStar(const QString& path, bool isStarred);
    /// Forgets a picture whose file another program took away; ends with `removed` when it did, else does nothing.
    void dropIfGone(const QString& path);
    /// Moves the picture to the system's trash; ends with `removed` or `failed`.
    void trash(const QString& path);
    /// Brings back what the last `trash` took; ends with `added` or `failed`.
    void undoTrash();
    [[nodiscard]] bool canUndoTrash() const { return !m_trashed.empty(); }

Q_SIGNALS:
    /// \param note a sentence when the index was broken and rebuilt, or cannot be kept; else empty
    void opened(const QString& note);
    void added(const reverie::gallery::GalleryPicture& picture);
    /// Pictures that were not told of by `add`.
    void found(const std::vector<reverie::gallery::GalleryPicture>& pictures);
    void changed(const reverie::gallery::GalleryPicture& picture);
    void removed(const QString& path);
    void failed(const QString& sentence);

private:
    /// Runs `work(index)`, which returns a Result, in the gallery's thread; where there is no index, its error.
    template <typename Work>
    auto withIndex(Work work);
    /// The same, then `report(value)` here, or `failed`.
    template <typename Work, typename Report>
    void perform(Work work, Report report);
    void follow(const QStringList& changed);
    void takeIn(const QStringList& folders);

    const GalleryPlaces m_places;
    QString m_folder;  ///< of all pictures
    Cancellation m_ending;
    std::unique_ptr<PictureIndex> m_index;  ///< touched by m_thread only
    std::optional<Error> m_why;             ///< there is no index; touched by m_thread only
    std::vector<TrashedPicture> m_trashed;
    io::FolderWatch m_watch;
    SerialThread m_thread;
};

}  // namespace reverie::gallery
