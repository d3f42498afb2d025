#include "core/weights/invalid_numbers.h"

#include <cstdint>
#include <cstring>

namespace reverie::weights {
namespace {

/// All bits of the exponent set: NaN or infinity. Without a branch inside a block, so that the compiler vectorises it.
template <typename Bits, Bits exponent>
bool holdsFullExponent(std::span<const std::byte> bytes)
{
    constexpr std::size_t kBlock = 4'096;
    const std::size_t count = bytes.size() / sizeof(Bits);
    for (std::size_t start = 0; start < count; start += kBlock) {
        const std::size_t size = std::min(kBlock, count - start);
        Bits found = 0;
        for (std::size_t i = 0; i < size; ++i) {
            Bits bits;
            std::memcpy(&bits, bytes.data() + (start + i) * sizeof(Bits), sizeof(Bits));
            found |= static_cast<Bits>((bits & exponent) == exponent);
        }
        if (found != 0)
            return true;
    }
    return false;
}

/// E4M3 has no infinity and one NaN of either sign.
bool holdsE4M3Nan(std::span<const std::byte> bytes)
{
    unsigned found = 0;
    for (const std::byte byte : bytes)
        found |= static_cast<unsigned>((byte & std::byte{0x7f}) == std::byte{0x7f});
    return found != 0;
}

}  // namespace

bool hasInvalidNumbers(DType dtype, std::span<const std::byte> bytes)
{
    switch (dtype) {
    case DType::F64:
        return holdsFullExponent<std::uint64_t, 0x7ff0'0000'0000'0000>(bytes);
    case DType::F32:
        return holdsFullExponent<std::uint32_t, 0x7f80'0000>(bytes);
    case DType::BF16:
        return holdsFullExponent<std::uint16_t, 0x7f80>(bytes);
    case DType::F16:
        return holdsFullExponent<std::uint16_t, 0x7c00>(bytes);
    case DType::F8E5M2:
        return holdsFullExponent<std::uint8_t, 0x7c>(bytes);
    case DType::F8E4M3:
        return holdsE4M3Nan(bytes);
    default:
        return false;
    }
}

}  // namespace reverie::weights
