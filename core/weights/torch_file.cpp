#include "core/weights/torch_file.h"

#include "core/weights/crc32.h"
#include "core/weights/file_error.h"
#include "core/weights/pickle_reader.h"
#include "core/weights/pickled_tensors.h"
#include "core/weights/tensor_names.h"
#include "core/weights/zip_directory.h"

#include <algorithm>
#include <map>
#include <span>

namespace reverie::weights {
namespace {

constexpr std::uint64_t kMaximumNoteBytes = 64;
constexpr int kShownClasses = 5;

/// The records of a checkpoint by what follows their folder, such as "data/12".
class TorchArchive final {
public:
    explicit TorchArchive(const io::ReadFile& file, const std::vector<ZipRecord>& records) : m_file(file)
    {
        for (const ZipRecord& record : records)
            m_records.emplace(std::string_view(record.name).substr(record.name.find('/') + 1), &record);
    }

    [[nodiscard]] const ZipRecord* find(std::string_view name) const
    {
        const auto at = m_records.find(name);
        return at == m_records.end() ? nullptr : at->second;
    }

    /// The bytes of a record whose checksum holds. Errors: Corrupt; Unsupported, longer than `most`; Io.
    [[nodiscard]] Result<std::string> read(const ZipRecord& record, std::uint64_t most) const
    {
        const QString name = inQuotes(record.name);
        if (record.bytes > most)
            return fail(ErrorCode::Unsupported, QStringLiteral("its record %1 is too long").arg(name));
        auto bytes = m_file.bytesAt(record.offset, record.bytes);
        if (bytes && crc32Of(std::as_bytes(std::span(*bytes))) != record.crc32)
            return fail(ErrorCode::Corrupt, QStringLiteral("the checksum of its record %1 is wrong").arg(name));
        return bytes;
    }

private:
    const io::ReadFile& m_file;
    std::map<std::string_view, const ZipRecord*> m_records;
};

Result<void> checkKind(const TorchArchive& archive)
{
    if (archive.find("constants.pkl") != nullptr)
        return fail(ErrorCode::Unsupported, QStringLiteral("it is a TorchScript program, not a file of weights"),
            QStringLiteral("fetch the weights of this model instead"));
    if (archive.find("data.pkl") == nullptr)
        return fail(ErrorCode::Unsupported, QStringLiteral("it is a ZIP archive without a PyTorch checkpoint in it"),
            QStringLiteral("unpack it and name what was inside"));
    const ZipRecord* order = archive.find("byteorder");
    if (order == nullptr)
        return {};
    const auto text = archive.read(*order, kMaximumNoteBytes);
    if (!text)
        return tl::unexpected<Error>(text.error());
    if (*text != "little")
        return fail(ErrorCode::Unsupported, QStringLiteral("its numbers have the byte order of another machine"),
            QStringLiteral("save it again with PyTorch on a computer like this one"));
    return {};
}

void notePassedOver(const QString& path, const QStringList& classes)
{
    if (classes.isEmpty())
        return;
    const QString more = classes.size() > kShownClasses ? QStringLiteral(", ...") : QString();
    qInfo("%s also holds objects of Python, which are passed over: %s%s", qUtf8Printable(path),
        qUtf8Printable(classes.mid(0, kShownClasses).join(QStringLiteral(", "))), qUtf8Printable(more));
}

Result<PickledTensors> readTensors(const TorchArchive& archive)
{
    const auto stream = archive.read(*archive.find("data.pkl"), kMaximumPickleBytes);
    if (!stream)
        return tl::unexpected<Error>(stream.error());
    const auto pickle = readPickle(*stream);
    if (!pickle)
        return tl::unexpected<Error>(pickle.error());
    return tensorsOf(*pickle, [&](std::string_view key) -> std::optional<ByteRange> {
        const ZipRecord* record = archive.find("data/" + std::string(key));
        return record == nullptr ? std::nullopt : std::optional(ByteRange{record->offset, record->bytes});
    });
}

Result<TensorListing> readListing(const io::ReadFile& file)
{
    const auto records = readZipDirectory(file);
    if (!records)
        return tl::unexpected<Error>(records.error());
    const TorchArchive archive(file, *records);
    if (auto possible = checkKind(archive); !possible)
        return failWith(std::move(possible));
    auto found = readTensors(archive);
    if (!found)
        return failWith(std::move(found));
    notePassedOver(file.path(), found->passedOver);
    TensorListing listing;
    listing.tensors = std::move(found->tensors);
    for (const ZipRecord& record : *records)
        listing.ranges.push_back({record.offset, record.bytes, record.crc32});
    return listing;
}

}  // namespace

Result<TensorListing> readTorchFile(const io::ReadFile& file)
{
    auto listing = readListing(file);
    if (!listing)
        return aboutFile(std::move(listing).error(), file.path());
    return listing;
}

}  // namespace reverie::weights
