#include "core/image/latents_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <span>

namespace reverie::image {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors holds little-endian numbers");

/// u64 length, then JSON padded with spaces so that the data start on a multiple of 8.
std::string header(const std::vector<request::Latents>& latents)
{
    const auto [channels, height, width] = latents.front().shape;
    const std::size_t bytes = latents.size() * latents.front().values.size() * sizeof(float);
    const nlohmann::json tensor = {
        {"dtype", "F32"}, {"shape", {latents.size(), channels, height, width}}, {"data_offsets", {0, bytes}}};
    std::string text = nlohmann::json{{"latents", tensor}}.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const auto size = std::bit_cast<std::array<char, 8>>(std::uint64_t{text.size()});
    return std::string(size.begin(), size.end()) + text;
}

}  // namespace

Result<void> saveLatents(const QString& path, const std::vector<request::Latents>& latents, io::IfExists ifExists)
{
    Q_ASSERT(!latents.empty());
    auto file = io::AtomicFile::create(path, ifExists);
    if (!file)
        return failWith(std::move(file));
    const std::string head = header(latents);
    if (auto written = file->write(std::as_bytes(std::span(head))); !written)
        return written;
    for (const request::Latents& each : latents) {
        Q_ASSERT(each.shape == latents.front().shape && each.values.size() == latents.front().values.size());
        if (auto written = file->write(std::as_bytes(std::span(each.values))); !written)
            return written;
    }
    return file->commit();
}

}  // namespace reverie::image
