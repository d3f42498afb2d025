#include "core/hub/cached_repos.h"
#include "core/io/file_lock.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using namespace reverie;
using namespace reverie::hub;

namespace {

const QString kId = QStringLiteral("org/model");
const QString kFirst(40, '1');
const QString kSecond(40, '2');

QString etagOf(const QByteArray& content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void write(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

int refuseLinks(const char*, const char*) noexcept
{
    errno = EPERM;
    return -1;
}

}  // namespace

class TstHubCache final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_cache.emplace(m_folder->filePath("hub"));
        QVERIFY(m_cache->prepare(kId));
    }

    void makesTheFoldersAndTheTag()
    {
        QVERIFY(
            contentOf(m_cache->folder() + "/CACHEDIR.TAG").startsWith("Signature: 8a477f597d28d172789f06886806bc55\n"));
        QVERIFY(QFileInfo(m_cache->folder() + "/models--org--model/blobs").isDir());
        QCOMPARE(m_cache->lockFile(kId, "e"), m_cache->folder() + "/.locks/models--org--model/e.lock");
    }

    void showsABlobByARelativeLink()
    {
        QVERIFY(put(kFirst, "unet/deep/x.bin", "hello"));
        const QString pointer = m_cache->snapshot(kId, kFirst) + "/unet/deep/x.bin";
        QVERIFY(QFileInfo(pointer).isSymLink());
        QCOMPARE(readLink(pointer), "../../../../blobs/" + etagOf("hello"));
        QCOMPARE(contentOf(pointer), QByteArray("hello"));
        QVERIFY(put(kFirst, "unet/deep/x.bin", "hello"));  // once more changes nothing
    }

    void findsByCommitAndByRef()
    {
        QVERIFY(put(kFirst, "a.txt", "a"));
        QCOMPARE(m_cache->find(kId, kFirst, "a.txt").kind, CacheAnswer::Kind::Found);
        QCOMPARE(m_cache->find(kId, "main", "a.txt").kind, CacheAnswer::Kind::Unknown);
        QVERIFY(m_cache->setRef(kId, "main", kFirst));
        QVERIFY(m_cache->setRef(kId, "refs/pr/1", kFirst));
        QCOMPARE(contentOf(m_cache->repoFolder(kId) + "/refs/main"), kFirst.toLatin1());
        QCOMPARE(m_cache->find(kId, "main", "a.txt").path, m_cache->snapshot(kId, kFirst) + "/a.txt");
        QCOMPARE(m_cache->find(kId, "refs/pr/1", "a.txt").kind, CacheAnswer::Kind::Found);
        QCOMPARE(m_cache->find(kId, "main", "b.txt").kind, CacheAnswer::Kind::Unknown);
        // As Python's client notes it.
        write(m_cache->repoFolder(kId) + "/.no_exist/" + kFirst + "/sub/b.txt", {});
        QCOMPARE(m_cache->find(kId, "main", "sub/b.txt").kind, CacheAnswer::Kind::KnownMissing);
    }

