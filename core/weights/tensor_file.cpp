#include "core/weights/tensor_file.h"

#include "core/weights/crc32.h"
#include "core/weights/file_kind.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/tensor_layout.h"
#include "core/weights/torch_file.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace reverie::weights {
namespace {

constexpr std::array kTorchEndings = {".ckpt", ".bin", ".pt", ".pth"};

tl::unexpected<Error> wrongChecksum(const QString& path)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("%1 is damaged: the checksum of some numbers is wrong").arg(path));
}

/// What the file is, where its name says something else.
QString misnamed(FileKind kind, const QString& path)
{
    const bool isCalledSafetensors = path.endsWith(QLatin1String(".safetensors"), Qt::CaseInsensitive);
    if (kind == FileKind::TorchZip && isCalledSafetensors)
        return QStringLiteral("is a PyTorch checkpoint in spite of its name");
    const bool isCalledTorch = std::ranges::any_of(
        kTorchEndings, [&](const char* each) { return path.endsWith(QLatin1String(each), Qt::CaseInsensitive); });
    if (kind == FileKind::Safetensors && isCalledTorch)
        return QStringLiteral("is a safetensors file in spite of its name");
    return {};
}

Result<TensorListing> listingOf(FileKind kind, const io::ReadFile& file)
{
    switch (kind) {
    case FileKind::Safetensors:
        return readSafetensors(file);
    case FileKind::TorchZip:
        return readTorchFile(file);
    default:
        return tl::unexpected<Error>(notWeights(kind, file.path()));
    }
}

/// Judges by content and says so where the name says something else.
Result<TensorListing> namedListingOf(const io::ReadFile& file)
{
    const auto kind = fileKind(file);
    if (!kind)
        return tl::unexpected<Error>(kind.error());
    auto listing = listingOf(*kind, file);
    const QString note = misnamed(*kind, file.path());
    if (!note.isEmpty() && listing)
        qWarning("%s %s", qUtf8Printable(file.path()), qUtf8Printable(note));
    if (!note.isEmpty() && !listing)
        listing.error().detail += QStringLiteral(" (it %1)").arg(note);
    return listing;
}

}  // namespace

Result<TensorFile> TensorFile::open(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto listing = namedListingOf(*file);
    if (!listing)
        return failWith(std::move(listing));
    if (auto unchanged = file->checkUnchanged(); !unchanged)
        return failWith(std::move(unchanged));
    return TensorFile(std::move(*file), std::move(*listing));
}

TensorFile::TensorFile(io::ReadFile file, TensorListing listing)
    : m_file(std::move(file)), m_listing(std::move(listing)), m_byName(m_listing.tensors.size()),
      m_isRangeSound(std::make_unique<std::atomic<bool>[]>(m_listing.ranges.size()))
{
    std::iota(m_byName.begin(), m_byName.end(), 0U);
    std::ranges::sort(m_byName, {}, [this](std::uint32_t i) -> std::string_view { return tensors()[i].name; });
}

const TensorInfo* TensorFile::find(std::string_view name) const
{
    const auto nameOf = [this](std::uint32_t i) -> std::string_view { return tensors()[i].name; };
    const auto at = std::ranges::lower_bound(m_byName, name, {}, nameOf);
    return at != m_byName.end() && nameOf(*at) == name ? &tensors()[*at] : nullptr;
}

Result<void> TensorFile::read(const TensorInfo& tensor, std::span<std::byte> into) const
{
    Q_ASSERT(into.size() == tensor.bytes);
    if (tensor.strides.empty()) {
        if (auto read = readChecked(tensor.offset, into); !read)
            return read;
    } else {
        std::vector<std::byte> asInFile(extentBytes(tensor));
        if (auto read = readChecked(tensor.offset, asInFile); !read)
            return read;
        gather(tensor, asInFile, into);
    }
    if (tensor.dtype == DType::Bool)
        std::ranges::transform(into, into.begin(), [](std::byte b) { return b == std::byte{0} ? b : std::byte{1}; });
    return {};
}

Result<void> TensorFile::readChecked(std::uint64_t offset, std::span<std::byte> into) const
{
    const auto after = std::ranges::upper_bound(m_listing.ranges, offset, {}, &ChecksummedRange::offset);
    if (into.empty() || after == m_listing.ranges.begin())
        return m_file.readAt(offset, into);
    const ChecksummedRange& range = *std::prev(after);
    std::atomic<bool>& isSound = m_isRangeSound[static_cast<std::size_t>(&range - m_listing.ranges.data())];
    const bool isWhole = range.offset == offset && range.bytes == into.size();
    if (!isSound && !isWhole)
        if (auto sound = checkRange(range); !sound)
            return sound;
    if (auto read = m_file.readAt(offset, into); !read)
        return read;
    if (!isSound && isWhole && crc32Of(into) != range.crc32)
        return wrongChecksum(path());
    isSound = true;
    return {};
}

Result<void> TensorFile::checkRange(const ChecksummedRange& range) const
{
    constexpr std::uint64_t kPiece = std::uint64_t{1} << 20;
    std::vector<std::byte> piece(std::min(range.bytes, kPiece));
    std::uint32_t crc32 = 0;
    for (std::uint64_t at = 0; at < range.bytes; at += piece.size()) {
        piece.resize(std::min(range.bytes - at, kPiece));
        if (auto read = m_file.readAt(range.offset + at, piece); !read)
            return read;
        crc32 = crc32Of(piece, crc32);
    }
    if (crc32 != range.crc32)
        return wrongChecksum(path());
    return {};
}

}  // namespace reverie::weights
