#include "core/image/picture_facts.h"

namespace reverie::image {

QStringList hashesOf(const PictureFacts& facts, const QString& component)
{
    QStringList hashes;
    for (const WeightHash& each : facts.weights)
        if (each.component == component)
            hashes << each.sha256;
    return hashes;
}

}  // namespace reverie::image
