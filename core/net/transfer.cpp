#include "core/net/transfer.h"

#include "core/net/address.h"
#include "core/net/body_sink.h"
#include "core/net/origin.h"
#include "core/net/transfer_errors.h"

#include <cstring>

namespace reverie::net {
namespace {

constexpr std::size_t kMostHeaderBytes = 256 * 1024;
constexpr long kBufferBytes = 512 * 1024;

template <typename Value>
void set(CURL* handle, CURLoption option, Value value)
{
    [[maybe_unused]] const CURLcode code = curl_easy_setopt(handle, option, value);
    Q_ASSERT(code == CURLE_OK);
}

bool isEncoded(const Headers& headers)
{
    const QByteArray encoding = headerValue(headers, "content-encoding").trimmed().toLower();
    return !encoding.isEmpty() && encoding != "identity";
}

}  // namespace

Transfer::Transfer(CURL* handle, const HttpRequest& request, const Setting& setting)
    : m_handle(handle), m_request(request), m_setting(setting)
{
}

Transfer::~Transfer()
{
    for (curl_slist* each = m_headers; each != nullptr; each = each->next)
        explicit_bzero(each->data, std::strlen(each->data));
    curl_slist_free_all(m_headers);
}

Result<HttpReply> Transfer::run()
{
    curl_easy_reset(m_handle);
    setUp();
    m_reply.url = m_request.url;
    m_lastMoved = std::chrono::steady_clock::now();
    const CURLcode code = curl_easy_perform(m_handle);
    if (m_error)
        return tl::unexpected<Error>(*std::move(m_error));
    if (code != CURLE_OK)
        return tl::unexpected<Error>(
            transferError(code, {m_handle, m_words.data(), m_request.url, m_setting.net, m_certificates}));
    if (!m_isHeadTaken)
        if (auto head = endOfHead(); !head)
            return failWith(std::move(head));
    return std::move(m_reply);
}

bool Transfer::isPrivatelyAnswered() const
{
    char* address = nullptr;
    const bool isKnown = curl_easy_getinfo(m_handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address != nullptr;
    return isKnown && !isProxied(m_request.url, m_setting.net) && isPrivateAddress(QString::fromLatin1(address));
}

void Transfer::setUp()
{
    set(m_handle, CURLOPT_URL, m_request.url.toEncoded(QUrl::FullyEncoded).constData());
    set(m_handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(m_handle, CURLOPT_PATH_AS_IS, 1L);
    set(m_handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(m_handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(m_handle, CURLOPT_NOSIGNAL, 1L);
    // A name server that is silent would otherwise hold up a cancellation.
    set(m_handle, CURLOPT_QUICK_EXIT, 1L);
    set(m_handle, CURLOPT_TCP_KEEPALIVE, 1L);
    set(m_handle, CURLOPT_BUFFERSIZE, kBufferBytes);
    set(m_handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_setting.net.connectTimeoutMs));
    set(m_handle, CURLOPT_ERRORBUFFER, m_words.data());
    set(m_handle, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(m_handle, CURLOPT_HEADERDATA, this);
    set(m_handle, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(m_handle, CURLOPT_WRITEDATA, this);
    set(m_handle, CURLOPT_NOPROGRESS, 0L);
    set(m_handle, CURLOPT_XFERINFOFUNCTION, &Transfer::onProgress);
    set(m_handle, CURLOPT_XFERINFODATA, this);
    set(m_handle, CURLOPT_PREREQFUNCTION, &Transfer::onConnected);
    set(m_handle, CURLOPT_PREREQDATA, this);
    setUpMethod();
    setUpTrust();
    setUpProxy();
}

void Transfer::setUpMethod()
{
    if (m_request.method == "HEAD") {
        set(m_handle, CURLOPT_NOBODY, 1L);
    } else if (m_request.method != "GET") {
        set(m_handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(m_handle, CURLOPT_POSTFIELDS, m_request.body.constData());
        set(m_handle, CURLOPT_CUSTOMREQUEST, m_request.method.constData());
    }
    for (const Header& header : m_request.headers)
        addHeader(header.name + ": " + header.value);
    if (!m_request.bearer.isEmpty()) {
        QByteArray line = "Authorization: Bearer " + m_request.bearer.reveal();
        addHeader(line);
        explicit_bzero(line.data(), static_cast<std::size_t>(line.size()));
    }
    addHeader("Accept-Encoding: identity");
    addHeader("User-Agent: " + m_setting.net.userAgent.toUtf8());
    addHeader("Expect:");
    set(m_handle, CURLOPT_HTTPHEADER, m_headers);
}

void Transfer::setUpTrust()
{
    set(m_handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(m_handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(m_handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    m_certificates.watch(m_handle, m_setting.net.extraCaFile);
}

void Transfer::setUpProxy()
{
    set(m_handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (Origin::of(m_request.url).isLoopback()) {
        set(m_handle, CURLOPT_PROXY, "");
        return;
    }
    if (!m_setting.net.proxy.isEmpty())
        set(m_handle, CURLOPT_PROXY, m_setting.net.proxy.toUtf8().constData());
    if (m_setting.net.proxyUser.isEmpty())
        return;
    set(m_handle, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_ANY));
    set(m_handle, CURLOPT_PROXYUSERNAME, m_setting.net.proxyUser.toUtf8().constData());
    set(m_handle, CURLOPT_PROXYPASSWORD, m_setting.net.proxyPassword.reveal().constData());
}

void Transfer::addHeader(const QByteArray& line)
{
    // What holds a line break would be two headers.
    if (!line.contains('\n') && !line.contains('\r'))
        m_headers = curl_slist_append(m_headers, line.constData());
}

std::size_t Transfer::stop(Error error)
{
    if (!m_error)
        m_error = std::move(error);
    return 0;
}

std::size_t Transfer::takeHeader(QByteArrayView line)
{
    m_lastMoved = std::chrono::steady_clock::now();
    m_headerBytes += static_cast<std::size_t>(line.size());
    if (m_headerBytes > kMostHeaderBytes)
        return stop(
            {ErrorCode::Unsupported, QStringLiteral("%1 sends headers without end").arg(m_request.url.host()), {}, {}});
    if (line.startsWith("HTTP/")) {
        m_reply.headers.clear();
        return static_cast<std::size_t>(line.size());
    }
    const qsizetype colon = line.indexOf(':');
    if (colon > 0)
        m_reply.headers.push_back(
            {line.first(colon).toByteArray().toLower(), line.sliced(colon + 1).trimmed().toByteArray()});
    return static_cast<std::size_t>(line.size());
}

Result<void> Transfer::endOfHead()
{
    m_isHeadTaken = true;
    long status = 0;
    curl_easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &status);
    m_reply.status = static_cast<int>(status);
    if (isEncoded(m_reply.headers) && isSuccess() && m_request.method != "HEAD")
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 sends a packed answer though a plain one was asked for").arg(m_request.url.host()),
            QStringLiteral("try again; if it stays so, look for a proxy in between that changes answers"));
    if (m_setting.sink != nullptr && isSuccess())
        return m_setting.sink->begin(m_reply);
    return {};
}

std::size_t Transfer::takeBody(std::span<const std::byte> bytes)
{
    if (!m_isHeadTaken)
        if (auto head = endOfHead(); !head)
            return stop(std::move(head).error());
    if (m_setting.sink != nullptr && isSuccess()) {
        if (auto taken = m_setting.sink->add(bytes); !taken)
            return stop(std::move(taken).error());
        m_lastMoved = std::chrono::steady_clock::now();
        return bytes.size();
    }
    if (isEncoded(m_reply.headers))
        return bytes.size();
    if (static_cast<std::uint64_t>(m_reply.body.size()) + bytes.size() > m_request.mostBytes)
        return stop({ErrorCode::Unsupported,
            QStringLiteral("the answer of %1 is longer than %2 bytes")
                .arg(m_request.url.host())
                .arg(m_request.mostBytes),
            QStringLiteral("try again later"), {}});
    m_reply.body.append(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()));
    return bytes.size();
}

int Transfer::watch(curl_off_t moved)
{
    if (m_setting.cancellation.isCancelled()) {
        std::ignore = stop({ErrorCode::Cancelled, QStringLiteral("the transfer was cancelled"), {}, {}});
        return 1;
    }
    const auto now = std::chrono::steady_clock::now();
    if (moved != std::exchange(m_moved, moved)) {
        m_lastMoved = now;
        return 0;
    }
    if (now - m_lastMoved < std::chrono::milliseconds(m_setting.net.stallTimeoutMs))
        return 0;
    std::ignore = stop(stalledError(m_request.url, m_setting.net));
    return 1;
}

std::size_t Transfer::onHeader(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeHeader({data, static_cast<qsizetype>(size * count)});
}

std::size_t Transfer::onBody(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeBody({reinterpret_cast<const std::byte*>(data), size * count});
}

int Transfer::onProgress(void* self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up)
{
    return static_cast<Transfer*>(self)->watch(down + up);
}

int Transfer::onConnected(void* self, char*, char*, int, int)
{
    auto* transfer = static_cast<Transfer*>(self);
    if (transfer->m_setting.mayAnswerPrivately || !transfer->isPrivatelyAnswered())
        return CURL_PREREQFUNC_OK;
    std::ignore = transfer->stop({ErrorCode::Network,
        QStringLiteral("we were sent on to %1, which is in a private network").arg(transfer->m_request.url.host()),
        QStringLiteral("Reverie does not go there; try again later or in another network"), {}});
    return CURL_PREREQFUNC_ABORT;
}

}  // namespace reverie::net
