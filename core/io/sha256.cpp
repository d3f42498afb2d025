#include "core/io/sha256.h"

#include "core/io/read_file.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <new>
#include <vector>

namespace reverie::io {

Sha256::Sha256() : m_digest(newDigest())
{
    if (EVP_DigestInit_ex(m_digest.get(), EVP_sha256(), nullptr) != 1)
        throw std::bad_alloc();
}

void Sha256::add(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(m_digest.get(), bytes.data(), bytes.size());
}

QString Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_digest.get(), digest.data(), &length);
    const QByteArray raw(reinterpret_cast<const char*>(digest.data()), static_cast<qsizetype>(length));
    return QString::fromLatin1(raw.toHex());
}

Result<QString> sha256OfFile(const QString& path, const Cancellation& cancellation)
{
    auto file = ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    Sha256 hash;
    std::vector<std::byte> buffer(std::size_t{4} << 20);
    for (std::uint64_t offset = 0; offset < file->size();) {
        if (cancellation.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("hashing %1 was cancelled").arg(path));
        const std::size_t size = std::min<std::uint64_t>(buffer.size(), file->size() - offset);
        const std::span piece(buffer.data(), size);
        if (auto read = file->readAt(offset, piece); !read)
            return failWith(std::move(read));
        hash.add(piece);
        offset += size;
    }
    if (auto unchanged = file->checkUnchanged(); !unchanged)
        return failWith(std::move(unchanged));
    return hash.finish();
}

}  // namespace reverie::io
