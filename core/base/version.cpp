#include "core/base/version.h"

namespace reverie {

QString version()
{
    return QStringLiteral(REVERIE_VERSION);
}

}  // namespace reverie
