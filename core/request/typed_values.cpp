#include "core/request/typed_values.h"

#include "core/request/quoted.h"

#include <QRandomGenerator>
#include <QRegularExpression>

#include <charconv>

namespace reverie::request {

std::uint64_t drawSeed()
{
    return QRandomGenerator::system()->generate();
}

Result<std::optional<std::uint64_t>> parseSeed(const QString& text)
{
    const QByteArray digits = text.trimmed().toUtf8();
    if (digits == "-1" || digits.compare("random", Qt::CaseInsensitive) == 0)
        return std::nullopt;
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), seed);
    if (digits.isEmpty() || error != std::errc() || end != digits.end())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 is no seed").arg(quoted(text)),
            QStringLiteral("give a whole number from 0 to 18446744073709551615, or -1 to have one drawn"));
    return seed;
}

Result<PictureSize> parseSize(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*([0-9]{1,6})\\s*(?:[xX×]\\s*([0-9]{1,6})\\s*)?$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 is no size").arg(quoted(text)),
            QStringLiteral("write width and height in pixels like 512x768"));
    const int width = match.captured(1).toInt();
    return PictureSize{width, match.hasCaptured(2) ? match.captured(2).toInt() : width};
}

}  // namespace reverie::request
