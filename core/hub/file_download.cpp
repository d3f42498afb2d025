#include "core/hub/file_download.h"

#include "core/base/shown.h"
#include "core/base/size_text.h"
#include "core/hub/download_sink.h"
#include "core/hub/file_lock_wait.h"
#include "core/hub/sleep_clock.h"
#include "core/net/http_client.h"
#include "core/net/origin.h"

#include <QFileInfo>

#include <algorithm>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

constexpr int kFailuresInARow = 5;

bool isTemporary(ErrorCode code)
{
    return code == ErrorCode::Network || code == ErrorCode::Timeout || code == ErrorCode::Busy;
}

}  // namespace

FileDownload::FileDownload(const HubApi& api, const HubCache& cache, const DownloadOptions& options, FileJob job)
    : m_api(api), m_cache(cache), m_options(options), m_job(std::move(job))
{
}

void FileDownload::change(FilePhase phase, std::uint64_t bytes) const
{
    if (m_events.changed)
        m_events.changed(phase, bytes);
}

void FileDownload::note(const QString& sentence) const
{
    if (m_events.note)
        m_events.note(sentence);
}

QString FileDownload::name() const
{
    return QStringLiteral("%1 of %2").arg(shown(m_job.paths.front(), 80), m_job.id);
}

Result<void> FileDownload::run(const FileEvents& events, const Cancellation& cancellation)
{
    m_events = events;
    m_cancellation = cancellation;
    for (int attempt = 0;; ++attempt) {
        auto step = tryOnce(attempt > 0);
        if (!step)
            return failWith(std::move(step), QStringLiteral("downloading %1").arg(name()));
        if (*step == Step::Over)
            return {};
    }
}

/// What the Hub says now holds, not what it said when the list was made.
Result<void> FileDownload::announce()
{
    auto head = m_api.fileHead(m_job.id, m_job.commit, m_job.paths.front(), m_cancellation);
    if (!head)
        return failWith(std::move(head));
    if (head->etag != m_job.etag) {
        note(QStringLiteral("%1 has changed on the Hub; it is fetched anew.").arg(name()));
        removeParts(m_cache.blobsFolder(m_job.id), m_job.etag);
    }
    m_job.etag = head->etag;
    m_job.size = head->size;
    return {};
}

/// Whether the blob is there and whole. One that is not is put aside when the right one takes its place.
Result<bool> FileDownload::isThere()
{
    const QFileInfo there(blob());
    m_isDamaged = false;
    m_isInSnapshot = false;
    if (there.isSymLink() && !isSharedBlob(m_cache.folder(), blob()))
        return fail(ErrorCode::Permission, QStringLiteral("%1 is a symbolic link and is not followed").arg(blob()),
            QStringLiteral("remove it and try again"));
    change(FilePhase::Checking, 0);
    if (!there.exists())
        return areInSnapshot();
    auto isWhole = isWholeBlob(blob(), m_job.etag, m_cancellation);
    if (isWhole && !*isWhole) {
        m_isDamaged = true;
        note(QStringLiteral("%1 is damaged; a new copy is fetched and the old one put aside.").arg(blob()));
    }
    return isWhole;
}

/// Without symbolic links the snapshot holds the files themselves, and there is no blob.
Result<bool> FileDownload::areInSnapshot()
{
    for (const QString& path : m_job.paths) {
        const QString file = m_cache.snapshot(m_job.id, m_job.commit) + QLatin1Char('/') + path;
        const QFileInfo info(file);
        if (info.isSymLink() || !info.isFile() || static_cast<std::uint64_t>(info.size()) != m_job.size)
            return false;
        if (auto isWhole = isWholeBlob(file, m_job.etag, m_cancellation); !isWhole || !*isWhole)
            return isWhole;
    }
    m_isInSnapshot = true;
    return true;
}

