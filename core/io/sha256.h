#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/io/digest.h"

#include <cstddef>
#include <span>

namespace reverie::io {

/// SHA-256 of bytes that come in pieces, by OpenSSL's EVP.
class Sha256 final {
public:
    Sha256();
    void add(std::span<const std::byte> bytes);
    /// 64 lower-case hex digits; the object is spent afterwards.
    [[nodiscard]] QString finish();

private:
    Digest m_digest;
};

/// SHA-256 of a file, 64 lower-case hex digits. Looks at `cancellation` every 4 MiB.
/// Errors: those of ReadFile, Cancelled, Corrupt when the file changed meanwhile.
[[nodiscard]] Result<QString> sha256OfFile(const QString& path, const Cancellation& cancellation);

}  // namespace reverie::io
