#pragma once

#include "tests/support/download_run.h"

#include <QDirIterator>
#include <QProcess>
#include <QtTest>

namespace reverie::hub {

/// Kills a program that downloads, again and again, and looks at what it leaves.
class DownloadKills final {
public:
    static inline const QString kId = QStringLiteral("org/model");

    explicit DownloadKills(qsizetype bytes) : content(noise(bytes)), cache(folder.filePath(QStringLiteral("hub")))
    {
        hub.add(fake_hub::Repository::of(kId,
            {{QStringLiteral("README.md"), "# hello"}, {QStringLiteral("model_index.json"), "{}"},
                {QStringLiteral("unet/w.safetensors"), content},
                {QStringLiteral("vae/w.safetensors"), content.left(content.size() / 3)}}));
    }

    /// Starts the program; it dies at the n-th fault point, if it gets there. \return whether it died
    bool runUntil(int nth)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        start(child, {QString::number(nth)});
        child.waitForFinished(-1);
        return child.exitStatus() == QProcess::CrashExit;
    }

    void start(QProcess& child, const QStringList& arguments)
    {
        child.start(QStringLiteral(REVERIE_BINARY_DIR "/../tests/support/hub-child"),
            QStringList{QString::fromLatin1(hub.endpoint()), cache.folder(), kId} + arguments);
        QVERIFY(child.waitForStarted(-1));
    }

    /// Whatever shows under a final name is whole.
    [[nodiscard]] bool holdsNothingWrong() const
    {
        const QDir blobs(cache.blobsFolder(kId));
        for (const QString& name : blobs.entryList(QDir::Files))
            if (!name.contains(QLatin1Char('.')) && !isWholeBlob(blobs.filePath(name), name, {}).value_or(false))
                return false;
        QDirIterator each(cache.repoFolder(kId) + QStringLiteral("/snapshots"), QDir::Files | QDir::System,
            QDirIterator::Subdirectories);
        while (each.hasNext())
            if (const QFileInfo file(each.next());
                !isWholeBlob(file.filePath(), QFileInfo(file.symLinkTarget()).fileName(), {}).value_or(false))
                return false;
        return true;
    }

    [[nodiscard]] bool isComplete() const
    {
        const auto commit = cache.commitOf(kId, QStringLiteral("main"));
        return commit && contentOf(cache.snapshot(kId, *commit) + QStringLiteral("/unet/w.safetensors")) == content;
    }

    /// What of the large file has reached the disk.
    [[nodiscard]] qint64 heldBytes() const
    {
        const QString etag = sha256Of(content);
        qint64 most = 0;
        for (const QFileInfo& each :
            QDir(cache.blobsFolder(kId)).entryInfoList({etag + QStringLiteral("*")}, QDir::Files))
            if (!each.fileName().endsWith(QLatin1String(".state")))
                most = std::max(most, each.size());
        return most;
    }

    /// The first byte that was asked for of the large file since requests were forgotten; -1 = none was.
    [[nodiscard]] qint64 firstAsked() const
    {
        for (const auto& request : hub.cdnRequests())
            if (request.path.contains(sha256Of(content).toLatin1()))
                return request.header("range").isEmpty() ? 0
                                                         : request.header("range").sliced(6).chopped(1).toLongLong();
        return -1;
    }

    /// Parts and notes that nobody will use; notes that were killed before their first line are empty and stay a day.
    [[nodiscard]] QStringList leftovers() const
    {
        QStringList names;
        for (const QFileInfo& each :
            QDir(cache.blobsFolder(kId))
                .entryInfoList({QStringLiteral("*.incomplete"), QStringLiteral("*.state")}, QDir::Files))
            if (each.size() > 0)
                names << each.fileName();
        return names;
    }

    void clear() { QDir(cache.folder()).removeRecursively(); }

    QByteArray content;
    QTemporaryDir folder;
    HubCache cache;
    fake_hub::FakeHub hub;
};

}  // namespace reverie::hub
