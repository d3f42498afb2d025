#pragma once

#include <QString>

class QUrl;

namespace reverie::net {

/// Scheme, host and port: to whom a credential may go. Two addresses of one origin are answered by one server.
struct Origin {
    QString scheme;  ///< lower case
    QString host;    ///< lower case, in ASCII
    int port = -1;   ///< the scheme's own where the address names none

    [[nodiscard]] static Origin of(const QUrl& address);
    /// "https://huggingface.co"; the port only where it is not the scheme's own.
    [[nodiscard]] QString text() const;
    /// 127.0.0.0/8, ::1 or localhost: never leaves this computer.
    [[nodiscard]] bool isLoopback() const;

    bool operator==(const Origin&) const = default;
};

}  // namespace reverie::net
