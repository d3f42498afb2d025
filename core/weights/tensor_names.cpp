#include "core/weights/tensor_names.h"

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

bool isTensorName(std::string_view name)
{
    if (name.empty() || name.size() > kMaximumNameBytes)
        return false;
    const QString text = decoded(name);
    return std::none_of(text.begin(), text.end(), isControl);
}

QString inQuotes(std::string_view name)
{
    QString text = decoded(name.substr(0, kShownBytes));
    text.removeIf(isControl);
    const QString more = name.size() > kShownBytes ? QStringLiteral("...") : QString();
    return QLatin1Char('"') + text + more + QLatin1Char('"');
}

}  // namespace reverie::weights
