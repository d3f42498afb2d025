#include "core/weights/file_contents.h"
#include "core/weights/original_names.h"
#include "core/weights/published_configs.h"
#include "core/weights/seen_configs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <sstream>

using namespace reverie::weights;

namespace {

constexpr std::uint64_t kOffset = 1000;
constexpr std::size_t kMaximumTensors = 40;

/// "NAME side side ..." a line. Sides are judged as the header's are: within 48 bits, their product within 64.
std::vector<TensorInfo> tensorsFrom(const std::string& text)
{
    std::vector<TensorInfo> tensors;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line) && tensors.size() < kMaximumTensors;) {
        std::istringstream words(line);
        TensorInfo tensor;
        words >> tensor.name;
        std::uint64_t bytes = 4;
        for (std::int64_t side = 0; words >> side && tensor.shape.size() < 8;) {
            side = std::clamp<std::int64_t>(side, 0, (std::int64_t{1} << 48) - 1);
            if (side > 0 && bytes > std::numeric_limits<std::uint64_t>::max() / 2 / static_cast<std::uint64_t>(side))
                side = 1;
            tensor.shape.push_back(side);
            bytes *= static_cast<std::uint64_t>(side);
        }
        tensor.offset = kOffset;
        tensor.bytes = bytes;
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

/// Parts of a tensor lie within it and have the bytes that their shapes ask for.
void checkPlaces(const std::vector<TensorInfo>& parts, std::uint64_t largest)
{
    for (const TensorInfo& part : parts) {
        std::uint64_t bytes = 4;
        for (const std::int64_t side : part.shape)
            bytes *= static_cast<std::uint64_t>(side);
        if (part.offset < kOffset || part.offset + part.bytes > kOffset + largest || bytes != part.bytes)
            std::abort();
    }
}

}  // namespace

/// Names and shapes of a checkpoint; nothing may throw, whatever they are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto tensors = tensorsFrom(std::string(reinterpret_cast<const char*>(data), size));
    std::uint64_t largest = 0;
    for (const TensorInfo& tensor : tensors)
        largest = std::max(largest, tensor.bytes);
    static_cast<void>(contentsOf(tensors));
    const auto unet = unetFromOriginal(tensors);
    const auto vae = vaeFromOriginal(tensors);
    const auto states = textFromOpenClip(tensors, OpenClipUse::States);
    const auto pooled = textFromOpenClip(tensors, OpenClipUse::Pooled);
    for (const auto& parts : {unet, vae, states, pooled})
        checkPlaces(parts, largest);
    // Copies of the published configs take longer than all the rest, and without tensors nothing of them changes.
    static const PublishedConfigs& published = *publishedConfigs(QStringLiteral("sdxl"));
    if (!unet.empty())
        static_cast<void>(unetConfigOf(unet, published.unet, 64));
    if (!vae.empty())
        static_cast<void>(vaeConfigOf(vae, published.vae));
    if (!pooled.empty())
        static_cast<void>(textConfigOf(pooled, published.textEncoders.back()));
    return 0;
}
