#include "core/io/digest.h"

#include "core/io/openssl_start.h"

#include <openssl/evp.h>

#include <new>

namespace reverie::io {

Digest newDigest()
{
    startOpenSsl();
    Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!digest)
        throw std::bad_alloc();
    return digest;
}

}  // namespace reverie::io
