#pragma once

#include "core/base/cancellation.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>

namespace reverie::gallery {

/// Small pictures of pictures: made in threads of low priority, kept in memory up to a limit and on the disk as the
/// freedesktop thumbnail standard has it (PNG of at most 256 pixels a side, named by the MD5 of the file's URI, with
/// Thumb::URI, Thumb::Size and, in milliseconds, Thumb::MTime), in a folder of our own. A file that changed gets a new
/// one. Lives in the window's thread, where no call reads or decodes anything.
class ThumbnailCache final : public QObject {
    Q_OBJECT

public:
    static constexpr int kSide = 256;  ///< pixels, of the longer side

    /// \param folder such as "<cache>/thumbnails"; made when first needed
    explicit ThumbnailCache(QString folder, QObject* parent = nullptr);
    ~ThumbnailCache() override;

    /// The thumbnail when it is in memory; else a null image, and `ready` or `failed` follows. Asking again for what is
    /// being made does nothing. What was asked for last is made first.
    [[nodiscard]] QImage thumbnail(const QString& path);
    /// What scrolled out of sight need not be made any more.
    void forgetRequests();

Q_SIGNALS:
    void ready(const QString& path, const QImage& thumbnail);
    /// There is no picture, or none that can be read; not tried again until the program starts anew.
    void failed(const QString& path);

private:
    void make(const QString& path);
    void take(const QString& path, const QImage& thumbnail);

    const QString m_folder;
    QCache<QString, QImage> m_images;  // cost in KiB
    QSet<QString> m_asked;
    QSet<QString> m_bad;
    Cancellation m_round;
    int m_priority = 0;
    QThreadPool m_pool;
};

/// The thumbnail of `path` from the disk, or a new one, which is kept in `folder`; null when it cannot be made. Blocks;
/// safe from several threads and processes.
[[nodiscard]] QImage makeThumbnail(const QString& folder, const QString& path);

}  // namespace reverie::gallery
