#pragma once

#include "core/image/picture_facts.h"

#include <QStringList>

namespace reverie::image {

/// What may make a picture come out otherwise than `then`, a sentence's part each, such as "made on cuda:0, now on
/// cpu". What `then` does not say is no difference. The hashes of `then` may be the beginnings of those of `now`.
[[nodiscard]] QStringList factsDifference(const PictureFacts& then, const PictureFacts& now);

}  // namespace reverie::image
