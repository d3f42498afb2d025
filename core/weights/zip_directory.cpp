#include "core/weights/zip_directory.h"

#include "core/weights/byte_input.h"
#include "core/weights/file_error.h"
#include "core/weights/tensor_names.h"
#include "core/weights/zip_end.h"

#include <algorithm>

namespace reverie::weights {
namespace {

constexpr std::uint32_t kLocalMagic = 0x04034b50;
constexpr std::uint32_t kDescriptorMagic = 0x08074b50;
constexpr std::uint32_t kEntryMagic = 0x02014b50;

constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint64_t kMaximumDirectoryBytes = std::uint64_t{64} << 20;

constexpr std::uint64_t kDescriptorFollows = 0x8;
constexpr std::uint64_t kNameIsUtf8 = 0x800;
constexpr std::uint64_t kExtra64 = 1;

/// A record as the directory has it.
struct Entry {
    ZipRecord record;
    std::uint64_t packedBytes = 0;
    std::uint64_t flags = 0;
    std::uint64_t method = 0;
    std::uint64_t start = 0;  // of its local header

    [[nodiscard]] bool hasDescriptor() const { return (flags & kDescriptorFollows) != 0; }
};

tl::unexpected<Error> damaged(QString what)
{
    return fail(ErrorCode::Corrupt, std::move(what));
}

tl::unexpected<Error> foreign(QString what)
{
    return fail(ErrorCode::Unsupported, std::move(what), QStringLiteral("save it again with PyTorch"));
}

/// The data of the field of 64-bit numbers, empty where there is none; nothing where the fields are no sound list.
std::optional<std::string_view> extra64(std::string_view extra)
{
    std::string_view found;
    for (ByteInput input(extra); input.remaining() > 0;) {
        const auto id = input.number(2);
        const auto bytes = input.number(2);
        const auto data = bytes ? input.take(*bytes) : std::nullopt;
        if (!data || (*id == kExtra64 && !found.empty()))
            return std::nullopt;
        if (*id == kExtra64)
            found = *data;
    }
    return found;
}

/// Puts the 64-bit numbers where the 32-bit ones say that they follow; false where there are fewer, or more.
bool widen(std::string_view extra, std::initializer_list<std::uint64_t*> numbers)
{
    const auto data = extra64(extra);
    if (!data)
        return false;
    ByteInput input(*data);
    for (std::uint64_t* number : numbers)
        if (*number == kIn64Bits) {
            const auto wide = input.number(8);
            if (!wide)
                return false;
            *number = *wide;
        }
    return input.remaining() == 0;
}

/// "folder/rest": relative, without steps up, the same wherever it is read.
bool isSoundName(std::string_view name)
{
    if (!isUtf8(name) || !isTensorName(name) || name.find('\\') != std::string_view::npos)
        return false;
    std::size_t parts = 0;
    for (std::size_t start = 0; start <= name.size(); ++parts) {
        const std::size_t end = std::min(name.find('/', start), name.size());
        const std::string_view part = name.substr(start, end - start);
        if (part.empty() || part == "." || part == "..")
            return false;
        start = end + 1;
    }
    return parts > 1;
}

std::string_view folderOf(std::string_view name)
{
    return name.substr(0, name.find('/'));
}

Result<void> checkNames(const std::vector<Entry>& entries)
{
    std::vector<std::string_view> names(entries.size());
    std::ranges::transform(
        entries, names.begin(), [](const Entry& each) -> std::string_view { return each.record.name; });
    for (const std::string_view name : names) {
        if (!isSoundName(name))
            return damaged(QStringLiteral("its record %1 has an impossible name").arg(inQuotes(name)));
        if (folderOf(name) != folderOf(names.front()))
            return damaged(QStringLiteral("its record %1 lies outside the folder of the others").arg(inQuotes(name)));
    }
    if (const auto twice = nameOfTwo(std::move(names)))
        return damaged(QStringLiteral("its record %1 stands there twice").arg(inQuotes(*twice)));
    return {};
}

Result<void> checkKind(const Entry& entry)
{
    const QString name = inQuotes(entry.record.name);
    if ((entry.flags & 1) != 0)
        return foreign(QStringLiteral("its record %1 is encrypted").arg(name));
    if ((entry.flags & ~(kDescriptorFollows | kNameIsUtf8)) != 0)
        return foreign(QStringLiteral("its record %1 is marked as PyTorch marks none").arg(name));
    if (entry.method != 0)
        return foreign(
            QStringLiteral("its record %1 is compressed: it is a TorchScript program, or was packed again").arg(name));
    if (entry.packedBytes != entry.record.bytes)
        return damaged(QStringLiteral("its record %1 has two sizes").arg(name));
    return {};
}

/// The first numbers of an entry, whose rest is its name, its extra fields and its comment.
struct EntryHead {
    Entry entry;
    std::uint64_t nameBytes = 0;
    std::uint64_t extraBytes = 0;
    bool isPlain = true;  // no comment, one part
};

Result<EntryHead> entryHead(ByteInput& directory)
{
    constexpr std::size_t kEntryBytes = 46;
    const auto bytes = directory.take(kEntryBytes);
    if (!bytes)
        return damaged(QStringLiteral("its directory is cut short"));
    ByteFields fields(*bytes);
    if (fields.next(4) != kEntryMagic)
        return damaged(QStringLiteral("its directory is no list of records"));
    EntryHead head;
    fields.skip(4);  // versions
    head.entry.flags = fields.next(2);
    head.entry.method = fields.next(2);
    fields.skip(4);  // time
    head.entry.record.crc32 = static_cast<std::uint32_t>(fields.next(4));
    head.entry.packedBytes = fields.next(4);
    head.entry.record.bytes = fields.next(4);
    head.nameBytes = fields.next(2);
    head.extraBytes = fields.next(2);
    const std::uint64_t commentBytes = fields.next(2);
    const std::uint64_t part = fields.next(2);
    head.isPlain = commentBytes == 0 && part == 0;
    fields.skip(6);  // attributes
    head.entry.start = fields.next(4);
    return head;
}

Result<Entry> nextEntry(ByteInput& directory)
{
    auto head = entryHead(directory);
    if (!head)
        return failWith(std::move(head));
    if (!head->isPlain)
        return foreign(QStringLiteral("its directory has comments or several parts"));
    Entry& entry = head->entry;
    const auto name = directory.take(head->nameBytes);
    const auto extra = directory.take(head->extraBytes);
    if (!name || !extra || !widen(*extra, {&entry.record.bytes, &entry.packedBytes, &entry.start}))
        return damaged(QStringLiteral("its directory is cut short"));
    entry.record.name = *name;
    return entry;
}

Result<std::vector<Entry>> readEntries(std::string_view directory, std::uint64_t count)
{
    std::vector<Entry> entries;
    for (ByteInput input(directory); input.remaining() > 0;) {
        if (entries.size() == count)
            return damaged(QStringLiteral("its directory lists more records than it counts"));
        auto entry = nextEntry(input);
        if (!entry)
            return failWith(std::move(entry));
        if (auto usable = checkKind(*entry); !usable)
            return failWith(std::move(usable));
        entries.push_back(std::move(*entry));
    }
    if (entries.size() != count)
        return damaged(QStringLiteral("its directory lists fewer records than it counts"));
    return entries;
}

/// Whether a local header says what the directory says. \param extra what follows its name
bool agrees(std::string_view local, std::string_view extra, const Entry& entry)
{
    ByteFields fields(local);
    const bool isLocal = fields.next(4) == kLocalMagic;
    fields.skip(2);  // version
    const std::uint64_t flags = fields.next(2);
    const std::uint64_t method = fields.next(2);
    fields.skip(4);  // time
    const std::uint64_t crc32 = fields.next(4);
    std::uint64_t packedBytes = fields.next(4);
    std::uint64_t bytes = fields.next(4);
    const std::uint64_t nameBytes = fields.next(2);
    if (!isLocal || flags != entry.flags || method != entry.method || nameBytes != entry.record.name.size() ||
        local.substr(kLocalBytes) != entry.record.name)
        return false;
    if (entry.hasDescriptor() && crc32 == 0 && packedBytes == 0 && bytes == 0)
        return true;
    if ((bytes == kIn64Bits || packedBytes == kIn64Bits) && !widen(extra, {&bytes, &packedBytes}))
        return false;
    return crc32 == entry.record.crc32 && packedBytes == entry.packedBytes && bytes == entry.record.bytes;
}

bool describes(std::string_view descriptor, const Entry& entry)
{
    ByteFields fields(descriptor);
    const std::size_t width = (descriptor.size() - 8) / 2;
    return fields.next(4) == kDescriptorMagic && fields.next(4) == entry.record.crc32 &&
        fields.next(width) == entry.packedBytes && fields.next(width) == entry.record.bytes;
}

/// What follows the data is the descriptor that the flags announce, or nothing. \param room bytes to the next record
Result<void> checkDescriptor(const io::ReadFile& file, const Entry& entry, std::uint64_t room)
{
    constexpr std::uint64_t kNarrow = 16;
    constexpr std::uint64_t kWide = 24;
    if (!entry.hasDescriptor() && room == 0)
        return {};
    if (!entry.hasDescriptor() || (room != kNarrow && room != kWide))
        return damaged(
            QStringLiteral("bytes that belong to nothing follow its record %1").arg(inQuotes(entry.record.name)));
    const auto bytes = file.bytesAt(entry.record.offset + entry.record.bytes, room);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    if (!describes(*bytes, entry))
        return damaged(QStringLiteral("its record %1 and its directory disagree").arg(inQuotes(entry.record.name)));
    return {};
}

/// Finds the data behind a record's local header. \param end where the next record, or the directory, begins
Result<void> place(const io::ReadFile& file, Entry& entry, std::uint64_t end)
{
    const QString name = inQuotes(entry.record.name);
    const std::uint64_t headBytes = kLocalBytes + entry.record.name.size();
    if (entry.start > end || end - entry.start < headBytes)
        return damaged(QStringLiteral("its record %1 overlaps another").arg(name));
    const auto local = file.bytesAt(entry.start, headBytes);
    if (!local)
        return tl::unexpected<Error>(local.error());
    const std::uint64_t extraBytes = ByteFields(std::string_view(*local).substr(kLocalBytes - 2)).next(2);
    std::uint64_t room = end - entry.start - headBytes;
    const auto extra = file.bytesAt(entry.start + headBytes, std::min(extraBytes, room));
    if (!extra)
        return tl::unexpected<Error>(extra.error());
    if (!agrees(*local, *extra, entry))
        return damaged(QStringLiteral("its record %1 and its directory disagree").arg(name));
    room -= extra->size();
    if (extra->size() < extraBytes || entry.record.bytes > room)
        return damaged(QStringLiteral("its record %1 overlaps another").arg(name));
    entry.record.offset = entry.start + headBytes + extraBytes;
    return checkDescriptor(file, entry, room - entry.record.bytes);
}

Result<std::vector<Entry>> listedEntries(const io::ReadFile& file, const ZipEnd& end)
{
    if (end.count > kMaximumRecords || end.directoryBytes > kMaximumDirectoryBytes)
        return fail(ErrorCode::Unsupported, QStringLiteral("it holds more than %1 records").arg(kMaximumRecords));
    if (end.count == 0)
        return damaged(QStringLiteral("it holds no records"));
    const auto bytes = file.bytesAt(end.directoryAt, end.directoryBytes);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    auto entries = readEntries(*bytes, end.count);
    if (!entries)
        return entries;
    if (auto sound = checkNames(*entries); !sound)
        return failWith(std::move(sound));
    std::ranges::sort(*entries, {}, &Entry::start);
    if (entries->front().start != 0)
        return damaged(QStringLiteral("its first record is not at its start"));
    return entries;
}

Result<std::vector<ZipRecord>> readRecords(const io::ReadFile& file)
{
    const auto end = readZipEnd(file);
    if (!end)
        return tl::unexpected<Error>(end.error());
    auto entries = listedEntries(file, *end);
    if (!entries)
        return failWith(std::move(entries));
    std::vector<ZipRecord> records;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        const bool isLast = i + 1 == entries->size();
        Entry& entry = (*entries)[i];
        if (auto placed = place(file, entry, isLast ? end->directoryAt : (*entries)[i + 1].start); !placed)
            return failWith(std::move(placed));
        records.push_back(std::move(entry.record));
    }
    return records;
}

}  // namespace

Result<std::vector<ZipRecord>> readZipDirectory(const io::ReadFile& file)
{
    auto records = readRecords(file);
    if (!records)
        return aboutFile(std::move(records).error(), file.path());
    return records;
}

}  // namespace reverie::weights
