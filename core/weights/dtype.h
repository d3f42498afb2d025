#pragma once

#include <QString>

#include <optional>
#include <string_view>

namespace reverie::weights {

/// The number types that safetensors knows. Those from F8E8M0 on can be named but not computed with.
enum class DType {
    Bool,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F8E4M3,
    F8E5M2,
    F16,
    BF16,
    F32,
    F64,
    F8E8M0,
    F8E4M3Fnuz,
    F8E5M2Fnuz,
    F6E2M3,
    F6E3M2,
    F4,
    C64,
};

/// The type with this name in a safetensors header, such as "BF16"; case matters.
[[nodiscard]] std::optional<DType> dtypeFromName(std::string_view name);
/// Its name in a safetensors header.
[[nodiscard]] QString dtypeName(DType dtype);
/// Bits of one element: 4 to 64, not always a multiple of 8.
[[nodiscard]] unsigned dtypeBits(DType dtype);
/// Whether Reverie can turn it into numbers.
[[nodiscard]] bool isSupported(DType dtype);

}  // namespace reverie::weights
