#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace reverie::weights {

/// CRC-32 as ZIP archives have it, of bytes that follow those with the sum `before`.
[[nodiscard]] inline std::uint32_t crc32Of(std::span<const std::byte> bytes, std::uint32_t before = 0)
{
    return static_cast<std::uint32_t>(crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace reverie::weights
