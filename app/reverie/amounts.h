#pragma once

#include <QString>

namespace reverie::app {

/// "1.72 GB", "492 MB", "12 kB": three digits and the unit of disks (powers of ten).
[[nodiscard]] QString byteAmount(double bytes);

/// "860 M", "1.07 G": counts of numbers.
[[nodiscard]] QString countAmount(double count);

}  // namespace reverie::app
