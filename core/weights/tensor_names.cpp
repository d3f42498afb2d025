#include "core/weights/tensor_names.h"

#include <QStringDecoder>

#include <algorithm>

namespace reverie::weights {
namespace {

constexpr std::size_t kMaximumNameBytes = 1'024;
constexpr std::size_t kShownBytes = 100;

bool isControl(QChar character)
{
    return character.category() == QChar::Other_Control;
}

QString decoded(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

}  // namespace

bool isUtf8(std::string_view text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decodedText = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    return !decoder.hasError();
}

bool isTensorName(std::string_view name)
{
    if (name.empty() || name.size() > kMaximumNameBytes)
        return false;
    const QString text = decoded(name);
    return std::none_of(text.begin(), text.end(), isControl);
}

std::optional<std::string_view> nameOfTwo(std::vector<std::string_view> names)
{
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    return twice == names.end() ? std::nullopt : std::optional(*twice);
}

Result<void> checkNamesDiffer(const std::vector<TensorInfo>& tensors)
{
    std::vector<std::string_view> names(tensors.size());
    std::ranges::transform(tensors, names.begin(), &TensorInfo::name);
    if (const auto twice = nameOfTwo(std::move(names)))
        return fail(ErrorCode::Corrupt, QStringLiteral("tensor %1 stands there twice").arg(inQuotes(*twice)));
    return {};
}

QString inQuotes(std::string_view name)
{
    QString text = decoded(name.substr(0, kShownBytes));
    text.removeIf(isControl);
    const QString more = name.size() > kShownBytes ? QStringLiteral("...") : QString();
    return QLatin1Char('"') + text + more + QLatin1Char('"');
}

}  // namespace reverie::weights