    void aRefThatIsNoCommitNamesNothing()
    {
        for (const QByteArray& ref :
            {QByteArray(), QByteArray("main"), QByteArray(10'000, 'a'), QByteArray("../../x")}) {
            write(m_cache->repoFolder(kId) + "/refs/main", ref);
            QVERIFY(!m_cache->commitOf(kId, "main"));
        }
    }

    void n11_noNameLeadsOutOfTheSnapshot()
    {
        QVERIFY(!m_cache->link(kId, kFirst, "../../x", etagOf("a")));
        QVERIFY(!m_cache->setRef(kId, "../../x", kFirst));
        QVERIFY(!m_cache->prepare("../x"));
        QCOMPARE(m_cache->find(kId, kFirst, "../../../x").kind, CacheAnswer::Kind::Unknown);
    }

    void withoutLinksTheSnapshotHoldsTheFiles_data()
    {
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("not wanted") << false;
        QTest::newRow("refused by the file system") << true;
    }

    void withoutLinksTheSnapshotHoldsTheFiles()
    {
        QFETCH(bool, isRefused);
        m_cache.emplace(m_folder->filePath("hub"), isRefused, refuseLinks);
        QVERIFY(put(kFirst, "a.txt", "a", false));
        const QFileInfo blob(m_cache->blob(kId, etagOf("a")));
        QVERIFY(blob.exists());
        QVERIFY(m_cache->link(kId, kFirst, "sub/b.txt", etagOf("a")));
        QVERIFY(!QFileInfo::exists(blob.filePath()));
        for (const char* name : {"/a.txt", "/sub/b.txt"}) {
            const QString pointer = m_cache->snapshot(kId, kFirst) + name;
            QVERIFY(!QFileInfo(pointer).isSymLink());
            QCOMPARE(contentOf(pointer), QByteArray("a"));
        }
    }

    void d22_anotherContentInTheWayIsLeftAlone()
    {
        const QString pointer = m_cache->snapshot(kId, kFirst) + "/a.txt";
        write(pointer, "mine");
        const auto linked = put(kFirst, "a.txt", "theirs");
        QVERIFY(!linked);
        QCOMPARE(linked.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(pointer), QByteArray("mine"));
        write(m_cache->snapshot(kId, kFirst) + "/b.txt", "theirs");
        QVERIFY(put(kFirst, "b.txt", "theirs"));
    }

    void d27_plantedLinksAreNotFollowed()
    {
        const QString outside = m_folder->filePath("outside");
        QVERIFY(QDir().mkpath(outside) && QDir().mkpath(m_cache->snapshot(kId, kFirst)));
        QVERIFY(QFile::link(outside, m_cache->snapshot(kId, kFirst) + "/unet"));
        const auto folder = put(kFirst, "unet/x", "a");
        QVERIFY(!folder);
        QCOMPARE(folder.error().code, ErrorCode::Permission);
        QVERIFY(QFile::link(outside + "/target", m_cache->snapshot(kId, kFirst) + "/y"));
        const auto file = put(kFirst, "y", "a");
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Permission);
        QVERIFY(QDir(outside).isEmpty());
    }

    void takesALinkThatPointsToAnotherBlobAnew()
    {
        QVERIFY(put(kFirst, "a.txt", "old"));
        QVERIFY(put(kFirst, "a.txt", "new"));
        QCOMPARE(contentOf(m_cache->snapshot(kId, kFirst) + "/a.txt"), QByteArray("new"));
    }

    void knowsTheStoreThatRepositoriesShare()
    {
        const QString store = m_cache->folder() + "/blobs/ab/ab" + QString(62, '0');
        write(store, "a");
        const QString blob = m_cache->blob(kId, etagOf("a"));
        QVERIFY(QFile::link("../../blobs/ab/ab" + QString(62, '0'), blob));
        QVERIFY(isSharedBlob(m_cache->folder(), blob));
        const QString other = m_cache->blob(kId, etagOf("b"));
        QVERIFY(QFile::link("/etc/passwd", other));
        QVERIFY(!isSharedBlob(m_cache->folder(), other));
    }

    void listsWhatIsThere()
    {
        QVERIFY(put(kFirst, "a.txt", "aa") && put(kFirst, "b.txt", "bbb") && put(kSecond, "a.txt", "aa"));
        QVERIFY(m_cache->setRef(kId, "main", kSecond));
        write(m_cache->folder() + "/models--x/y", "no model");
        write(m_cache->folder() + "/datasets--org--set/refs/main", "x");
        const auto repos = cachedRepos(*m_cache);
        const auto found = std::ranges::find(repos, kId, &CachedRepo::id);
        QVERIFY(found != repos.end());
        QCOMPARE(found->revisions.size(), std::size_t{2});
        QCOMPARE(found->revisions[0].bytes, std::uint64_t{5});
        QCOMPARE(found->revisions[1].refs, QStringList{"main"});
        QCOMPARE(found->bytes, std::uint64_t{5});
    }

    void removesARevisionAndOnlyItsOwnBlobs()
    {
        QVERIFY(put(kFirst, "a.txt", "aa") && put(kFirst, "b.txt", "bbb") && put(kSecond, "a.txt", "aa"));
        QVERIFY(m_cache->setRef(kId, "old", kFirst) && m_cache->setRef(kId, "main", kSecond));
        const auto plan = planRemoval(*m_cache, kId, kFirst);
        QCOMPARE(plan->frees, std::uint64_t{3});
        QVERIFY(remove(*m_cache, *plan));
        QCOMPARE(m_cache->find(kId, "main", "a.txt").kind, CacheAnswer::Kind::Found);
        QCOMPARE(contentOf(m_cache->snapshot(kId, kSecond) + "/a.txt"), QByteArray("aa"));
        QVERIFY(!m_cache->commitOf(kId, "old"));
        QVERIFY(!QFileInfo::exists(m_cache->blob(kId, etagOf("bbb"))));
        const auto all = planRemoval(*m_cache, kId);
        QCOMPARE(all->frees, std::uint64_t{2});
        QVERIFY(remove(*m_cache, *all));
        QVERIFY(!QFileInfo::exists(m_cache->repoFolder(kId)));
        QVERIFY(!planRemoval(*m_cache, kId));
    }

    void theOnlyStateIsNotRemovedAsOne()
    {
        QVERIFY(put(kFirst, "a.txt", "aa"));
        const auto plan = planRemoval(*m_cache, kId, kFirst);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    }

    void removalTakesThePartsAndSparesWhatIsOutside()
    {
        const QString outside = m_folder->filePath("kept.txt");
        write(outside, "kept");
        QVERIFY(put(kFirst, "a.txt", "aa"));
        QVERIFY(QFile::link(outside, m_cache->snapshot(kId, kFirst) + "/linked"));
        write(m_cache->blobsFolder(kId) + "/" + QString(64, 'a') + ".reverie-00000000.incomplete", "1234567");
        const auto plan = planRemoval(*m_cache, kId);
        QVERIFY(plan->frees >= 9);
        QVERIFY(remove(*m_cache, *plan));
        QCOMPARE(contentOf(outside), QByteArray("kept"));
    }

    void removalWaitsForARunningDownload()
    {
        QVERIFY(put(kFirst, "a.txt", "aa"));
        const auto lock = io::FileLock::take(m_cache->lockFile(kId, etagOf("aa")));
        QVERIFY(lock.has_value());
        const auto removed = remove(*m_cache, *planRemoval(*m_cache, kId));
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Busy);
        QVERIFY(QFileInfo::exists(m_cache->snapshot(kId, kFirst)));
    }

private:
    Result<void> put(const QString& commit, const QString& path, const QByteArray& content, bool mayMove = true)
    {
        write(m_cache->blob(kId, etagOf(content)), content);
        return m_cache->link(kId, commit, path, etagOf(content), mayMove);
    }

    static QString readLink(const QString& path)
    {
        std::array<char, 4096> target{};
        const auto size = ::readlink(QFile::encodeName(path).constData(), target.data(), target.size());
        return QString::fromLatin1(target.data(), size);
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<HubCache> m_cache;
};

QTEST_GUILESS_MAIN(TstHubCache)
#include "tst_hub_cache.moc"
