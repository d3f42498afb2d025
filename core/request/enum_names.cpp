#include "core/request/enum_names.h"

namespace reverie::request {

template <>
QStringList enumNames<Emphasis>()
{
    return {QStringLiteral("none"), QStringLiteral("ignore"), QStringLiteral("original"), QStringLiteral("no-norm")};
}

template <>
QStringList enumNames<RngSource>()
{
    return {QStringLiteral("cpu"), QStringLiteral("nv")};
}

template <>
QStringList enumNames<DType>()
{
    return {QStringLiteral("auto"), QStringLiteral("fp32"), QStringLiteral("fp16"), QStringLiteral("bf16")};
}

template <>
QStringList enumNames<MemoryUse>()
{
    return {QStringLiteral("auto"), QStringLiteral("fast"), QStringLiteral("lean")};
}

}  // namespace reverie::request
