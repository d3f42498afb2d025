#pragma once

#include <QString>

namespace reverie {

/// The version of this program, such as "0.1.0".
QString version();

}  // namespace reverie
