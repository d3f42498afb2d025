#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <span>

struct evp_md_ctx_st;

namespace reverie::io {

/// SHA-256 of bytes that come in pieces, by OpenSSL's EVP.
class Sha256 final {
public:
    Sha256();
    void add(std::span<const std::byte> bytes);
    /// 64 lower-case hex digits; the object is spent afterwards.
    [[nodiscard]] QString finish();

private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> m_context;
};

/// SHA-256 of a file, 64 lower-case hex digits. Looks at `cancellation` every 4 MiB.
/// Errors: those of ReadFile, Cancelled, Corrupt when the file changed meanwhile.
[[nodiscard]] Result<QString> sha256OfFile(const QString& path, const Cancellation& cancellation);

}  // namespace reverie::io
