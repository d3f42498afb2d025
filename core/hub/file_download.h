#pragma once

#include "core/hub/download_options.h"
#include "core/hub/hub_api.h"
#include "core/hub/hub_cache.h"
#include "core/hub/part_file.h"

namespace reverie::hub {

enum class FilePhase {
    Waiting,   ///< another program fetches the same file
    Checking,  ///< what is there already is read again
    Downloading,
    Verifying,  ///< and put in its place
    Done,
};

/// One content of a repository, and the names that it has there.
struct FileJob {
    QString id;
    QString commit;
    QStringList paths;  ///< at least one
    QString etag;       ///< as it was listed
    std::uint64_t size = 0;
};

struct FileEvents {
    std::function<void(FilePhase, std::uint64_t bytes)> changed;
    std::function<void(const QString& sentence)> note;  ///< what a person should know, such as that it starts anew
};

/// Fetches one file into the cache, however often the connection breaks: goes on with what an earlier run left, takes
/// the digest while it writes, and links the file only when that is the one that the Hub announced. Blocking; any
/// thread, one run at a time.
///
/// Errors: Cancelled, Network (also after five tries without a byte), DiskFull, Io: what came is kept, and another run
/// goes on with it. Unauthorized, NotFound, Permission, Tls, Unsupported: another run gets no further by itself.
/// Corrupt: what came twice was not what the Hub announced; nothing is kept.
class FileDownload final {
public:
    FileDownload(const HubApi& api, const HubCache& cache, const DownloadOptions& options, FileJob job);

    [[nodiscard]] Result<void> run(const FileEvents& events, const Cancellation& cancellation);

private:
    enum class Step { Again, Over };

    [[nodiscard]] Result<void> announce();
    [[nodiscard]] Result<bool> isThere();
    [[nodiscard]] Result<bool> areInSnapshot();
    [[nodiscard]] Result<Step> tryOnce(bool isLast);
    [[nodiscard]] Result<Step> bring(bool isLast);
    [[nodiscard]] Result<void> checkSpace(std::uint64_t held) const;
    [[nodiscard]] Result<void> fetch(PartFile& part);
    [[nodiscard]] Result<void> request(PartFile& part);
    [[nodiscard]] Result<void> judge(const net::HttpReply& reply, PartFile& part);
    [[nodiscard]] Result<void> afterFailure(const Error& error, PartFile& part, std::uint64_t before);
    [[nodiscard]] Result<void> startAnew(PartFile& part, const Error& why);
    [[nodiscard]] Result<void> link();
    [[nodiscard]] Error withMissingBytes(Error error, std::uint64_t held) const;
    void change(FilePhase phase, std::uint64_t bytes) const;
    void note(const QString& sentence) const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString blob() const { return m_cache.blob(m_job.id, m_job.etag); }

    const HubApi& m_api;
    const HubCache& m_cache;
    const DownloadOptions& m_options;
    FileJob m_job;
    FileEvents m_events;
    Cancellation m_cancellation;
    bool m_isDamaged = false;     // the blob that stands there
    bool m_isInSnapshot = false;  // whole, under every name
    bool m_hasStartedAnew = false;
    bool m_isFinal = false;  // the last error ends the download
    int m_failures = 0;      // in a row, without a byte
};

}  // namespace reverie::hub
