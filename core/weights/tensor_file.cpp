#include "core/weights/tensor_file.h"

#include "core/weights/file_kind.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/tensor_layout.h"

#include <algorithm>
#include <numeric>

namespace reverie::weights {
namespace {

Result<TensorListing> listingOf(const io::ReadFile& file)
{
    const auto kind = fileKind(file);
    if (!kind)
        return tl::unexpected<Error>(kind.error());
    if (*kind == FileKind::Safetensors)
        return readSafetensors(file);
    return tl::unexpected<Error>(notSafetensors(*kind, file.path()));
}

}  // namespace

Result<TensorFile> TensorFile::open(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto listing = listingOf(*file);
    if (!listing)
        return failWith(std::move(listing));
    if (auto unchanged = file->checkUnchanged(); !unchanged)
        return failWith(std::move(unchanged));
    return TensorFile(std::move(*file), std::move(*listing));
}

TensorFile::TensorFile(io::ReadFile file, TensorListing listing)
    : m_file(std::move(file)), m_listing(std::move(listing)), m_byName(m_listing.tensors.size())
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
        if (auto read = m_file.readAt(tensor.offset, into); !read)
            return read;
    } else {
        std::vector<std::byte> asInFile(extentBytes(tensor));
        if (auto read = m_file.readAt(tensor.offset, asInFile); !read)
            return read;
        gather(tensor, asInFile, into);
    }
    if (tensor.dtype == DType::Bool)
        std::ranges::transform(into, into.begin(), [](std::byte b) { return b == std::byte{0} ? b : std::byte{1}; });
    return {};
}

}  // namespace reverie::weights
