#pragma once

#include "core/net/http_message.h"
#include "tests/support/fake_hub/fault.h"

#include <QByteArray>
#include <QList>
#include <QUrlQuery>

namespace reverie::fake_hub {

using net::Header;
using net::Headers;

/// What came in over a socket.
struct Request {
    QByteArray method;
    QByteArray path;   ///< as it was sent, percent signs and all
    QByteArray query;  ///< behind the question mark
    Headers headers;   ///< names lower case
    QByteArray body;

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return net::headerValue(headers, name); }
    [[nodiscard]] QString parameter(const QString& name) const
    {
        return QUrlQuery(QString::fromLatin1(query)).queryItemValue(name, QUrl::FullyDecoded);
    }
};

/// What goes out. Content-Length is added on the way, as `fault` will have it.
struct Answer {
    int status = 200;
    Headers headers;
    QByteArray body;
    Fault fault;
};

}  // namespace reverie::fake_hub
