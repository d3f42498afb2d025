#pragma once

#include "tests/support/fake_hub/http_exchange.h"

#include <optional>

namespace reverie::fake_hub {

/// The answer that a fault puts in the place of any other: a status, a redirect, a sign-in page.
[[nodiscard]] std::optional<Answer> faultyAnswer(const Fault& fault);

/// A file, whole or the range that was asked for, with the faults that concern its bytes. `etag` with its quotes.
[[nodiscard]] Answer fileAnswer(
    const Request& request, const QByteArray& bytes, const QByteArray& etag, const Fault& fault);

}  // namespace reverie::fake_hub
