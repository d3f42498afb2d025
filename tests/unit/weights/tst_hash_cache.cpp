#include "core/weights/hash_cache.h"
#include "tests/support/safetensors_bytes.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

// FIPS 180-2, appendix B.1.
const QString kHashOfAbc = QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

}  // namespace

/// Hashes are remembered as long as the file is the same, and never longer.
class TstHashCache final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(writeFile(weights(), "abc"));
        age();
    }

    void remembersAcrossProcesses()
    {
        QVERIFY(!HashCache(cache()).known(weights()));
        QCOMPARE(*HashCache(cache()).sha256(weights(), {}), kHashOfAbc);
        QCOMPARE(HashCache(cache()).known(weights()).value_or(QString()), kHashOfAbc);
    }

    void answersWithoutReadingTheFileAgain()
    {
        QVERIFY(HashCache(cache()).sha256(weights(), {}).has_value());
        Cancellation cancelled;
        cancelled.cancel();
        QCOMPARE(*HashCache(cache()).sha256(weights(), cancelled), kHashOfAbc);
    }

    void forgetsAFileThatChanged_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"size", "time", "inode"})
            QTest::newRow(how) << how;
    }

    void forgetsAFileThatChanged()
    {
        QFETCH(const QString, how);
        HashCache hashes(cache());
        QVERIFY(hashes.sha256(weights(), {}).has_value());
        const QDateTime time = QFileInfo(weights()).lastModified();
        if (how == "inode")
            QVERIFY(QFile::rename(weights(), weights() + ".old"));
        QVERIFY(writeFile(weights(), how == "size" ? "abcd" : "xyz"));
        setTime(how == "time" ? time.addSecs(-1) : time);
        QVERIFY(!hashes.known(weights()));
        QVERIFY(*hashes.sha256(weights(), {}) != kHashOfAbc);
    }

    void doesNotTrustAFileThatIsStillBeingWritten()
    {
        setTime(QDateTime::currentDateTime().addSecs(60));
        HashCache hashes(cache());
        QCOMPARE(*hashes.sha256(weights(), {}), kHashOfAbc);
        QVERIFY(!hashes.known(weights()));
    }

    void survivesADamagedCache_data()
    {
        QTest::addColumn<QByteArray>("content");
        for (const char* content :
            {"", "{", "[]", R"({"version":1})", R"({"version":1,"files":[1,"a",null]})", R"({"version":1,"files":"x"})",
                R"({"version":1,"files":{"a":{"sha256":5}}})", R"({"version":2,"files":{}})"})
            QTest::newRow(content) << QByteArray(content);
    }

    void survivesADamagedCache()
    {
        QFETCH(const QByteArray, content);
        QVERIFY(QDir().mkpath(QFileInfo(cache()).path()) && writeFile(cache(), content));
        HashCache hashes(cache());
        QCOMPARE(*hashes.sha256(weights(), {}), kHashOfAbc);
        QCOMPARE(HashCache(cache()).known(weights()).value_or(QString()), kHashOfAbc);
    }

    void hashesThoughTheCacheCannotBeWritten()
    {
        HashCache hashes(QStringLiteral("/proc/nowhere/hashes.json"));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("hashes are not kept"));
        QCOMPARE(*hashes.sha256(weights(), {}), kHashOfAbc);
        QCOMPARE(hashes.known(weights()).value_or(QString()), kHashOfAbc);
    }

    void findsFilesByTheBeginningOfTheirHash()
    {
        HashCache hashes(cache());
        QCOMPARE(hashes.filesWithHash(kHashOfAbc), QStringList());
        QVERIFY(HashCache(cache()).sha256(weights(), {}).has_value());
        QCOMPARE(hashes.filesWithHash(kHashOfAbc), QStringList{weights()});
        QCOMPARE(hashes.filesWithHash(kHashOfAbc.left(10)), QStringList{weights()});
        QCOMPARE(hashes.filesWithHash(QString(10, 'f')), QStringList());
    }

    void findsNoFileThatChangedSince()
    {
        HashCache hashes(cache());
        QVERIFY(hashes.sha256(weights(), {}).has_value());
        QVERIFY(writeFile(weights(), "abcd"));
        QCOMPARE(hashes.filesWithHash(kHashOfAbc), QStringList());
        QVERIFY(QFile::remove(weights()));
        QCOMPARE(hashes.filesWithHash(kHashOfAbc), QStringList());
    }

    void keepsWhatAnotherProcessWrote()
    {
        const QString second = m_folder->filePath("second");
        QVERIFY(writeFile(second, "other"));
        age(second);
        HashCache one(cache());
        HashCache two(cache());
        QVERIFY(!one.known(weights()) && !two.known(second));
        QVERIFY(one.sha256(weights(), {}) && two.sha256(second, {}));
        HashCache fresh(cache());
        QVERIFY(fresh.known(weights()) && fresh.known(second));
    }

    void forgetsTheOldestOfTwoThousand()
    {
        using nlohmann::json;
        json files = json::object();
        for (int i = 0; i < 2'000; ++i) {
            const QString path = m_folder->filePath(QStringLiteral("%1.safetensors").arg(i, 4, 10, QChar('0')));
            QVERIFY(writeFile(path, {}));
            files[path.toStdString()] = {{"size", 0}, {"modifiedNs", 0}, {"inode", 0},
                {"sha256", kHashOfAbc.toStdString()}, {"rememberedMs", i == 700 ? 1 : 1'000 + i}};
        }
        QVERIFY(QDir().mkpath(QFileInfo(cache()).path()) &&
            writeFile(cache(), QByteArray::fromStdString(json{{"version", 1}, {"files", files}}.dump())));
        QVERIFY(HashCache(cache()).sha256(weights(), {}));
        QFile file(cache());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const json now = json::parse(file.readAll().toStdString())["files"];
        QCOMPARE(now.size(), std::size_t{2'000});
        QVERIFY(now.contains(weights().toStdString()));
        QVERIFY(!now.contains(m_folder->filePath("0700.safetensors").toStdString()));
    }

    void saysWhatIsWrong()
    {
        HashCache hashes(cache());
        QCOMPARE(hashes.sha256(m_folder->filePath("none"), {}).error().code, ErrorCode::NotFound);
        Cancellation cancelled;
        cancelled.cancel();
        QCOMPARE(hashes.sha256(weights(), cancelled).error().code, ErrorCode::Cancelled);
    }

private:
    QString weights() const { return m_folder->filePath(QStringLiteral("a.safetensors")); }
    QString cache() const { return m_folder->filePath(QStringLiteral("cache/hashes.json")); }

    /// Only a file that has been at rest for a moment is remembered.
    void age(const QString& path = {}) const { setTime(QDateTime::currentDateTime().addSecs(-60), path); }
    void setTime(const QDateTime& time, const QString& path = {}) const
    {
        QFile file(path.isEmpty() ? weights() : path);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(time, QFileDevice::FileModificationTime));
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstHashCache)
#include "tst_hash_cache.moc"
