#pragma once

#include "core/base/cancellation.h"
#include "core/gallery/gallery.h"
#include "core/gallery/star_journal.h"
#include "core/sql/database.h"

#include <QSet>

namespace reverie::gallery {

/// The table of all pictures: one SQLite file, one row a picture. It holds nothing that the pictures' files and the
/// journal of stars do not hold too. Belongs to the thread that opened it.
class PictureIndex final {
public:
    /// Opens the index. Where it is missing or broken it is made anew from the pictures; `note()` then says so.
    /// Errors: those of a folder that cannot be written, Cancelled.
    [[nodiscard]] static Result<std::unique_ptr<PictureIndex>> open(
        const GalleryPlaces& places, const Cancellation& cancellation);

    /// A sentence when a broken index was put aside; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// Newest first. Reads rows only; a row's file may have gone.
    [[nodiscard]] Result<std::vector<GalleryPicture>> recent(int most, const std::optional<PageMark>& before);
    [[nodiscard]] Result<std::optional<GalleryPicture>> find(const QString& path);

    /// The newest one that was made with a model of this name.
    [[nodiscard]] Result<std::optional<GalleryPicture>> latestOf(const QString& model);

    /// Takes in the pictures below a folder that have no row yet, and tells which; reads no file but theirs. The rows
    /// that they get have no `id` here. Errors: Cancelled.
    [[nodiscard]] Result<std::vector<GalleryPicture>> takeIn(const QString& folder, const Cancellation& cancellation);
    /// Reads a picture's file and takes it in, or renews its row. Errors: those of image::readPngMetadata.
    [[nodiscard]] Result<GalleryPicture> add(const QString& path);
    /// Takes the row out; the star stays in the journal.
    [[nodiscard]] Result<void> remove(const QString& path);
    /// Journal first, then the row. Errors: NotFound (no such row), those of the journal.
    [[nodiscard]] Result<GalleryPicture> setStar(const QString& path, bool isStarred);

private:
    PictureIndex(sql::Database database, StarJournal stars) : m_database(std::move(database)), m_stars(std::move(stars))
    {
    }
    [[nodiscard]] Result<void> rebuild(const QString& folder, const Cancellation& cancellation);
    [[nodiscard]] Result<QSet<QString>> pathsBelow(const QString& folder);
    [[nodiscard]] GalleryPicture withStar(GalleryPicture picture) const;
    [[nodiscard]] Result<void> insert(const GalleryPicture& picture);

    sql::Database m_database;
    StarJournal m_stars;
    QString m_note;
};

/// What a picture's file tells, without a star. Errors: those of image::readPngMetadata.
[[nodiscard]] Result<GalleryPicture> readPicture(const QString& path);

}  // namespace reverie::gallery
