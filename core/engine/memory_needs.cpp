#include "core/engine/memory_needs.h"

#include <algorithm>

namespace reverie::engine {

std::uint64_t leastUNetBytes(const UNetConfig& unet, at::ScalarType type, std::int64_t samples, int width, int height)
{
    // In numbers a sample; the skip before the first attention is left out, since both halves of guidance share it.
    std::uint64_t skips = 0;
    for (std::size_t level = 0; level < unet.levels.size(); ++level) {
        const UNetLevelConfig& at = unet.levels[level];
        const std::uint64_t pixels =
            static_cast<std::uint64_t>(width >> level) * static_cast<std::uint64_t>(height >> level);
        skips += static_cast<std::uint64_t>(at.layers) * static_cast<std::uint64_t>(at.channels) * pixels;
    }
    const UNetLevelConfig& finest = unet.levels.front();
    const int below = unet.levels[std::min<std::size_t>(1, unet.levels.size() - 1)].channels;
    const int waiting = finest.layers * finest.channels;
    const std::uint64_t lastLevel = static_cast<std::uint64_t>(waiting + 2 * below + finest.channels) *
        static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    return std::max(skips, lastLevel) * static_cast<std::uint64_t>(samples) * c10::elementSize(type);
}

std::uint64_t leastDecodeBytes(const VaeConfig& vae, at::ScalarType type, int width, int height)
{
    const auto& widths = vae.blockOutChannels;
    const auto channels =
        static_cast<std::uint64_t>(widths.front()) + static_cast<std::uint64_t>(widths[widths.size() > 1]);
    return channels * static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * c10::elementSize(type);
}

}  // namespace reverie::engine
