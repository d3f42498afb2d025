#include "core/weights/weight_set.h"

#include "core/weights/key_aliases.h"
#include "core/weights/shard_index.h"
#include "core/weights/tensor_names.h"
#include "core/weights/weight_files.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <map>
#include <numeric>

namespace reverie::weights {
namespace {

constexpr std::uint64_t kMaximumIndexBytes = std::uint64_t{16} << 20;

Result<ShardIndex> readIndex(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto text = file->readAll(kMaximumIndexBytes);
    if (!text)
        return failWith(std::move(text));
    return parseShardIndex({text->constData(), static_cast<std::size_t>(text->size())}, path);
}

Result<std::vector<TensorFile>> openAll(const QDir& folder, const std::vector<std::string>& names)
{
    std::vector<TensorFile> files;
    for (const std::string& name : names) {
        auto file = TensorFile::open(folder.filePath(QString::fromStdString(name)));
        if (!file)
            return failWith(std::move(file));
        files.push_back(std::move(*file));
    }
    return files;
}

/// Every tensor of the index stands in its shard and no shard holds another one.
Result<void> checkShards(const ShardIndex& index, const std::vector<TensorFile>& files, const QString& indexPath)
{
    for (const auto& [name, file] : index.tensors)
        if (files[file].find(name) == nullptr)
            return fail(ErrorCode::Corrupt,
                QStringLiteral("%1 does not hold the tensor %2 that %3 promises")
                    .arg(files[file].path(), inQuotes(name), QFileInfo(indexPath).fileName()));
    for (std::size_t i = 0; i < files.size(); ++i)
        for (const TensorInfo& tensor : files[i].tensors())
            if (const auto at = index.tensors.find(tensor.name); at == index.tensors.end() || at->second != i)
                return fail(ErrorCode::Corrupt,
                    QStringLiteral("%1 holds the tensor %2 that %3 does not place there")
                        .arg(files[i].path(), inQuotes(tensor.name), QFileInfo(indexPath).fileName()));
    return {};
}

}  // namespace

Result<WeightSet> WeightSet::open(const QString& componentDir, const QString& stem)
{
    auto found = findWeightFile(componentDir, stem);
    if (!found)
        return failWith(std::move(found));
    return found->isIndex ? openShards(found->path) : openFile(found->path);
}

Result<WeightSet> WeightSet::openFile(const QString& path)
{
    auto file = TensorFile::open(path);
    if (!file)
        return failWith(std::move(file));
    std::vector<TensorFile> files;
    files.push_back(std::move(*file));
    return fromFiles(std::move(files));
}

Result<WeightSet> WeightSet::openShards(const QString& indexPath)
{
    auto index = readIndex(indexPath);
    if (!index)
        return failWith(std::move(index));
    auto files = openAll(QFileInfo(indexPath).absoluteDir(), index->files);
    if (!files)
        return failWith(std::move(files));
    if (auto agree = checkShards(*index, *files, indexPath); !agree)
        return failWith(std::move(agree));
    return fromFiles(std::move(*files));
}

Result<WeightSet> WeightSet::fromFiles(std::vector<TensorFile> files)
{
    WeightSet set;
    set.m_files = std::move(files);
    for (std::uint32_t file = 0; file < set.m_files.size(); ++file)
        for (TensorInfo tensor : set.m_files[file].tensors()) {
            tensor.file = file;
            set.take(std::move(tensor));
        }
    if (auto sorted = set.sortByName(); !sorted)
        return failWith(std::move(sorted));
    return set;
}

Result<WeightSet> WeightSet::fromPart(TensorFile file, std::vector<TensorInfo> tensors)
{
    WeightSet set;
    set.m_files.push_back(std::move(file));
    for (TensorInfo& tensor : tensors)
        set.take(std::move(tensor));
    if (auto sorted = set.sortByName(); !sorted)
        return failWith(std::move(sorted));
    return set;
}

void WeightSet::take(TensorInfo tensor)
{
    if (isIgnoredKey(tensor.name))
        return;
    canonicalise(tensor);
    m_tensors.push_back(std::move(tensor));
}

Result<void> WeightSet::sortByName()
{
    m_byName.resize(m_tensors.size());
    std::iota(m_byName.begin(), m_byName.end(), 0U);
    const auto nameOf = [this](std::uint32_t i) -> std::string_view { return m_tensors[i].name; };
    std::ranges::sort(m_byName, {}, nameOf);
    if (const auto twice = std::ranges::adjacent_find(m_byName, {}, nameOf); twice != m_byName.end())
        return fail(ErrorCode::Corrupt,
            QStringLiteral("%1 holds the tensor %2 under two names")
                .arg(m_files[m_tensors[*twice].file].path(), inQuotes(nameOf(*twice))));
    return {};
}

const TensorInfo* WeightSet::find(std::string_view name) const
{
    const auto nameOf = [this](std::uint32_t i) -> std::string_view { return m_tensors[i].name; };
    const auto at = std::ranges::lower_bound(m_byName, name, {}, nameOf);
    return at != m_byName.end() && nameOf(*at) == name ? &m_tensors[*at] : nullptr;
}

Result<void> WeightSet::read(const TensorInfo& tensor, std::span<std::byte> into) const
{
    Q_ASSERT(tensor.file < m_files.size());
    return m_files[tensor.file].read(tensor, into);
}

Result<void> WeightSet::checkUnchanged() const
{
    for (const TensorFile& file : m_files)
        if (auto unchanged = file.checkUnchanged(); !unchanged)
            return unchanged;
    return {};
}

QStringList WeightSet::files() const
{
    QStringList paths;
    for (const TensorFile& file : m_files)
        paths << QFileInfo(file.path()).absoluteFilePath();
    return paths;
}

std::uint64_t WeightSet::weightBytes() const
{
    return std::transform_reduce(
        m_tensors.begin(), m_tensors.end(), std::uint64_t{0}, std::plus(), [](const TensorInfo& t) { return t.bytes; });
}

std::uint64_t WeightSet::parameterCount() const
{
    return std::transform_reduce(m_tensors.begin(), m_tensors.end(), std::uint64_t{0}, std::plus(),
        [](const TensorInfo& t) { return t.bytes * 8 / dtypeBits(t.dtype); });
}

DType WeightSet::mainDType() const
{
    std::map<DType, std::uint64_t> bytes;
    for (const TensorInfo& tensor : m_tensors)
        bytes[tensor.dtype] += tensor.bytes;
    const auto most = std::ranges::max_element(bytes, {}, [](const auto& each) { return each.second; });
    return most == bytes.end() ? DType::F32 : most->first;
}

}  // namespace reverie::weights
