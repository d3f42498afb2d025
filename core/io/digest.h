#pragma once

#include <memory>

struct evp_md_ctx_st;

namespace reverie::io {

/// The state of one of OpenSSL's digests.
using Digest = std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)>;

/// One that nothing has been said to yet. Throws std::bad_alloc.
[[nodiscard]] Digest newDigest();

}  // namespace reverie::io
