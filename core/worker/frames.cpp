#include "core/worker/frames.h"

#include <QtEndian>

#include <algorithm>
#include <string>

namespace reverie::worker {
namespace {

constexpr std::size_t kLengthBytes = sizeof(quint32);
/// What is reserved ahead of the bytes that have arrived, at least.
constexpr std::size_t kStepBytes = std::size_t{256} << 10;

tl::unexpected<Error> broken(const char* rule)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("a frame %1").arg(QLatin1String(rule)));
}

/// The object in `text`, or nothing when it is not exactly one object of tolerable depth.
std::optional<nlohmann::json> parseHeader(const std::vector<std::uint8_t>& text)
{
    bool isShallow = true;
    const auto watchDepth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        isShallow = isShallow && depth <= kMaxHeaderDepth;
        return isShallow;
    };
    if (text.front() != '{')
        return std::nullopt;
    auto header = nlohmann::json::parse(text.begin(), text.end(), watchDepth, false);
    if (!isShallow || !header.is_object())
        return std::nullopt;
    return header;
}

/// The announced length, 0 when the header announces none, or nothing when it is not a length within the cap.
std::optional<std::size_t> payloadBytes(const nlohmann::json& header)
{
    const auto member = header.find("payload");
    if (member == header.end())
        return 0;
    if (!member->is_number_unsigned() || member->get<std::uint64_t>() > kMaxPayloadBytes)
        return std::nullopt;
    return member->get<std::size_t>();
}

}  // namespace

Result<QByteArray> encodeHead(nlohmann::json header, std::size_t payloadBytes)
{
    if (payloadBytes > kMaxPayloadBytes)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("a picture of %1 bytes is too large").arg(payloadBytes));
    if (payloadBytes > 0)
        header["payload"] = payloadBytes;
    const std::string text = header.dump();
    if (text.size() > kMaxHeaderBytes)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("a message of %1 bytes is too long").arg(text.size()));
    QByteArray head(static_cast<qsizetype>(kLengthBytes), Qt::Uninitialized);
    qToLittleEndian(static_cast<quint32>(text.size()), head.data());
    return head.append(text.data(), static_cast<qsizetype>(text.size()));
}

FrameDecoder::FrameDecoder()
{
    begin(Part::Length, kLengthBytes);
}

void FrameDecoder::begin(Part part, std::size_t bytes)
{
    m_part = part;
    m_wanted = bytes;
    m_filled = 0;
    m_storage.clear();
}

std::span<std::uint8_t> FrameDecoder::room()
{
    if (m_filled == m_storage.size()) {
        const std::size_t ahead = std::max(m_storage.size(), kStepBytes);
        m_storage.resize(std::min(m_wanted, m_filled + ahead));
    }
    return std::span(m_storage).subspan(m_filled);
}

Result<std::optional<Frame>> FrameDecoder::advance(std::size_t count)
{
    if (m_part == Part::Broken)
        return broken("followed a broken one");
    Q_ASSERT(m_filled + count <= m_storage.size());
    m_filled += count;
    if (m_filled < m_wanted)
        return std::nullopt;
    auto frame = finishPart();
    if (!frame)
        begin(Part::Broken, 1);
    return frame;
}

Result<std::optional<Frame>> FrameDecoder::finishPart()
{
    switch (m_part) {
    case Part::Length:
        return finishLength();
    case Part::Header:
        return finishHeader();
    default:
        return finishFrame();
    }
}

Result<std::optional<Frame>> FrameDecoder::finishLength()
{
    const std::size_t length = qFromLittleEndian<quint32>(m_storage.data());
    if (length == 0)
        return broken("has no header");
    if (length > kMaxHeaderBytes)
        return broken("announces a header of more than 1 MiB");
    begin(Part::Header, length);
    return std::nullopt;
}

Result<std::optional<Frame>> FrameDecoder::finishHeader()
{
    auto header = parseHeader(m_storage);
    if (!header)
        return broken("has a header that is no JSON object");
    const auto bytes = payloadBytes(*header);
    if (!bytes)
        return broken("announces a payload that is no length of at most 512 MiB");
    m_header = std::move(*header);
    if (*bytes == 0) {
        m_storage.clear();
        return finishFrame();
    }
    begin(Part::Payload, *bytes);
    return std::nullopt;
}

std::optional<Frame> FrameDecoder::finishFrame()
{
    Frame frame{std::exchange(m_header, {}), std::exchange(m_storage, {})};
    begin(Part::Length, kLengthBytes);
    return frame;
}

}  // namespace reverie::worker
