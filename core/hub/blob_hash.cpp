#include "core/hub/blob_hash.h"

#include "core/io/read_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>
#include <vector>

namespace reverie::hub {
namespace {

constexpr qsizetype kSha256Digits = 64;
constexpr std::size_t kPiece = std::size_t{4} << 20;

void check(int done)
{
    if (done != 1)
        throw std::bad_alloc();
}

}  // namespace

BlobHash::BlobHash(const QString& etag, std::uint64_t size) : m_digest(io::newDigest())
{
    const bool isLarge = etag.size() == kSha256Digits;
    check(EVP_DigestInit_ex(m_digest.get(), isLarge ? EVP_sha256() : EVP_sha1(), nullptr));
    if (isLarge)
        return;
    const std::string head = "blob " + std::to_string(size) + '\0';
    add(std::as_bytes(std::span(head)));
}

BlobHash::BlobHash(const BlobHash& other) : m_digest(io::newDigest())
{
    check(EVP_MD_CTX_copy_ex(m_digest.get(), other.m_digest.get()));
}

BlobHash& BlobHash::operator=(BlobHash other) noexcept
{
    std::swap(m_digest, other.m_digest);
    return *this;
}

void BlobHash::add(std::span<const std::byte> bytes)
{
    check(EVP_DigestUpdate(m_digest.get(), bytes.data(), bytes.size()));
}

QString BlobHash::digest() const
{
    BlobHash copy(*this);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    check(EVP_DigestFinal_ex(copy.m_digest.get(), digest.data(), &length));
    const QByteArray raw(reinterpret_cast<const char*>(digest.data()), static_cast<qsizetype>(length));
    return QString::fromLatin1(raw.toHex());
}

Result<bool> isWholeBlob(const QString& path, const QString& etag, const Cancellation& cancellation)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    BlobHash hash(etag, file->size());
    std::vector<std::byte> buffer(std::min<std::uint64_t>(kPiece, file->size()));
    for (std::uint64_t offset = 0; offset < file->size();) {
        if (cancellation.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("checking %1 was cancelled").arg(path));
        const std::span piece(buffer.data(), std::min<std::uint64_t>(buffer.size(), file->size() - offset));
        if (auto read = file->readAt(offset, piece); !read)
            return failWith(std::move(read));
        hash.add(piece);
        offset += piece.size();
    }
    return hash.digest() == etag;
}

}  // namespace reverie::hub
