#pragma once

#include "core/request/generation_events.h"

namespace reverie::image {

/// How far two pictures of one size are apart.
struct PictureDifference {
    int largest = 0;   ///< of any value, in levels of 255
    double share = 0;  ///< of the pixels that differ at all, 0..1
    double mean = 0;   ///< over all values, in levels of 255

    [[nodiscard]] bool isNone() const { return largest == 0; }
};

/// Both pictures must be of one size (else Q_ASSERT).
[[nodiscard]] PictureDifference pictureDifference(const request::RgbImage& one, const request::RgbImage& other);

}  // namespace reverie::image
