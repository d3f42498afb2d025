#include "core/gallery/thumbnail_cache.h"

namespace reverie::gallery {

ThumbnailCache::ThumbnailCache(QString folder, QObject* parent) : QObject(parent), m_folder(std::move(folder)) { }

ThumbnailCache::~ThumbnailCache()
{
    m_round.cancel();
    m_pool.clear();
    m_pool.waitForDone();
}

}  // namespace reverie::gallery
