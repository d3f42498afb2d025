#include "app/reverie/amounts.h"

#include <array>

namespace reverie::app {
namespace {

/// Three digits at most, a decimal point only below 100.
QString threeDigits(double number)
{
    return QString::number(number, 'f', number < 9.995 ? 2 : number < 99.95 ? 1 : 0);
}

template <std::size_t N>
QString scaled(double number, const std::array<const char*, N>& units)
{
    std::size_t unit = 0;
    for (; number >= 999.5 && unit + 1 < N; ++unit)
        number /= 1000;
    const QString digits = unit == 0 ? QString::number(number, 'f', 0) : threeDigits(number);
    return (digits + QLatin1Char(' ') + QLatin1String(units[unit])).trimmed();
}

}  // namespace

QString byteAmount(double bytes)
{
    return scaled(bytes, std::array{"bytes", "kB", "MB", "GB", "TB"});
}

QString countAmount(double count)
{
    return scaled(count, std::array{"", "k", "M", "G"});
}

}  // namespace reverie::app
