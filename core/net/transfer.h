#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/net/certificate_witness.h"
#include "core/net/http_message.h"
#include "core/net/net_settings.h"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <optional>
#include <span>

namespace reverie::net {

class BodySink;

/// One request and its answer on one of libcurl's handles, without redirects. Used once, by one thread.
class Transfer final {
public:
    struct Setting {
        const NetSettings& net;
        BodySink* sink = nullptr;        ///< null: the body is kept
        bool mayAnswerPrivately = true;  ///< false: a host that turns out to lie in a private network is not asked
        const Cancellation& cancellation;
    };

    /// All of these outlive the transfer.
    Transfer(CURL* handle, const HttpRequest& request, const Setting& setting);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    [[nodiscard]] Result<HttpReply> run();
    /// Whether the server lies in a private network, as far as can be told: behind a proxy nothing can.
    [[nodiscard]] bool isPrivatelyAnswered() const;

private:
    void setUp();
    void setUpMethod();
    void setUpTrust();
    void setUpProxy();
    void addHeader(const QByteArray& line);

    [[nodiscard]] bool isSuccess() const { return m_reply.status >= 200 && m_reply.status < 300; }
    [[nodiscard]] std::size_t stop(Error error);
    std::size_t takeHeader(QByteArrayView line);
    std::size_t takeBody(std::span<const std::byte> bytes);
    [[nodiscard]] Result<void> endOfHead();
    [[nodiscard]] int watch(curl_off_t moved);

    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static int onProgress(void* self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up);
    static int onConnected(void* self, char* address, char*, int, int);

    CURL* m_handle;
    const HttpRequest& m_request;
    const Setting& m_setting;
    curl_slist* m_headers = nullptr;
    std::array<char, CURL_ERROR_SIZE> m_words = {};
    CertificateWitness m_certificates;
    HttpReply m_reply;
    bool m_isHeadTaken = false;
    std::size_t m_headerBytes = 0;
    std::optional<Error> m_error;
    curl_off_t m_moved = 0;
    std::chrono::steady_clock::time_point m_lastMoved;
};

}  // namespace reverie::net
