#include "core/image/picture_difference.h"

#include <algorithm>
#include <cstdlib>

namespace reverie::image {

PictureDifference pictureDifference(const request::RgbImage& one, const request::RgbImage& other)
{
    constexpr std::size_t kChannels = 3;
    Q_ASSERT(one.width == other.width && one.height == other.height && one.pixels.size() == other.pixels.size());
    PictureDifference result;
    std::uint64_t sum = 0;
    std::size_t changed = 0;
    for (std::size_t pixel = 0; pixel < one.pixels.size(); pixel += kChannels) {
        int largest = 0;
        for (std::size_t at = pixel; at < pixel + kChannels; ++at) {
            const int levels = std::abs(int{one.pixels[at]} - int{other.pixels[at]});
            largest = std::max(largest, levels);
            sum += static_cast<std::uint64_t>(levels);
        }
        result.largest = std::max(result.largest, largest);
        changed += largest > 0 ? 1 : 0;
    }
    const auto values = static_cast<double>(std::max<std::size_t>(1, one.pixels.size()));
    result.share = static_cast<double>(changed * kChannels) / values;
    result.mean = static_cast<double>(sum) / values;
    return result;
}

}  // namespace reverie::image
