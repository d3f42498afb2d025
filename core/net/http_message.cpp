#include "core/net/http_message.h"

#include <algorithm>

namespace reverie::net {

QByteArray headerValue(const Headers& headers, QByteArrayView name)
{
    const auto found = std::find_if(headers.begin(), headers.end(),
        [name](const Header& each) { return each.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == headers.end() ? QByteArray() : found->value;
}

}  // namespace reverie::net