Result<FileDownload::Step> FileDownload::tryOnce(bool isLast)
{
    if (auto announced = announce(); !announced)
        return failWith(std::move(announced));
    FileLockWait wait{m_cache.lockFile(m_job.id, m_job.etag), m_api.patience(), m_options.takesLocks};
    const auto lock = wait.take([this] { change(FilePhase::Waiting, 0); }, m_cancellation);
    if (!lock)
        return tl::unexpected<Error>(lock.error());
    auto there = isThere();
    if (!there)
        return failWith(std::move(there));
    if (!*there) {
        auto step = bring(isLast);
        if (!step || *step == Step::Again)
            return step;
    }
    removeParts(m_cache.blobsFolder(m_job.id), m_job.etag);  // of processes that were killed
    if (auto linked = m_isInSnapshot ? Result<void>() : link(); !linked)
        return failWith(std::move(linked));
    change(FilePhase::Done, m_job.size);
    return Step::Over;
}

Result<FileDownload::Step> FileDownload::bring(bool isLast)
{
    auto part = PartFile::open({m_cache.blobsFolder(m_job.id), m_job.etag, m_job.size}, m_cancellation,
        [this](std::uint64_t bytes) { change(FilePhase::Checking, bytes); });
    if (!part)
        return failWith(std::move(part));
    if (part->thrownAway() > 0)
        note(QStringLiteral("What had come of %1 was changed by something else; what is sound of it is kept.")
                 .arg(name()));
    if (auto fetched = fetch(*part); !fetched)
        return failWith(std::move(fetched));
    change(FilePhase::Verifying, m_job.size);
    const QString digest = part->digest();
    if (digest == m_job.etag) {
        if (auto installed = part->install(blob(), m_isDamaged); !installed)
            return failWith(std::move(installed));
        return Step::Over;
    }
    part->discard();
    if (!isLast)
        return Step::Again;
    return fail(ErrorCode::Corrupt,
        QStringLiteral("%1 came with the digest %2, but the Hub announced %3").arg(name(), digest, m_job.etag),
        QStringLiteral("try again later; nothing of it was kept"));
}

Result<void> FileDownload::link()
{
    for (const QString& path : m_job.paths) {
        const bool isLast = path == m_job.paths.back();
        if (auto linked = m_cache.link(m_job.id, m_job.commit, path, m_job.etag, isLast); !linked)
            return linked;
    }
    return {};
}

Result<void> FileDownload::checkSpace(std::uint64_t held) const
{
    const auto free = m_options.freeBytes(m_cache.blobsFolder(m_job.id));
    if (!free)
        return tl::unexpected<Error>(free.error());
    const std::uint64_t needed = m_job.size - held + m_options.spareBytes;
    if (*free >= needed)
        return {};
    return tl::unexpected<Error>(withMissingBytes(
        Error{ErrorCode::DiskFull, QStringLiteral("the disk is too full for %1").arg(name()), {}, {}}, held));
}

Error FileDownload::withMissingBytes(Error error, std::uint64_t held) const
{
    error.neededBytes = m_job.size - held + m_options.spareBytes;
    error.freeBytes = m_options.freeBytes(m_cache.blobsFolder(m_job.id)).value_or(0);
    const std::uint64_t missing = error.neededBytes - std::min(error.neededBytes, error.freeBytes);
    error.remedy = missing > 0 ? QStringLiteral("free %1 and resume").arg(sizeText(missing))
                               : QStringLiteral("free some space and resume");
    return error;
}

Result<void> FileDownload::fetch(PartFile& part)
{
    m_failures = 0;
    m_hasStartedAnew = false;
    if (auto space = checkSpace(part.bytes()); !space)
        return space;
    while (!part.isComplete()) {
        const std::uint64_t before = part.bytes();
        change(FilePhase::Downloading, before);
        const SleepClock clock(m_options.asleep);
        m_isFinal = false;
        auto done = request(part);
        if (done && part.isComplete())
            break;
        const Error error = done
            ? Error{ErrorCode::Network, QStringLiteral("the connection ended before the file did"), {}, {}}
            : done.error();
        if (!m_isFinal && clock.hasSlept())
            continue;
        if (auto going = afterFailure(error, part, before); !going)
            return going;
    }
    return {};
}

