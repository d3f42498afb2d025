#include "core/weights/safetensors_file.h"

#include "core/weights/file_kind.h"

#include <algorithm>
#include <numeric>

namespace reverie::weights {
namespace {

tl::unexpected<Error> damaged(const QString& path, const QString& what)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("%1 is damaged: %2").arg(path, what));
}

Result<void> checkKind(const io::ReadFile& file)
{
    auto kind = fileKind(file);
    if (!kind)
        return failWith(std::move(kind));
    if (*kind == FileKind::Safetensors)
        return {};
    return tl::unexpected<Error>(notSafetensors(*kind, file.path()));
}

Result<std::string> readHeader(const io::ReadFile& file)
{
    std::string start(kLengthBytes, '\0');
    if (auto read = file.readAt(0, std::as_writable_bytes(std::span(start))); !read)
        return failWith(std::move(read));
    const std::uint64_t length = headerLength(start);
    if (length > kMaximumHeaderBytes)
        return damaged(file.path(), QStringLiteral("its header is longer than any header may be"));
    if (length > file.size() - kLengthBytes)
        return damaged(file.path(), QStringLiteral("it is cut short within its header"));
    std::string header(length, '\0');
    if (auto read = file.readAt(kLengthBytes, std::as_writable_bytes(std::span(header))); !read)
        return failWith(std::move(read));
    return header;
}

}  // namespace

Result<SafetensorsFile> SafetensorsFile::open(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    if (auto kind = checkKind(*file); !kind)
        return failWith(std::move(kind));
    auto text = readHeader(*file);
    if (!text)
        return failWith(std::move(text));
    auto header = parseSafetensorsHeader(*text, file->size(), path);
    if (!header)
        return failWith(std::move(header));
    if (auto unchanged = file->checkUnchanged(); !unchanged)
        return failWith(std::move(unchanged));
    return SafetensorsFile(std::move(*file), std::move(*header));
}

SafetensorsFile::SafetensorsFile(io::ReadFile file, SafetensorsHeader header)
    : m_file(std::move(file)), m_header(std::move(header)), m_byName(m_header.tensors.size())
{
    std::iota(m_byName.begin(), m_byName.end(), 0U);
    std::ranges::sort(m_byName, {}, [this](std::uint32_t i) -> std::string_view { return tensors()[i].name; });
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const
{
    const auto nameOf = [this](std::uint32_t i) -> std::string_view { return tensors()[i].name; };
    const auto at = std::ranges::lower_bound(m_byName, name, {}, nameOf);
    return at != m_byName.end() && nameOf(*at) == name ? &tensors()[*at] : nullptr;
}

Result<void> SafetensorsFile::read(const TensorInfo& tensor, std::span<std::byte> into) const
{
    Q_ASSERT(into.size() == tensor.bytes);
    if (auto read = m_file.readAt(tensor.offset, into); !read)
        return read;
    if (tensor.dtype == DType::Bool)
        std::ranges::transform(into, into.begin(), [](std::byte b) { return b == std::byte{0} ? b : std::byte{1}; });
    return {};
}

}  // namespace reverie::weights
