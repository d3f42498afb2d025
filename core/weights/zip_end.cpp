#include "core/weights/zip_end.h"

#include "core/weights/byte_input.h"

namespace reverie::weights {
namespace {

constexpr std::uint32_t kEndMagic = 0x06054b50;
constexpr std::uint32_t kWideEndMagic = 0x06064b50;
constexpr std::uint32_t kLocatorMagic = 0x07064b50;

constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kWideEndBytes = 56;
constexpr std::uint64_t kWideSizeField = kWideEndBytes - 12;  // counts what follows it
constexpr std::uint64_t kLocatorBytes = 20;
constexpr std::uint64_t kManyRecords = 0xffff;

tl::unexpected<Error> damaged(const char* what)
{
    return fail(ErrorCode::Corrupt, QString::fromLatin1(what));
}

tl::unexpected<Error> foreign(const char* what)
{
    return fail(ErrorCode::Unsupported, QString::fromLatin1(what), QStringLiteral("save it again with PyTorch"));
}

Result<ZipEnd> narrowEnd(const io::ReadFile& file, std::uint64_t at)
{
    const auto bytes = file.bytesAt(at, kEndBytes);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    ByteFields fields(*bytes);
    if (fields.next(4) != kEndMagic)
        return damaged("it does not end as an archive does: it is cut short, or something follows it");
    const std::uint64_t part = fields.next(2);
    const std::uint64_t directoryPart = fields.next(2);
    const std::uint64_t countHere = fields.next(2);
    ZipEnd end;
    end.count = fields.next(2);
    end.directoryBytes = fields.next(4);
    end.directoryAt = fields.next(4);
    if (fields.next(2) != 0)
        return foreign("it has the comment of an archive");
    if (part != 0 || directoryPart != 0 || countHere != end.count)
        return foreign("it is one of several parts");
    return end;
}

/// \param bytes the Zip64 end record and the locator behind it
Result<ZipEnd> wideEnd(std::string_view bytes, std::uint64_t at, const ZipEnd& narrow)
{
    ByteFields locator(bytes.substr(kWideEndBytes + 4));
    bool agrees = locator.next(4) == 0 && locator.next(8) == at && locator.next(4) == 1;
    ByteFields fields(bytes);
    agrees = agrees && fields.next(4) == kWideEndMagic && fields.next(8) == kWideSizeField;
    if (!agrees)
        return damaged("its two end records disagree");
    fields.skip(4);
    const std::uint64_t part = fields.next(4);
    const std::uint64_t directoryPart = fields.next(4);
    const std::uint64_t countHere = fields.next(8);
    ZipEnd end;
    end.count = fields.next(8);
    end.directoryBytes = fields.next(8);
    end.directoryAt = fields.next(8);
    const auto fits = [](std::uint64_t small, std::uint64_t large, std::uint64_t most) {
        return small == large || (small == most && large >= most);
    };
    if (part != 0 || directoryPart != 0 || countHere != end.count || !fits(narrow.count, end.count, kManyRecords) ||
        !fits(narrow.directoryBytes, end.directoryBytes, kIn64Bits) ||
        !fits(narrow.directoryAt, end.directoryAt, kIn64Bits))
        return damaged("its two end records disagree");
    return end;
}

Result<ZipEnd> endingAt(std::uint64_t at, const ZipEnd& end)
{
    if (end.directoryAt > at || end.directoryBytes != at - end.directoryAt)
        return damaged("its directory is not where its end says");
    return end;
}

}  // namespace

Result<ZipEnd> readZipEnd(const io::ReadFile& file)
{
    if (file.size() < kEndBytes)
        return damaged("it is cut short");
    const std::uint64_t at = file.size() - kEndBytes;
    auto narrow = narrowEnd(file, at);
    if (!narrow || at < kWideEndBytes + kLocatorBytes)
        return narrow ? endingAt(at, *narrow) : std::move(narrow);
    const std::uint64_t wideAt = at - kWideEndBytes - kLocatorBytes;
    const auto bytes = file.bytesAt(wideAt, kWideEndBytes + kLocatorBytes);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    if (ByteFields(std::string_view(*bytes).substr(kWideEndBytes)).next(4) != kLocatorMagic)
        return endingAt(at, *narrow);
    const auto wide = wideEnd(*bytes, wideAt, *narrow);
    return wide ? endingAt(wideAt, *wide) : wide;
}

}  // namespace reverie::weights
