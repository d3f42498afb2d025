#include "core/io/openssl_start.h"

#include <openssl/crypto.h>

namespace reverie::io {

void startOpenSsl()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

}  // namespace reverie::io
