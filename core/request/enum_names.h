#pragma once

#include "core/request/generation_request.h"

#include <QStringList>

namespace reverie::request {

/// The names of an enum in JSON, on the command line and on the worker's wire. E: Emphasis ("none", "ignore",
/// "original", "no-norm"), RngSource ("cpu", "nv"), DType ("auto", "fp32", "fp16", "bf16") or MemoryUse ("auto",
/// "fast", "lean").
template <typename E>
[[nodiscard]] QStringList enumNames();
template <>
QStringList enumNames<Emphasis>();
template <>
QStringList enumNames<RngSource>();
template <>
QStringList enumNames<DType>();
template <>
QStringList enumNames<MemoryUse>();

template <typename E>
[[nodiscard]] QString enumName(E value)
{
    return enumNames<E>().at(static_cast<qsizetype>(value));
}

/// Whatever the case; nothing for another word.
template <typename E>
[[nodiscard]] std::optional<E> enumFromName(const QString& name)
{
    const qsizetype at = enumNames<E>().indexOf(name.toLower());
    return at < 0 ? std::nullopt : std::optional(static_cast<E>(at));
}

}  // namespace reverie::request
