#include "core/hub/repo_download.h"
#include "core/hub/speed_limit.h"

#include "tests/support/download_run.h"

#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Fault;

namespace {

/// No file may grow beyond this while it lives: a disk that is full.
class SmallDisk final {
public:
    explicit SmallDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit now = m_before;
        now.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

QByteArray rangeFrom(qint64 byte)
{
    return "bytes=" + QByteArray::number(byte) + '-';
}

void rewrite(const QString& path, const std::function<void(QByteArray&)>& change)
{
    QByteArray content = contentOf(path);
    change(content);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

}  // namespace

/// What the disk and other programs do to a download.
class TstDownloadDisk final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_run = std::make_unique<DownloadRun>(); }

    void d15_diskFullDuringWrite()
    {
        {
            const SmallDisk disk(100'000);
            const auto done = run().download();
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::DiskFull);
            QCOMPARE(done.error().neededBytes, std::uint64_t{200'000} + (1u << 30));
            QVERIFY2(sentence(done.error()).contains("free "), qPrintable(sentence(done.error())));
            QCOMPARE(QFileInfo(run().part()).size(), qint64{100'000});
        }
        run().run.hub.forgetRequests();
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(100'000)});
    }

    void d16_lessFreeSpaceThanSizeAndSpare()
    {
        run().options.freeBytes = [](const QString&) {
            return Result<std::uint64_t>(std::uint64_t{300'000} + (1u << 30) - 1);
        };
        const auto done = run().download();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::DiskFull);
        QVERIFY(run().ranges().isEmpty());
        QVERIFY(run().leftovers().isEmpty());
    }

    void d18_notesMissingOrUnreadable_data()
    {
        QTest::addColumn<QByteArray>("notes");
        QTest::newRow("missing") << QByteArray();
        QTest::newRow("garbage") << QByteArray("\0\0\0\xff{", 5);
        QTest::newRow("half a line") << QByteArray("{\"reverie\":1,\"etag\":\"");
    }

    void d18_notesMissingOrUnreadable()
    {
        QFETCH(QByteArray, notes);
        QVERIFY(run().leavePart(100'000));
        if (notes.isEmpty())
            QVERIFY(QFile::remove(run().notesFile()));
        else
            rewrite(run().notesFile(), [&](QByteArray& content) { content = notes; });
        QVERIFY(run().download());
        QCOMPARE(contentOf(run().pointer()), run().content);
    }

    void d18_bytesThatNeverReachedTheDisk()
    {
        QVERIFY(run().leavePart(100'000));
        // Another start of the computer, and a tail of zeros behind what the notes vouch for.
        rewrite(run().notesFile(), [](QByteArray& content) {
            const auto at = content.indexOf("\"boot\":\"") + 8;
            content.replace(at, 8, "00000000");
            content.replace(content.indexOf("{\"released\""), 100, "");
        });
        rewrite(run().part(), [](QByteArray& content) { content += QByteArray(50'000, '\0'); });
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(100'000)});
    }

    void d19_notesClaimMoreThanThePartHolds()
    {
        QVERIFY(run().leavePart(100'000));
        QVERIFY(QFile::resize(run().part(), 60'000));
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(60'000)});
    }

    void d21_partChangedWhilePaused()
    {
        QVERIFY(run().leavePart(100'000));
        rewrite(run().part(), [](QByteArray& content) { content[50'000] = static_cast<char>(content[50'000] ^ 1); });
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{QByteArray()});
        QVERIFY(run().notes.front().contains("changed by something else"));
    }

    void d20_twoAtOnceWithoutLocks()
    {
        run().options.takesLocks = false;
        SpeedLimit limit;
        limit.set(3'000'000);
        run().options.speedLimit = &limit;
        std::vector<Result<void>> done(2);
        {
            std::vector<std::jthread> both;
            for (auto& each : done)
                both.emplace_back(
                    [&] { each = FileDownload(run().run.api, run().cache, run().options, run().job).run({}, {}); });
        }
        QVERIFY(done[0].has_value() && done[1].has_value());
        QVERIFY(run().isRight());
    }

    void d20_theOtherWaitsForTheLock()
    {
        SpeedLimit limit;
        limit.set(3'000'000);
        DownloadOptions slow = run().options;
        slow.speedLimit = &limit;
        Result<void> first;
        std::jthread other([&] { first = FileDownload(run().run.api, run().cache, slow, run().job).run({}, {}); });
        while (run().ranges().isEmpty())
            QThread::yieldCurrentThread();
        QVERIFY(run().download());
        other.join();
        QVERIFY(first.has_value());
        QCOMPARE(run().phases.front(), FilePhase::Waiting);
        QCOMPARE(run().ranges().size(), 1);
        QVERIFY(run().isRight());
    }

    void aPartOfALivingProcessIsLeftAlone()
    {
        QVERIFY(run().leavePart(100'000));
        // As if this process, which lives, were still at it.
        rewrite(
            run().notesFile(), [](QByteArray& content) { content.replace(content.indexOf("{\"released\""), 100, ""); });
        QVERIFY(run().download());
        QCOMPARE(run().ranges(), QList<QByteArray>{QByteArray()});
        QCOMPARE(QFileInfo(run().part()).size(), qint64{100'000});
    }

    void aPartOfAnotherComputerIsCopied()
    {
        QVERIFY(run().leavePart(100'000));
        const QString theirs = run().part();
        rewrite(run().notesFile(), [](QByteArray& content) {
            content.replace(content.indexOf("\"boot\":\"") + 8, 8, "00000000");
            content.replace(content.indexOf("\"machine\":\"") + 11, 4, "zzzz");
            content.replace(content.indexOf("{\"released\""), 100, "");
        });
        QVERIFY(run().download());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(100'000)});
        QCOMPARE(run().part(), theirs);
    }

    void d22_targetExistsWithOtherContent()
    {
        QDir().mkpath(run().cache.blobsFolder(DownloadRun::kId));
        QFile wrong(run().blob());
        QVERIFY(wrong.open(QIODevice::WriteOnly));
        wrong.write("not it");
        wrong.close();
        QVERIFY(run().download());
        QCOMPARE(contentOf(run().pointer()), run().content);
        QVERIFY(run().notes.front().contains("is damaged"));
        QCOMPARE(run().leftovers().size(), 1);
        QVERIFY(run().leftovers().front().endsWith(".damaged"));
        QCOMPARE(contentOf(run().cache.blobsFolder(DownloadRun::kId) + '/' + run().leftovers().front()),
            QByteArray("not it"));
    }

    void d22_aWholeTargetIsTaken()
    {
        QFile right(run().blob());
        QVERIFY(right.open(QIODevice::WriteOnly));
        right.write(run().content);
        right.close();
        QVERIFY(run().succeeds());
        QVERIFY(run().ranges().isEmpty());
    }

    void d23_noCopyToAnotherVolume()
    {
        const QTemporaryDir other(QStringLiteral("/dev/shm/tst_download_disk-XXXXXX"));
        struct stat here = {};
        struct stat there = {};
        ::stat(QFile::encodeName(run().folder.path()).constData(), &here);
        if (!other.isValid() || ::stat(QFile::encodeName(other.path()).constData(), &there) != 0 ||
            here.st_dev == there.st_dev)
            QSKIP("there is no second volume");
        auto part = PartFile::open({run().cache.blobsFolder(DownloadRun::kId), sha256Of("abc"), 3}, {}, {});
        QVERIFY(part->append(std::as_bytes(std::span("abc", 3))));
        const auto installed = part->install(other.filePath("blob"), false);
        QVERIFY(!installed);
        QCOMPARE(installed.error().code, ErrorCode::Io);
        QVERIFY(QDir(other.path()).isEmpty());
    }

    void d24_folderRemovedMeanwhile()
    {
        run().reached = [this](FilePhase phase, std::uint64_t bytes) {
            if (phase == FilePhase::Downloading && bytes > 1'000)
                QDir(run().cache.repoFolder(DownloadRun::kId)).removeRecursively();
        };
        const auto done = run().download();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Io);
        QVERIFY(!QFileInfo::exists(run().cache.repoFolder(DownloadRun::kId)));
    }

    void d24_folderReadOnly()
    {
        constexpr uid_t kNobody = 65'534;
        QVERIFY(run().leavePart(100'000));
        run().options.takesLocks = false;  // else the lock is what cannot be written
        QCOMPARE(::chmod(QFile::encodeName(run().folder.path()).constData(), 0755), 0);
        const QByteArray blobs = QFile::encodeName(run().cache.blobsFolder(DownloadRun::kId));
        QCOMPARE(::chmod(blobs.constData(), 0555), 0);
        const bool isRoot = ::geteuid() == 0;  // who may write everywhere
        QVERIFY(!isRoot || ::seteuid(kNobody) == 0);
        const auto done = run().download();
        QVERIFY(!isRoot || ::seteuid(0) == 0);
        QCOMPARE(::chmod(blobs.constData(), 0755), 0);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Permission);
        QCOMPARE(QFileInfo(run().part()).size(), qint64{100'000});
        QVERIFY(run().succeeds());
    }

    void d25_cancelAtEveryState_data()
    {
        QTest::addColumn<int>("phase");
        QTest::newRow("waiting") << int(FilePhase::Waiting);
        QTest::newRow("checking") << int(FilePhase::Checking);
        QTest::newRow("downloading") << int(FilePhase::Downloading);
        QTest::newRow("verifying") << int(FilePhase::Verifying);
    }

    void d25_cancelAtEveryState()
    {
        QFETCH(int, phase);
        QVERIFY(run().leavePart(100'000));
        run().phases.clear();
        std::optional<Result<io::FileLock>> lock;
        if (FilePhase(phase) == FilePhase::Waiting)
            lock.emplace(io::FileLock::take(run().cache.lockFile(DownloadRun::kId, run().job.etag)));
        run().reached = [this, phase](FilePhase now, std::uint64_t) {
            if (now == FilePhase(phase))
                run().cancellation.cancel();
        };
        const auto done = run().download();
        if (FilePhase(phase) == FilePhase::Verifying) {
            QVERIFY(done.has_value());  // all was there already
            return;
        }
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QVERIFY(QFileInfo(run().part()).size() >= 100'000);
        lock.reset();
        RepoJob job{DownloadRun::kId, "main", run().job.commit, {{DownloadRun::kPath, 300'000, run().job.etag, true}}};
        RepoDownload::forget(run().cache, job);
        QVERIFY2(run().leftovers().isEmpty(), qPrintable(run().leftovers().join(' ')));
    }

    void d27_linksPlantedInTheWay_data()
    {
        QTest::addColumn<QString>("place");
        const QString blobs = QStringLiteral("models--org--model/blobs/");
        QTest::newRow("part") << blobs + "%1.reverie-00000000.incomplete";
        QTest::newRow("target") << blobs + "%1";
        QTest::newRow("lock") << ".locks/models--org--model/%1.lock";
    }

    void d27_linksPlantedInTheWay()
    {
        QFETCH(QString, place);
        const QString outside = run().folder.filePath("outside");
        QFile file(outside);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        const QString planted = run().cache.folder() + '/' + place.arg(run().job.etag);
        QDir().mkpath(QFileInfo(planted).absolutePath());
        QVERIFY(QFile::link(outside, planted));
        const auto done = run().download();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Permission);
        QCOMPARE(contentOf(outside), QByteArray("mine"));
        QVERIFY(run().ranges().isEmpty());
    }

    void n14_anEtagThatIsNoneIsNoName_data()
    {
        QTest::addColumn<QByteArray>("etag");
        for (const char* etag : {"\"../../../x\"", "../../../x", "\"\"", "\"abc\"",
                 "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/../x\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""})
            QTest::newRow(etag) << QByteArray(etag);
    }

    void n14_anEtagThatIsNoneIsNoName()
    {
        QFETCH(QByteArray, etag);
        Fault wrong;
        wrong.etag = etag;
        run().run.hub.addFault({wrong, "HEAD", {}, 0, -1});
        const auto done = run().download();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Corrupt);
        QVERIFY(QDir(run().cache.blobsFolder(DownloadRun::kId)).isEmpty());
        QVERIFY(run().run.hub.cdnRequests().empty());
    }

    void withoutLinksTheFileItselfIsInTheSnapshot()
    {
        run().cache = HubCache(run().cache.folder(), false);
        run().job.paths = QStringList{DownloadRun::kPath, "copy.safetensors"};
        QVERIFY(run().download());
        QVERIFY(!QFileInfo(run().pointer()).isSymLink());
        QCOMPARE(contentOf(run().pointer()), run().content);
        QCOMPARE(
            contentOf(run().cache.snapshot(DownloadRun::kId, run().job.commit) + "/copy.safetensors"), run().content);
        run().run.hub.forgetRequests();
        QVERIFY(run().download());
        QVERIFY(run().ranges().isEmpty());
    }

private:
    DownloadRun& run() { return *m_run; }

    std::unique_ptr<DownloadRun> m_run;
};

QTEST_GUILESS_MAIN(TstDownloadDisk)
#include "tst_download_disk.moc"
