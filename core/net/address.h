#pragma once

#include <QStringView>

namespace reverie::net {

/// Whether this literal IPv4 or IPv6 address is of this computer, a private network, a link or nothing at all, so that
/// no server of the open internet has business sending us there. False for names.
[[nodiscard]] bool isPrivateAddress(QStringView address);

}  // namespace reverie::net
