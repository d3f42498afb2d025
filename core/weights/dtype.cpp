#include "core/weights/dtype.h"

#include <algorithm>
#include <array>

namespace reverie::weights {
namespace {

struct DTypeRow {
    DType dtype;
    std::string_view name;
    unsigned bits;
};

constexpr std::array kDTypes = {
    DTypeRow{DType::Bool, "BOOL", 8},
    DTypeRow{DType::U8, "U8", 8},
    DTypeRow{DType::I8, "I8", 8},
    DTypeRow{DType::U16, "U16", 16},
    DTypeRow{DType::I16, "I16", 16},
    DTypeRow{DType::U32, "U32", 32},
    DTypeRow{DType::I32, "I32", 32},
    DTypeRow{DType::U64, "U64", 64},
    DTypeRow{DType::I64, "I64", 64},
    DTypeRow{DType::F8E4M3, "F8_E4M3", 8},
    DTypeRow{DType::F8E5M2, "F8_E5M2", 8},
    DTypeRow{DType::F16, "F16", 16},
    DTypeRow{DType::BF16, "BF16", 16},
    DTypeRow{DType::F32, "F32", 32},
    DTypeRow{DType::F64, "F64", 64},
    DTypeRow{DType::F8E8M0, "F8_E8M0", 8},
    DTypeRow{DType::F8E4M3Fnuz, "F8_E4M3FNUZ", 8},
    DTypeRow{DType::F8E5M2Fnuz, "F8_E5M2FNUZ", 8},
    DTypeRow{DType::F6E2M3, "F6_E2M3", 6},
    DTypeRow{DType::F6E3M2, "F6_E3M2", 6},
    DTypeRow{DType::F4, "F4", 4},
    DTypeRow{DType::C64, "C64", 64},
};

static_assert(std::ranges::is_sorted(kDTypes, {}, &DTypeRow::dtype), "row n describes the n-th DType");
static_assert(kDTypes.size() == static_cast<std::size_t>(DType::C64) + 1, "each DType has a row");

const DTypeRow& row(DType dtype)
{
    return kDTypes[static_cast<std::size_t>(dtype)];
}

}  // namespace

std::optional<DType> dtypeFromName(std::string_view name)
{
    const auto* found = std::ranges::find(kDTypes, name, &DTypeRow::name);
    return found == kDTypes.end() ? std::nullopt : std::optional(found->dtype);
}

QString dtypeName(DType dtype)
{
    const std::string_view name = row(dtype).name;
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

unsigned dtypeBits(DType dtype)
{
    return row(dtype).bits;
}

bool isSupported(DType dtype)
{
    return dtype < DType::F8E8M0;
}

}  // namespace reverie::weights
