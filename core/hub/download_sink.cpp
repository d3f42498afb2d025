#include "core/hub/download_sink.h"

#include "core/hub/speed_limit.h"

#include <QRegularExpression>

namespace reverie::hub {
namespace {

constexpr std::size_t kLimitedPiece = 16u << 10;

std::optional<std::uint64_t> length(const net::HttpReply& head)
{
    bool isNumber = false;
    const qulonglong bytes = net::headerValue(head.headers, "content-length").toULongLong(&isNumber);
    return isNumber ? std::optional<std::uint64_t>(bytes) : std::nullopt;
}

/// The ETag of whoever sends the bytes, when it promises that they are the same to the last one.
QString strongEtag(const net::HttpReply& head)
{
    const QByteArray etag = net::headerValue(head.headers, "etag").trimmed();
    return etag.size() > 2 && etag.size() < 200 && etag.startsWith('"') && etag.endsWith('"')
        ? QString::fromLatin1(etag)
        : QString();
}

}  // namespace

DownloadSink::DownloadSink(PartFile& part, std::uint64_t size, SpeedLimit* limit, Cancellation cancellation, Came came)
    : m_part(part), m_size(size), m_limit(limit), m_cancellation(std::move(cancellation)), m_came(std::move(came))
{
}

Result<void> DownloadSink::refuse(Trouble trouble, QString detail)
{
    m_trouble = trouble;
    return fail(ErrorCode::Corrupt, std::move(detail), QStringLiteral("try again later"));
}

bool DownloadSink::isRightRange(const net::HttpReply& head) const
{
    static const QRegularExpression pattern(QStringLiteral("^bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})\\z"));
    const auto range = pattern.match(QString::fromLatin1(net::headerValue(head.headers, "content-range").trimmed()));
    return range.hasMatch() && range.captured(1).toULongLong() == m_part.bytes() &&
        range.captured(2).toULongLong() + 1 == m_size && range.captured(3).toULongLong() == m_size;
}

Result<void> DownloadSink::begin(const net::HttpReply& head)
{
    if (net::headerValue(head.headers, "content-type").trimmed().toLower().startsWith("text/html"))
        return refuse(Trouble::SignInPage, QStringLiteral("%1 sent a page in place of the file").arg(head.url.host()));
    const bool isRest = head.status == 206;
    if (isRest ? !isRightRange(head) : head.status != 200)
        return refuse(
            Trouble::WrongRange, QStringLiteral("%1 sent another part than was asked for").arg(head.url.host()));
    if (!isRest && m_part.bytes() > 0)
        if (auto restarted = m_part.restart(); !restarted)
            return restarted;
    if (auto right = checkLength(head); !right)
        return right;
    return m_part.setValidator(strongEtag(head));
}

Result<void> DownloadSink::checkLength(const net::HttpReply& head)
{
    const auto bytes = length(head);
    if (!bytes || *bytes == m_size - m_part.bytes())
        return {};
    return refuse(Trouble::WrongSize,
        QStringLiteral("%1 sends %2 bytes where the Hub announced %3")
            .arg(head.url.host())
            .arg(*bytes + m_part.bytes())
            .arg(m_size));
}

Result<void> DownloadSink::add(std::span<const std::byte> bytes)
{
    const std::uint64_t left = m_size - m_part.bytes();
    const bool isTooMuch = bytes.size() > left;
    bytes = bytes.first(std::min<std::uint64_t>(bytes.size(), left));
    while (!bytes.empty()) {
        // Under a limit in small pieces, so that it is felt as slowness and not as jumps.
        const bool isLimited = m_limit && m_limit->perSecond() > 0;
        const auto piece = bytes.first(isLimited ? std::min(bytes.size(), kLimitedPiece) : bytes.size());
        if (auto taken = take(piece); !taken)
            return taken;
        bytes = bytes.subspan(piece.size());
    }
    if (isTooMuch)
        return refuse(
            Trouble::WrongSize, QStringLiteral("more bytes came than the %1 that the Hub announced").arg(m_size));
    return {};
}

Result<void> DownloadSink::take(std::span<const std::byte> piece)
{
    if (m_limit)
        if (auto passed = m_limit->pass(piece.size(), m_cancellation); !passed)
            return passed;
    if (auto written = m_part.append(piece); !written)
        return written;
    if (m_came)
        m_came(m_part.bytes());
    return {};
}

}  // namespace reverie::hub
