#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/io/digest.h"

#include <QString>

#include <cstdint>
#include <span>

namespace reverie::hub {

/// The digest that names a blob, taken while its bytes go by: SHA-256 of the content for etags of 64 digits, SHA-1 of
/// git's blob ("blob SIZE\0" and the content) for those of 40. Copies go on from the same state.
class BlobHash final {
public:
    /// `etag` passes isEtag(); `size` is that of the whole content.
    BlobHash(const QString& etag, std::uint64_t size);
    BlobHash(const BlobHash& other);
    BlobHash(BlobHash&&) noexcept = default;
    BlobHash& operator=(BlobHash other) noexcept;

    void add(std::span<const std::byte> bytes);
    /// Of all so far, in lower-case hex; more may be added afterwards.
    [[nodiscard]] QString digest() const;

private:
    io::Digest m_digest;
};

/// Whether the file has the content that `etag` names. Looks at `cancellation` every 4 MiB.
/// Errors: those of io::ReadFile; Cancelled.
[[nodiscard]] Result<bool> isWholeBlob(const QString& file, const QString& etag, const Cancellation& cancellation);

}  // namespace reverie::hub
