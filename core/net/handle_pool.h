#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <vector>

namespace reverie::net {

/// libcurl's handles, each with the connections that it left open. One mutex guards the list; a handle belongs to
/// whoever took it and comes back when that one is done.
class HandlePool final {
public:
    struct GiveBack {
        HandlePool* pool = nullptr;
        bool isSpoilt = false;  ///< after a failure libcurl may still be at work in it, and it is not used again
        void operator()(CURL* handle) const noexcept { isSpoilt ? curl_easy_cleanup(handle) : pool->giveBack(handle); }
    };
    using Lease = std::unique_ptr<CURL, GiveBack>;

    HandlePool();
    ~HandlePool();
    HandlePool(const HandlePool&) = delete;
    HandlePool& operator=(const HandlePool&) = delete;

    /// The one that was used last, or a new one; null when memory is short.
    [[nodiscard]] Lease take();

private:
    void giveBack(CURL* handle) noexcept;

    std::mutex m_mutex;
    std::vector<CURL*> m_idle;
};

}  // namespace reverie::net