Result<void> FileDownload::request(PartFile& part)
{
    if (auto kept = m_api.keepRateLimit(m_cancellation); !kept) {
        m_isFinal = true;
        return kept;
    }
    net::HttpRequest request;
    request.url = m_api.fileUrl(m_job.id, m_job.commit, m_job.paths.front());
    request.bearer = m_api.token();
    request.patienceMs = m_api.environment().downloadTimeoutMs;
    if (part.bytes() > 0) {
        request.headers.push_back(
            {"Range", "bytes=" + QByteArray::number(static_cast<qulonglong>(part.bytes())) + '-'});
        if (!part.validator().isEmpty())
            request.headers.push_back({"If-Range", part.validator().toLatin1()});
    }
    DownloadSink sink(part, m_job.size, m_options.speedLimit, m_cancellation,
        [this](std::uint64_t bytes) { change(FilePhase::Downloading, bytes); });
    auto reply = m_api.client().stream(request, sink, m_cancellation);
    if (reply)
        return judge(*reply, part);
    switch (sink.trouble()) {
    case DownloadSink::Trouble::WrongRange:
        return startAnew(part, reply.error());
    case DownloadSink::Trouble::WrongSize:
        m_isFinal = true;
        part.discard();
        break;
    case DownloadSink::Trouble::SignInPage:
        m_isFinal = true;
        return tl::unexpected<Error>(
            errorFrom({HubFault::NotTheHub, 200, {}, {}, m_api.environment().endpoint.host()}, name()));
    case DownloadSink::Trouble::None:
        m_isFinal = !isTemporary(reply.error().code);
        break;
    }
    return failWith(std::move(reply));
}

/// An answer of the Hub that says no ends it, one of the host that keeps the bytes only means that its address has run
/// out: the next request gets a new one.
Result<void> FileDownload::judge(const net::HttpReply& reply, PartFile& part)
{
    m_api.noteRateLimit(reply);
    if (reply.status < 300)
        return {};
    const HubAnswer answer = answerFrom(reply);
    Error error = errorFrom(answer, name());
    if (reply.status == 416)
        return startAnew(part, error);
    const bool isOfTheHub = net::Origin::of(reply.url) == net::Origin::of(m_api.environment().endpoint);
    m_isFinal = isOfTheHub && answer.fault != HubFault::RateLimited && answer.fault != HubFault::ServerTrouble;
    const bool waitsTooLong = waitAskedBy(reply).value_or(0s) > 5min;
    m_isFinal = m_isFinal || waitsTooLong;
    if (!isOfTheHub && !waitsTooLong)
        error = Error{ErrorCode::Network,
            QStringLiteral("%1 answered %2 with status %3").arg(reply.url.host(), name()).arg(reply.status), {}, {}};
    return tl::unexpected<Error>(std::move(error));
}

Result<void> FileDownload::startAnew(PartFile& part, const Error& why)
{
    m_isFinal = std::exchange(m_hasStartedAnew, true);
    if (m_isFinal) {
        part.discard();
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 cannot be fetched: %2").arg(name(), why.detail),
            QStringLiteral("try again later"));
    }
    if (auto restarted = part.restart(); !restarted) {
        m_isFinal = true;
        return restarted;
    }
    return tl::unexpected<Error>(why);
}

Result<void> FileDownload::afterFailure(const Error& error, PartFile& part, std::uint64_t before)
{
    if (error.code == ErrorCode::DiskFull)
        return tl::unexpected<Error>(withMissingBytes(error, part.bytes()));
    if (m_isFinal)
        return tl::unexpected<Error>(error);
    m_failures = part.bytes() > before ? 0 : m_failures + 1;
    if (m_failures >= kFailuresInARow) {
        Error last = error;
        last.code = ErrorCode::Network;
        last.remedy = QStringLiteral("check the connection and resume; what has come is kept");
        return tl::unexpected<Error>(std::move(last));
    }
    return m_api.patience().waitFor(
        {backOff(std::max(0, m_failures - 1)), QStringLiteral("the connection broke; trying again")}, m_cancellation);
}

}  // namespace reverie::hub
