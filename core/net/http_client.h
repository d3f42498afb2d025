#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/net/http_message.h"
#include "core/net/net_settings.h"

#include <memory>

namespace reverie::net {

class BodySink;
class HandlePool;

/// Speaks HTTP through libcurl. Any number of threads may use one client at a time; connections are kept for the next
/// request. https only, except to this computer; certificates and host names are always checked, and nothing turns that
/// off. Credentials stay with the origin of the request, through any chain of redirects. Every body is asked for
/// unencoded.
///
/// Calls block until the answer is whole or fails, and return within 2 s after a cancellation. They try once.
/// Errors: Cancelled; Network (not found, not reachable, cut off, a refused redirect); Timeout; Tls (what is wrong with
/// the certificate, or an address without https); Unauthorized (only ever the proxy, which wants a name and a
/// password); Unsupported (a body that is too long or encoded); InvalidArgument (an address of another kind, or one
/// with a password in it). Their texts name the host or the proxy, and never a path, a query or a token.
class HttpClient final {
public:
    explicit HttpClient(NetSettings settings);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] Result<HttpReply> send(const HttpRequest& request, const Cancellation& cancellation) const;

    /// As send(), but the body of an answer of 200 to 299 goes to the sink. Other answers are returned as by send(),
    /// and the sink hears nothing. A body that ends before its announced length is a Network error; what came before
    /// that is with the sink.
    [[nodiscard]] Result<HttpReply> stream(
        const HttpRequest& request, BodySink& sink, const Cancellation& cancellation) const;

private:
    [[nodiscard]] Result<HttpReply> perform(
        const HttpRequest& request, BodySink* sink, const Cancellation& cancellation) const;

    NetSettings m_settings;
    std::unique_ptr<HandlePool> m_handles;
};

}  // namespace reverie::net
