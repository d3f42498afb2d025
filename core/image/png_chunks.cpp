#include "core/image/png_chunks.h"

#include "core/image/text_encoding.h"

#include <algorithm>
#include <zlib.h>

namespace reverie::image {
namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kChunkFrame = 12;  // length, type, checksum

std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Cuts the bytes before the next NUL off `rest`; nothing when there is none.
std::optional<std::string_view> takeString(std::string_view& rest)
{
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return taken;
}

enum class Unpacking { Done, Damaged, TooLarge };

/// Inflates `packed` to at most `limit` bytes.
Unpacking unpack(std::string_view packed, std::size_t limit, QByteArray& into)
{
    z_stream stream = {};
    if (inflateInit(&stream) != Z_OK)
        return Unpacking::Damaged;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    char buffer[16384];
    int state = Z_OK;
    while (state == Z_OK && static_cast<std::size_t>(into.size()) <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = sizeof buffer;
        state = inflate(&stream, Z_NO_FLUSH);
        into.append(buffer, static_cast<qsizetype>(sizeof buffer - stream.avail_out));
    }
    inflateEnd(&stream);
    if (static_cast<std::size_t>(into.size()) > limit)
        return Unpacking::TooLarge;
    return state == Z_STREAM_END ? Unpacking::Done : Unpacking::Damaged;
}

/// What is left of a chunk once its keyword and flags are read.
struct TextBody {
    std::string_view bytes;
    bool isPacked = false;
};

/// iTXt: packed?, method, language, translated keyword, text. zTXt: method, packed text. tEXt: text.
std::optional<TextBody> bodyOf(std::string_view type, std::string_view rest)
{
    if (type == "tEXt")
        return TextBody{rest, false};
    if (rest.empty())
        return std::nullopt;
    const bool isInternational = type == "iTXt";
    const bool isPacked = !isInternational || rest[0] == 1;
    rest.remove_prefix(isInternational ? 1 : 0);
    if (rest.empty() || (isPacked && rest[0] != 0))
        return std::nullopt;
    rest.remove_prefix(1);
    if (isInternational && (!takeString(rest) || !takeString(rest)))
        return std::nullopt;
    return TextBody{rest, isPacked};
}

}  // namespace

std::uint32_t bigEndian32(std::span<const std::byte> bytes)
{
    const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
    return at(0) << 24 | at(1) << 16 | at(2) << 8 | at(3);
}

bool PngChunks::hasSignature() const
{
    return textOf(m_file).substr(0, kSignature.size()) == kSignature;
}

std::optional<PngChunk> PngChunks::next()
{
    if (m_file.size() < m_at + kChunkFrame)
        return std::nullopt;
    const std::span rest = m_file.subspan(m_at);
    const std::size_t size = bigEndian32(rest);
    if (size > rest.size() - kChunkFrame)
        return std::nullopt;
    const std::span covered = rest.subspan(4, 4 + size);
    const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
    m_at += kChunkFrame + size;
    return PngChunk{textOf(rest.subspan(4, 4)), rest.subspan(8, size), sum == bigEndian32(rest.subspan(8 + size))};
}

void PngTextReader::read(const PngChunk& chunk, PngMetadata& metadata)
{
    std::string_view rest = textOf(chunk.data);
    const auto keyword = takeString(rest);
    const auto body = keyword ? bodyOf(chunk.type, rest) : std::nullopt;
    if (!body || keyword->empty() || keyword->size() > 79) {
        metadata.isTextDamaged = true;
        return;
    }
    const bool isFull = metadata.texts.size() >= static_cast<std::size_t>(kMaxPngTexts);
    if (isFull || (!body->isPacked && body->bytes.size() > m_left)) {
        metadata.isTextCut = true;
        return;
    }
    QByteArray unpacked;
    const Unpacking outcome = body->isPacked ? unpack(body->bytes, m_left, unpacked) : Unpacking::Done;
    metadata.isTextDamaged = metadata.isTextDamaged || outcome == Unpacking::Damaged;
    metadata.isTextCut = metadata.isTextCut || outcome == Unpacking::TooLarge;
    if (outcome != Unpacking::Done)
        return;
    const QByteArrayView bytes = body->isPacked
        ? QByteArrayView(unpacked)
        : QByteArrayView(body->bytes.data(), static_cast<qsizetype>(body->bytes.size()));
    m_left -= static_cast<std::size_t>(bytes.size());
    metadata.texts.push_back(
        {QString::fromLatin1(keyword->data(), static_cast<qsizetype>(keyword->size())), textOfBytes(bytes)});
}

}  // namespace reverie::image
