#include "core/hub/download_list.h"

#include "tests/support/download_run.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QtTest>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Fault;

namespace {

const QString kId = QStringLiteral("org/model");
const QByteArray kMarker = "hf_markertoken";

}  // namespace

class TstDownloadList final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_options = {};
        m_run = std::make_unique<HubRun>();
        m_run->token = Secret(kMarker);
        m_run->hub.addToken(kMarker, {"ada"});
        m_content = noise(400'000);
        m_run->hub.add(fake_hub::Repository::of(kId,
            {{"README.md", "# hello"}, {"unet/w.safetensors", m_content}, {"vae/w.safetensors", m_content.left(90'000)},
                {"vae/same.safetensors", m_content.left(90'000)}}));
        m_cache.emplace(m_folder->filePath("hub"));
        m_list = open();
    }

    void cleanup() { m_list.reset(); }

    void fetchesAllFilesOfAJob()
    {
        const int key = m_list->add(job(), "everything");
        m_list->waitUntilIdle();
        const auto row = m_list->find(key);
        QVERIFY2(row->state == DownloadState::Done, row->error ? qPrintable(sentence(*row->error)) : "");
        QCOMPARE(row->folder, m_cache->snapshot(kId, job().commit));
        QCOMPARE(contentOf(row->folder + "/unet/w.safetensors"), m_content);
        QCOMPARE(contentOf(row->folder + "/vae/same.safetensors"), m_content.left(90'000));
        QCOMPARE(*m_cache->commitOf(kId, "main"), job().commit);
        QCOMPARE(m_run->hub.cdnRequests().size(), std::size_t{2});  // equal files are fetched once
    }

    void tellsHowFarItIs()
    {
        QSignalSpy progress(m_list.get(), &DownloadList::progressed);
        m_list->add(job(), {});
        m_list->waitUntilIdle();
        QVERIFY(progress.size() > 1);
        std::uint64_t before = 0;
        for (const auto& each : progress) {
            const auto now = each.at(1).value<DownloadProgress>();
            QVERIFY(now.bytes >= before && now.bytes <= now.of);
            before = now.bytes;
        }
        QCOMPARE(before, std::uint64_t{490'007});
    }

    void pausesAndResumes()
    {
        m_list->setSpeedLimit(50'000);
        const int key = m_list->add(job(), {});
        QTRY_VERIFY(m_list->find(key)->progress.bytes > 20'000);
        m_list->pause(key);
        QTRY_COMPARE(m_list->find(key)->state, DownloadState::Paused);
        QVERIFY(!m_list->find(key)->error);
        m_list->setSpeedLimit(0);
        m_run->hub.forgetRequests();
        m_list->resume(key);
        m_list->waitUntilIdle();
        QCOMPARE(m_list->find(key)->state, DownloadState::Done);
        QVERIFY(std::ranges::any_of(
            m_run->hub.cdnRequests(), [](const auto& request) { return !request.header("range").isEmpty(); }));
    }

    void d17_theNextStartShowsItPaused()
    {
        m_list->setSpeedLimit(50'000);
        const int key = m_list->add(job(), "everything");
        QTRY_VERIFY(m_list->find(key)->progress.bytes > 20'000);
        m_list.reset();
        m_list = open();
        const auto rows = m_list->downloads();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].state, DownloadState::Paused);
        QCOMPARE(rows[0].words, QStringLiteral("everything"));
        QVERIFY(rows[0].job == job());
        QVERIFY(rows[0].progress.bytes > 20'000 && rows[0].progress.of == job().bytes());
        m_list->resume(rows[0].key);
        m_list->waitUntilIdle();
        QCOMPARE(m_list->downloads()[0].state, DownloadState::Done);
    }

    void d25_cancelsAndDeletesWhatCame_data()
    {
        QTest::addColumn<bool>("deletes");
        QTest::newRow("keep") << false;
        QTest::newRow("delete") << true;
    }

    void d25_cancelsAndDeletesWhatCame()
    {
        QFETCH(bool, deletes);
        m_list->setSpeedLimit(50'000);
        const int key = m_list->add(job(), {});
        QTRY_VERIFY(m_list->find(key) && m_list->find(key)->progress.bytes > 20'000);
        m_list->cancel(key, deletes ? DownloadList::Parts::Delete : DownloadList::Parts::Keep);
        QTRY_VERIFY(!m_list->find(key));
        const QStringList parts = QDir(m_cache->blobsFolder(kId)).entryList({"*.incomplete"}, QDir::Files);
        QCOMPARE(parts.isEmpty(), deletes);
    }

    void aPersonMayChangeTheirMindWhileItStops_data()
    {
        QTest::addColumn<bool>("cancels");
        QTest::newRow("paused and resumed") << false;
        QTest::newRow("cancelled and taken back") << true;
    }

    void aPersonMayChangeTheirMindWhileItStops()
    {
        QFETCH(bool, cancels);
        m_list->setSpeedLimit(50'000);
        const int key = m_list->add(job(), {});
        QTRY_VERIFY(m_list->find(key)->progress.bytes > 20'000);
        m_list->setSpeedLimit(0);
        if (cancels) {
            m_list->cancel(key, DownloadList::Parts::Delete);
            QCOMPARE(m_list->add(job(), {}), key);
        } else {
            m_list->pause(key);
            m_list->resume(key);
        }
        m_list->waitUntilIdle();
        const auto row = m_list->find(key);
        QVERIFY(row && row->state == DownloadState::Done);
    }

    void worksOffOneAfterTheOtherWithTheFirstFirst()
    {
        QStringList order;
        connect(
            m_list.get(), &DownloadList::changed, m_list.get(),
            [&](int key) {
                const auto row = m_list->find(key);
                if (row && row->state == DownloadState::Running)
                    order << row->job.revision;
            },
            Qt::DirectConnection);
        m_list->setSpeedLimit(100'000);
        m_list->add(job("one"), {});
        QTRY_VERIFY(!order.isEmpty());
        m_run->hub.change(kId, [](fake_hub::Repository& repository) { repository.commit({{"a.txt", "a"}}); });
        m_list->add(job("two"), {});
        m_run->hub.change(kId, [](fake_hub::Repository& repository) { repository.commit({{"b.txt", "b"}}); });
        m_list->putFirst(m_list->add(job("three"), {}));
        m_list->setSpeedLimit(0);
        m_list->waitUntilIdle();
        QCOMPARE(order, QStringList({"one", "three", "two"}));
    }

    void d02_aBrokenNetworkPausesIt()
    {
        Fault cut;
        cut.cutAt = 0;
        m_run->hub.addCdnFault({cut, {}, {}, 0, -1});
        const int key = m_list->add(job(), {});
        m_list->waitUntilIdle();
        QCOMPARE(m_list->find(key)->state, DownloadState::Paused);
        QCOMPARE(m_list->find(key)->error->code, ErrorCode::Network);
        m_list = open();
        QCOMPARE(m_list->downloads()[0].error->code, ErrorCode::Network);
    }

    void d16_aFullDiskPausesItBeforeTheFirstByte()
    {
        m_options.freeBytes = [](const QString&) { return Result<std::uint64_t>(std::uint64_t{1} << 30); };
        m_list = open();
        const int key = m_list->add(job(), {});
        m_list->waitUntilIdle();
        QCOMPARE(m_list->find(key)->state, DownloadState::Paused);
        QCOMPARE(m_list->find(key)->error->code, ErrorCode::DiskFull);
        QCOMPARE(m_list->find(key)->error->neededBytes, std::uint64_t{490'007} + (1u << 30));
        QVERIFY(m_run->hub.cdnRequests().empty());
    }

    void d24_aFolderThatGoesAwayPausesIt()
    {
        m_list->setSpeedLimit(50'000);
        const int key = m_list->add(job(), {});
        QTRY_VERIFY(m_list->find(key)->progress.bytes > 20'000);
        QVERIFY(QDir(m_cache->repoFolder(kId)).removeRecursively());
        m_list->setSpeedLimit(0);
        m_list->waitUntilIdle();
        QCOMPARE(m_list->find(key)->state, DownloadState::Paused);
        QCOMPARE(m_list->find(key)->error->code, ErrorCode::Io);
        QVERIFY(!QFileInfo::exists(m_cache->repoFolder(kId)));
        m_list->resume(key);
        m_list->waitUntilIdle();
        QCOMPARE(m_list->find(key)->state, DownloadState::Done);
    }

    void aGateFailsIt()
    {
        const RepoJob all = job();
        m_run->hub.change(kId, [](fake_hub::Repository& repository) { repository.gate = fake_hub::Gate::Auto; });
        const int key = m_list->add(all, {});
        m_list->waitUntilIdle();
        QVERIFY2(m_list->find(key)->state == DownloadState::Failed, qPrintable(sentence(*m_list->find(key)->error)));
        QCOMPARE(m_list->find(key)->error->code, ErrorCode::Unauthorized);
    }

    void aModelStandsThereOnce()
    {
        const int key = m_list->add(job(), {});
        m_list->waitUntilIdle();
        QCOMPARE(m_list->add(job(), {}), key);
        m_list->waitUntilIdle();
        QCOMPARE(m_list->downloads().size(), std::size_t{1});
    }

    void aBrokenListIsPutAside_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("garbage") << QByteArray("\0\0{", 3);
        QTest::newRow("another shape") << QByteArray("[]");
    }

    void aBrokenListIsPutAside()
    {
        QFETCH(QByteArray, content);
        m_list.reset();
        put(content);
        m_list = open();
        QVERIFY(m_list->downloads().empty());
        QVERIFY(m_list->note().contains("downloads.json.broken"));
        QCOMPARE(contentOf(m_folder->filePath("downloads.json.broken")), content);
    }

    void aRowWithNamesThatLeadElsewhereIsLeftOut()
    {
        m_list->add(job(), {});
        m_list->waitUntilIdle();
        m_list.reset();
        const QByteArray good = contentOf(m_folder->filePath("downloads.json"));
        put(QByteArray(good).replace("unet/w.safetensors", "../../w.safetensors"));
        m_list = open();
        QVERIFY(m_list->downloads().empty());
    }

    void n10_noFileHoldsTheToken()
    {
        m_list->setSpeedLimit(100'000);
        const int key = m_list->add(job(), {});
        QTRY_VERIFY(m_list->find(key)->progress.bytes > 20'000);
        m_list->pause(key);
        QTRY_COMPARE(m_list->find(key)->state, DownloadState::Paused);
        QVERIFY(!markerIsAnywhere());
        m_list->setSpeedLimit(0);
        m_list->resume(key);
        m_list->waitUntilIdle();
        QVERIFY(!markerIsAnywhere());
    }

private:
    std::unique_ptr<DownloadList> open()
    {
        return std::make_unique<DownloadList>(m_folder->filePath("downloads.json"), m_run->api, *m_cache, m_options);
    }
    RepoJob job(const QString& revision = "main")
    {
        const auto info = m_run->api.repository(kId, "main", {});
        return {kId, revision, info->commit, info->files};
    }
    void put(const QByteArray& content)
    {
        QFile file(m_folder->filePath("downloads.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    bool markerIsAnywhere() const
    {
        QDirIterator each(m_folder->path(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (each.hasNext()) {
            const QString path = each.next();
            if (path.contains(QString(kMarker)) || contentOf(path).contains(kMarker))
                return true;
        }
        return false;
    }

    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<HubRun> m_run;
    QByteArray m_content;
    std::optional<HubCache> m_cache;
    DownloadOptions m_options;
    std::unique_ptr<DownloadList> m_list;
};

QTEST_GUILESS_MAIN(TstDownloadList)
#include "tst_download_list.moc"
