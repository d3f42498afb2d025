#pragma once

#include "core/hub/hub_answer.h"
#include "core/hub/hub_environment.h"
#include "core/hub/patience.h"
#include "core/hub/repo_info.h"

#include <memory>
#include <optional>

namespace reverie::net {
class HttpClient;
}

namespace reverie::hub {

struct SearchQuery {
    enum class Sort { Downloads, Likes, Changed, Trending };
    QString text;
    QStringList filters{QStringLiteral("text-to-image")};  ///< tags that all must be there
    Sort sort = Sort::Downloads;
    int most = 30;  ///< a page
};

struct SearchPage {
    std::vector<RepoCard> cards;
    QUrl next;  ///< of the next page; empty at the end
};

/// What the Hub says about a model, or why it does not.
struct RepoAnswer {
    HubAnswer answer;
    std::optional<RepoInfo> info;  ///< where `answer.fault` is None; without its files, but with their names
};

/// What the Hub says about a file before it is fetched: its head, or why not.
struct FileAnswer {
    HubAnswer answer;
    std::optional<FileHead> head;  ///< where `answer.fault` is None
};

/// Asks the Hub, or the mirror that stands for it. Blocking; any thread. The token goes to the endpoint alone.
/// Repeats what is worth repeating: after 408, 429, 5xx and network errors, five times in all, 1 to 8 s apart; waits as
/// long as a rate limit asks, up to 5 minutes, and tells of it.
/// Errors: those of HttpClient and of hub_answer.h; Unsupported (offline; an answer or listing that is too large).
class HubApi final {
public:
    using Token = std::function<Secret()>;  ///< called for every request, from the thread that asks

    HubApi(
        const net::HttpClient& client, HubEnvironment environment, Token token, Patience patience = Patience::real());
    ~HubApi();
    HubApi(const HubApi&) = delete;
    HubApi& operator=(const HubApi&) = delete;

    [[nodiscard]] const HubEnvironment& environment() const { return m_environment; }
    [[nodiscard]] const Patience& patience() const { return m_patience; }
    [[nodiscard]] const net::HttpClient& client() const { return m_client; }
    [[nodiscard]] Secret token() const;

    [[nodiscard]] Result<RepoAnswer> tryDescribe(
        const QString& id, const QString& revision, const Cancellation& cancellation) const;
    /// What the model is at `revision`, which names a commit afterwards; without its files.
    [[nodiscard]] Result<RepoInfo> describe(
        const QString& id, const QString& revision, const Cancellation& cancellation) const;
    /// The same with its files, all of one commit, page by page.
    [[nodiscard]] Result<RepoInfo> repository(
        const QString& id, const QString& revision, const Cancellation& cancellation) const;
    [[nodiscard]] Result<SearchPage> search(const SearchQuery& query, const Cancellation& cancellation) const;
    [[nodiscard]] Result<SearchPage> searchOn(const QUrl& next, const Cancellation& cancellation) const;
    /// Whose token it is; asked once for each token. Unauthorized where the Hub does not know it.
    [[nodiscard]] Result<WhoAmI> whoAmI(const Cancellation& cancellation) const
    {
        return whoAmI(token(), cancellation);
    }
    /// The same about a token that is not in use.
    [[nodiscard]] Result<WhoAmI> whoAmI(const Secret& token, const Cancellation& cancellation) const;

    /// The head of a file as the Hub itself gives it; the redirect to another host is not followed.
    [[nodiscard]] Result<FileAnswer> askForFile(
        const QString& id, const QString& revision, const QString& path, const Cancellation& cancellation) const;
    /// The same, with a fault as an error.
    [[nodiscard]] Result<FileHead> fileHead(
        const QString& id, const QString& revision, const QString& path, const Cancellation& cancellation) const;
    /// The content of a small file, such as model_index.json.
    [[nodiscard]] Result<QByteArray> smallFile(
        const QString& id, const QString& commit, const QString& path, const Cancellation& cancellation) const;

    /// ENDPOINT/ID/resolve/REVISION/PATH
    [[nodiscard]] QUrl fileUrl(const QString& id, const QString& revision, const QString& path) const;
    /// The page on which people accept the terms.
    [[nodiscard]] QUrl pageUrl(const QString& id) const;
    /// Waits until the rate limits that answers named are over, for whichever thread they came to.
    [[nodiscard]] Result<void> keepRateLimit(const Cancellation& cancellation) const;
    void noteRateLimit(const net::HttpReply& reply) const;

private:
    struct Memory;

    [[nodiscard]] QUrl url(const QString& encodedPath, const QString& query = {}) const;
    [[nodiscard]] Result<net::HttpReply> ask(net::HttpRequest request, const Cancellation& cancellation) const;
    [[nodiscard]] Result<net::HttpReply> get(
        const QUrl& url, std::uint64_t mostBytes, const Cancellation& cancellation) const;
    [[nodiscard]] Result<RepoAnswer> describeAs(
        const QString& id, const QString& revision, const QString& query, const Cancellation& cancellation) const;
    [[nodiscard]] Result<void> readSiblings(RepoInfo& info, const Cancellation& cancellation) const;
    [[nodiscard]] Result<void> readTree(RepoInfo& info, const Cancellation& cancellation) const;
    [[nodiscard]] QUrl pageAfter(const net::HttpReply& reply) const;

    const net::HttpClient& m_client;
    HubEnvironment m_environment;
    Token m_token;
    Patience m_patience;
    std::unique_ptr<Memory> m_memory;  // what whoAmI() was told, and the rate limit; guarded by its own mutex
};

}  // namespace reverie::hub
