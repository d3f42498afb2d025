#pragma once

#include "core/base/result.h"

#include <functional>
#include <optional>

namespace reverie::app {

/// Numbers as people type them. Errors: InvalidArgument, a sentence that names the option and the text.
[[nodiscard]] Result<int> wholeNumber(const QString& option, const QString& text);
[[nodiscard]] Result<double> decimalNumber(const QString& option, const QString& text);

using Setter = std::function<Result<void>(const QString&)>;

/// Setters of Option that keep what was given in `*target`, which must outlive them.
[[nodiscard]] Setter keepText(QString* target);
[[nodiscard]] Setter keepText(std::optional<QString>* target);
[[nodiscard]] Setter keepFlag(bool* target);
[[nodiscard]] Setter keepWhole(const QString& option, int* target);
[[nodiscard]] Setter keepWhole(const QString& option, std::optional<int>* target);
[[nodiscard]] Setter keepDecimal(const QString& option, std::optional<double>* target);

}  // namespace reverie::app
