#pragma once

#include <QLocale>

namespace reverie {

/// "2.1 GB", as people write it.
[[nodiscard]] inline QString sizeText(std::uint64_t bytes)
{
    return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

}  // namespace reverie
