#include "core/gallery/gallery.h"

#include "core/gallery/picture_index.h"

namespace reverie::gallery {

Gallery::Gallery(GalleryPlaces places, QObject* parent) : QObject(parent), m_places(std::move(places)) { }

Gallery::~Gallery()
{
    m_ending.cancel();
}

}  // namespace reverie::gallery
