#pragma once

#include "core/hub/file_download.h"
#include "core/io/file_lock.h"
#include "tests/support/hub_run.h"

#include <QCryptographicHash>
#include <QDebug>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace reverie::hub {

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

inline QString sha256Of(const QByteArray& content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

/// Bytes that no two places have in common.
inline QByteArray noise(qsizetype size, quint64 seed = 1)
{
    QByteArray bytes(size, Qt::Uninitialized);
    quint64 state = seed * 0x9e3779b97f4a7c15u + 1;
    for (char& each : bytes) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        each = static_cast<char>(state);
    }
    return bytes;
}

/// One large file in a repository of a fake Hub, and a cache to fetch it into.
class DownloadRun final {
public:
    static inline const QString kId = QStringLiteral("org/model");
    static inline const QString kPath = QStringLiteral("unet/w.safetensors");

    explicit DownloadRun(const QByteArray& bytes = noise(300'000), net::NetSettings settings = {})
        : content(bytes), run({}, std::move(settings)), cache(folder.filePath(QStringLiteral("hub")))
    {
        run.hub.add(fake_hub::Repository::of(kId, {{kPath, content}, {QStringLiteral("README.md"), "# hello"}}));
        options.freeBytes = [](const QString&) { return Result<std::uint64_t>(std::uint64_t{1} << 40); };
        options.asleep = [this] { return asleep; };
        job = {kId, run.api.describe(kId, QStringLiteral("main"), {})->commit, {kPath}, sha256Of(content),
            static_cast<std::uint64_t>(content.size())};
        std::ignore = cache.prepare(kId);
        run.hub.forgetRequests();
    }

    Result<void> download()
    {
        FileEvents events;
        events.note = [this](const QString& note) { notes << note; };
        events.changed = [this](FilePhase phase, std::uint64_t bytes) {
            if (phases.empty() || phases.back() != phase)
                phases.push_back(phase);
            came.push_back(bytes);
            if (reached)
                reached(phase, bytes);
        };
        return FileDownload(run.api, cache, options, job).run(events, cancellation);
    }

    /// Fetches; says why not, and whether all is as it should be afterwards.
    bool succeeds()
    {
        const auto done = download();
        if (!done)
            qWarning() << sentence(done.error()) << done.error().context;
        if (!leftovers().isEmpty())
            qWarning() << leftovers();
        return done && isRight();
    }

    /// Leaves a part of so many bytes, as a network does that broke for good, and forgets how.
    bool leavePart(qint64 bytes)
    {
        fake_hub::Fault cut;
        cut.cutAt = bytes;
        run.hub.addCdnFault({cut, {}, {}, 0, 1});
        cut.cutAt = 0;
        run.hub.addCdnFault({cut, {}, {}, 0, -1});
        const bool isBroken = !download();
        run.hub.clearFaults();
        run.hub.forgetRequests();
        notes.clear();
        phases.clear();
        came.clear();
        return isBroken && QFileInfo(part()).size() == bytes;
    }

    [[nodiscard]] QString blob() const { return cache.blob(kId, job.etag); }
    [[nodiscard]] QString pointer() const { return cache.snapshot(kId, job.commit) + QLatin1Char('/') + kPath; }
    /// Everything that is no whole blob, by name.
    [[nodiscard]] QStringList leftovers() const
    {
        QStringList names = QDir(cache.blobsFolder(kId)).entryList(QDir::Files | QDir::System | QDir::Hidden);
        names.removeAll(job.etag);
        return names;
    }
    [[nodiscard]] QString part() const
    {
        for (const QString& name : leftovers())
            if (name.endsWith(QLatin1String(".incomplete")))
                return cache.blobsFolder(kId) + QLatin1Char('/') + name;
        return {};
    }
    [[nodiscard]] QString notesFile() const { return part().chopped(10) + QStringLiteral("state"); }
    /// Whether exactly the right content is in the cache, and nothing else.
    [[nodiscard]] bool isRight() const { return contentOf(pointer()) == content && leftovers().isEmpty(); }
    /// The Range headers that the CDN was sent; "" for a request without.
    [[nodiscard]] QList<QByteArray> ranges() const
    {
        QList<QByteArray> all;
        for (const auto& request : run.hub.cdnRequests())
            all << request.header("range");
        return all;
    }

    QByteArray content;
    QTemporaryDir folder;
    HubRun run;
    HubCache cache;
    DownloadOptions options;
    Cancellation cancellation;
    FileJob job;
    QStringList notes;
    std::vector<FilePhase> phases;
    std::vector<std::uint64_t> came;
    std::function<void(FilePhase, std::uint64_t)> reached;
    std::chrono::milliseconds asleep{0};
};

}  // namespace reverie::hub
