#pragma once

#include "core/request/generation_events.h"

/// Pictures to save.
namespace reverie::support {

/// A small picture in which every pixel differs from its neighbours.
inline request::RgbImage patterned(int width, int height)
{
    request::RgbImage picture{width, height, {}};
    for (int i = 0; i < 3 * width * height; ++i)
        picture.pixels.push_back(static_cast<std::uint8_t>(i * 37 + i / 7));
    return picture;
}

}  // namespace reverie::support
