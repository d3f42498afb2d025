#include "core/hub/part_file.h"
#include "core/io/file_lock.h"
#include "core/library/leftovers.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

const QByteArray kLora = SafetensorsBuilder().addF32("lora_te.lora_up.weight", {4}).build();
const QString kId = QStringLiteral("some/style");
const QString kOld(40, 'a');
const QString kNew(40, 'b');
const QString kEtag(64, 'e');
const QString kOldState = "state " + kId + ' ' + kOld;
const QString kNewState = "state " + kId + ' ' + kNew;
const QString kParts = "parts " + kId + ' ';

QStringList keysOf(const std::vector<Leftover>& leftovers)
{
    QStringList keys;
    for (const Leftover& each : leftovers)
        keys << each.key();
    return keys;
}

hub::RepoJob jobOf(const QString& id, const QString& etag)
{
    return {id, "main", kNew, {{"a.safetensors", 100, etag, true}}};
}

}  // namespace

/// What may go from the Hub's cache, and above all what may not.
class TstLeftovers final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_cache.emplace(path("hub"));
    }

    void offersAStateThatNoBranchNames()
    {
        snapshot(kOld, "style.safetensors");
        snapshot(kNew, "style.safetensors");
        setMain(kNew);
        const auto found = leftovers(*m_cache, {});
        QCOMPARE(keysOf(found), QStringList{kOldState});
        QCOMPARE(found[0].frees, static_cast<std::uint64_t>(kLora.size()));
        QVERIFY(removeLeftover(*m_cache, kOldState, {}));
        QVERIFY(!QFileInfo::exists(m_cache->snapshot(kId, kOld)));
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kNew) + "/style.safetensors"));
        QVERIFY(leftovers(*m_cache, {}).empty());
    }

    void theOnlyStateStays_data()
    {
        QTest::addColumn<QString>("main");
        QTest::newRow("without a branch") << QString();
        QTest::newRow("the branch is elsewhere") << QString(40, 'c');
    }

    void theOnlyStateStays()
    {
        QFETCH(QString, main);
        snapshot(kNew, "style.safetensors");
        if (!main.isEmpty())
            setMain(main);
        QVERIFY(leftovers(*m_cache, {}).empty());
        QCOMPARE(removeLeftover(*m_cache, kNewState, {}).error().code, ErrorCode::NotFound);
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kNew) + "/style.safetensors"));
    }

    void withoutABranchTheNewestStays()
    {
        snapshot(kOld, "style.safetensors");
        snapshot(kNew, "style.safetensors");
        setMain(QString(40, 'c'));
        QCOMPARE(keysOf(leftovers(*m_cache, {})), QStringList{kOldState});
        // Who presses twice, or has an old list before the eyes, removes no more than that.
        QVERIFY(removeLeftover(*m_cache, kOldState, {}));
        QVERIFY(!removeLeftover(*m_cache, kOldState, {}));
        QVERIFY(!removeLeftover(*m_cache, kNewState, {}));
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kNew) + "/style.safetensors"));
    }

    void aStateWithAModelThatNoOtherHoldsStays()
    {
        snapshot(kOld, "style.safetensors");
        snapshot(kNew, "another.safetensors");
        setMain(kNew);
        QVERIFY(leftovers(*m_cache, {}).empty());
        snapshot(kNew, "style.safetensors", kLora.left(20));  // cut off
        QVERIFY(leftovers(*m_cache, {}).empty());
    }

    void aStateWithAFileOfAnotherProgramThatNoOtherHoldsStays()
    {
        snapshot(kOld, "model.gguf");
        snapshot(kNew, "README.md");
        setMain(kNew);
        QVERIFY(leftovers(*m_cache, {}).empty());
        snapshot(kNew, "model.gguf");
        QCOMPARE(keysOf(leftovers(*m_cache, {})), QStringList{kOldState});
    }

    void whatIsNeededStays_data()
    {
        QTest::addColumn<CacheNeeds>("needs");
        QTest::newRow("the state") << CacheNeeds{{"SNAPSHOT"}, {}};
        QTest::newRow("a file of it") << CacheNeeds{{"SNAPSHOT/style.safetensors"}, {}};
        QTest::newRow("through a link") << CacheNeeds{{"LINK/style.safetensors"}, {}};
        QTest::newRow("its blob") << CacheNeeds{{"BLOB"}, {}};
        QTest::newRow("the repository") << CacheNeeds{{kId}, {}};
        QTest::newRow("a download of it") << CacheNeeds{{}, {jobOf(kId, kEtag)}};
    }

    void whatIsNeededStays()
    {
        QFETCH(CacheNeeds, needs);
        snapshot(kOld, "style.safetensors");
        snapshot(kNew, "style.safetensors");
        setMain(kNew);
        QVERIFY(QFile::link(m_cache->snapshot(kId, kOld), path("link")));
        for (QString& each : needs.models) {
            each.replace("SNAPSHOT", m_cache->snapshot(kId, kOld));
            each.replace("LINK", path("link"));
            each.replace("BLOB", m_cache->blobsFolder(kId) + "/style.safetensors" + kOld.left(4));
        }
        QVERIFY(leftovers(*m_cache, needs).empty());
        const auto removed = removeLeftover(*m_cache, kOldState, needs);
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Busy);
        QVERIFY(sentence(removed.error()).startsWith("some/style is in use"));
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kOld) + "/style.safetensors"));
    }

    void offersWhatCancelledDownloadsLeft()
    {
        snapshot(kNew, "style.safetensors");
        QVERIFY(m_cache->prepare("some/other"));
        layDownPart("some/other");
        const auto found = leftovers(*m_cache, {});
        QCOMPARE(keysOf(found), QStringList{"parts some/other "});
        QVERIFY(found[0].frees >= 50);
        QVERIFY(removeLeftover(*m_cache, found[0].key(), {}));
        QVERIFY(QDir(m_cache->blobsFolder("some/other")).isEmpty());
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kNew) + "/style.safetensors"));
    }

    void partsThatSomebodyWillGoOnWithStay()
    {
        QVERIFY(m_cache->prepare(kId));
        layDownPart(kId);
        QCOMPARE(keysOf(leftovers(*m_cache, {})), QStringList{kParts});
        QVERIFY(leftovers(*m_cache, {{}, {jobOf(kId, kEtag)}}).empty());
        QCOMPARE(removeLeftover(*m_cache, kParts, {{}, {jobOf(kId, kEtag)}}).error().code, ErrorCode::Busy);
        const auto lock = io::FileLock::take(m_cache->lockFile(kId, kEtag));
        QVERIFY(lock && leftovers(*m_cache, {}).empty());
    }

    void aPartThatThisProcessWritesStays()
    {
        QVERIFY(m_cache->prepare(kId));
        auto part = hub::PartFile::open({m_cache->blobsFolder(kId), kEtag, 100}, {}, {});
        QVERIFY(part && part->append(std::vector<std::byte>(50)));
        QVERIFY(leftovers(*m_cache, {}).empty());
    }

    void partsOfOtherProgramsAreOfferedOnceTheyRest()
    {
        const QString part = m_cache->blobsFolder(kId) + '/' + kEtag + ".0a1b2c3d.incomplete";
        write(part, "1234");
        QVERIFY(leftovers(*m_cache, {}).empty());
        QFile file(part);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime));
        file.close();
        QCOMPARE(keysOf(leftovers(*m_cache, {})), QStringList{kParts});
        QVERIFY(removeLeftover(*m_cache, kParts, {}));
        QVERIFY(!QFileInfo::exists(part));
    }

    void offersWhatWasPutAside()
    {
        snapshot(kNew, "style.safetensors");
        const QString aside = m_cache->blobsFolder(kId) + '/' + kEtag + ".0a1b2c3d.damaged";
        write(aside, "12345");
        write(m_cache->blobsFolder(kId) + "/notes.damaged", "of a person");
        const auto found = leftovers(*m_cache, {});
        QCOMPARE(keysOf(found), QStringList{"damaged some/style "});
        QCOMPARE(found[0].paths, QStringList{aside});
        QCOMPARE(found[0].frees, 5u);
        QVERIFY(removeLeftover(*m_cache, found[0].key(), {}));
        QVERIFY(!QFileInfo::exists(aside) && QFileInfo::exists(m_cache->blobsFolder(kId) + "/notes.damaged"));
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    static void write(const QString& path, const QByteArray& bytes)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).path()) && writeFile(path, bytes));
    }

    /// As huggingface_hub lays it out. States made later are newer.
    void snapshot(const QString& commit, const QString& file, const QByteArray& bytes = kLora) const
    {
        const QString blob = file + commit.left(4);
        write(m_cache->blobsFolder(kId) + '/' + blob, bytes);
        const QString folder = m_cache->snapshot(kId, commit);
        QVERIFY(QDir().mkpath(folder) && QFile::link("../../blobs/" + blob, folder + '/' + file));
        setAge(folder, commit == kOld ? 2 : 1);
    }

    static void setAge(const QString& folder, int hours)
    {
        const timespec then{QDateTime::currentSecsSinceEpoch() - hours * 3600, 0};
        const timespec times[] = {then, then};
        QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(folder).constData(), times, 0), 0);
    }

    void setMain(const QString& commit) const { QVERIFY(m_cache->setRef(kId, "main", commit)); }

    /// What a download leaves that was cancelled half-way.
    void layDownPart(const QString& id) const
    {
        auto part = hub::PartFile::open({m_cache->blobsFolder(id), kEtag, 100}, {}, {});
        QVERIFY(part && part->append(std::vector<std::byte>(50)));
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<hub::HubCache> m_cache;
};

QTEST_GUILESS_MAIN(TstLeftovers)
#include "tst_leftovers.moc"
