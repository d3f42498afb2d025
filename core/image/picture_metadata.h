#pragma once

#include "core/image/picture_facts.h"
#include "core/image/png_text.h"

#include <vector>

namespace reverie::image {

inline constexpr const char* kParametersKeyword = "parameters";
inline constexpr const char* kReverieKeyword = "reverie";
inline constexpr int kMetadataSchema = 1;

/// The texts of a picture's file: `parameters` as A1111 1.10 writes it, and `reverie`, a JSON object:
///   schema          1
///   engine, torch   versions
///   device, dtype, attention, rng
///   seed            of this picture, a string: it has 64 bits and many JSON readers keep 53
///   size            [width, height]
///   model           {name, family, files: {component: [sha256, ...]}}
///   request         every field of the request, paths cut down to names
///   approximations  names; empty = exact
/// Holds no path and no user name.
[[nodiscard]] std::vector<PngText> pictureTexts(const PictureFacts& facts);

}  // namespace reverie::image
