#pragma once

#include "core/request/generation_events.h"

#include <QDateTime>

#include <optional>

namespace reverie::gallery {

/// One picture of the gallery, a row of its index.
struct GalleryPicture {
    std::int64_t id = 0;  ///< of the row; 0 = not in the index
    QString path;         ///< absolute
    QDateTime created;    ///< UTC, milliseconds
    int width = 0;        ///< pixels
    int height = 0;       ///< pixels
    qint64 bytes = 0;     ///< of the file
    std::optional<std::uint64_t> seed;
    /// As the file's own metadata give it (image::Recipe): this one picture again. Empty when it gives none.
    std::optional<request::GenerationRequest> request;
    QString model;  ///< its name; empty = not known
    request::Stop stop;
    bool isStarred = false;
};

/// Where a page begins: right behind this picture, in the order from the newest to the oldest.
struct PageMark {
    QDateTime created;
    std::int64_t id = 0;
};

[[nodiscard]] inline PageMark markBehind(const GalleryPicture& picture)
{
    return {picture.created, picture.id};
}

}  // namespace reverie::gallery
