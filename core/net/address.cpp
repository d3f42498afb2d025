#include "core/net/address.h"

#include <QByteArray>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdint>

namespace reverie::net {
namespace {

struct Block {
    std::uint32_t first;
    int bits;
};

constexpr std::array kPrivate = {
    Block{0x00000000, 8},   // this network
    Block{0x0A000000, 8},   // private
    Block{0x64400000, 10},  // shared by a provider's customers
    Block{0x7F000000, 8},   // loopback
    Block{0xA9FE0000, 16},  // link
    Block{0xAC100000, 12},  // private
    Block{0xC0A80000, 16},  // private
    Block{0xE0000000, 3},   // multicast and reserved
};

bool isPrivate(std::uint32_t address)
{
    return std::any_of(kPrivate.begin(), kPrivate.end(),
        [address](const Block& block) { return ((address ^ block.first) >> (32 - block.bits)) == 0; });
}

bool isPrivate(const in6_addr& address)
{
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        const std::uint8_t* last = address.s6_addr + 12;
        return isPrivate(
            std::uint32_t{last[0]} << 24 | std::uint32_t{last[1]} << 16 | std::uint32_t{last[2]} << 8 | last[3]);
    }
    return IN6_IS_ADDR_LOOPBACK(&address) || IN6_IS_ADDR_UNSPECIFIED(&address) || IN6_IS_ADDR_LINKLOCAL(&address) ||
        IN6_IS_ADDR_MULTICAST(&address) || (address.s6_addr[0] & 0xFE) == 0xFC;
}

}  // namespace

bool isPrivateAddress(QStringView address)
{
    const QByteArray text = address.toLatin1();
    in_addr four = {};
    if (inet_pton(AF_INET, text.constData(), &four) == 1)
        return isPrivate(ntohl(four.s_addr));
    in6_addr six = {};
    return inet_pton(AF_INET6, text.constData(), &six) == 1 && isPrivate(six);
}

}  // namespace reverie::net
