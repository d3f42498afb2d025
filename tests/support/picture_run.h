#pragma once

#include "core/request/generation_events.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <vector>

namespace reverie::test {

/// Keeps the pictures of a run.
class PictureCollector final : public request::GenerationObserver {
public:
    void onProgress(const request::Progress&) override { }
    void onPreview(request::Preview) override { }
    void onImage(request::GeneratedImage image) override
    {
        images.push_back(std::move(image));
        if (afterEach)
            afterEach();
    }

    std::vector<request::GeneratedImage> images;
    std::function<void()> afterEach;
};

/// In levels of 255; 256 where the sizes differ.
inline int largestDifference(const request::RgbImage& a, const request::RgbImage& b)
{
    int worst = a.pixels.size() == b.pixels.size() ? 0 : 256;
    for (std::size_t i = 0; i < std::min(a.pixels.size(), b.pixels.size()); ++i)
        worst = std::max(worst, std::abs(a.pixels[i] - b.pixels[i]));
    return worst;
}

}  // namespace reverie::test
