#include "core/io/sha256.h"
#include "core/library/background_hasher.h"
#include "core/library/library_scan.h"
#include "core/library/model_hashes.h"
#include "tests/support/tiny_model.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

/// What it said in this thread.
struct Told final : QObject {
    explicit Told(const BackgroundHasher& hasher)
    {
        connect(&hasher, &BackgroundHasher::hashed, this, [this] { ++hashed; });
        connect(&hasher, &BackgroundHasher::finished, this, [this] { ++finished; });
    }

    int hashed = 0;
    int finished = 0;
};

}  // namespace

/// Pictures name their model by hashes; the library finds it by them, also when it was never used here.
class TstModelHashes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(QDir().mkpath(path("models/tiny")) && writeTinyModel(path("models/tiny")));
        QVERIFY(writeFile(path("models/style.safetensors"), SafetensorsBuilder().addF32("lora_te.up", {4}).build()));
        QVERIFY(writeFile(path("models/broken.safetensors"), "no model"));
        for (const char* file : {"models/tiny/unet/diffusion_pytorch_model.safetensors", "models/style.safetensors"})
            age(path(QString::fromLatin1(file)));
        m_hashes.emplace(path("hashes.json"));
    }

    void namesAModelByTheFilesOfItsUNet()
    {
        const QString unet = path("models/tiny/unet/diffusion_pytorch_model.safetensors");
        QCOMPARE(*mainFiles(path("models/tiny")), QStringList{unet});
        QCOMPARE(*mainFiles(path("models/style.safetensors")), QStringList{path("models/style.safetensors")});
        QCOMPARE(mainFiles(path("models/tiny/vae"))->size(), 1);
        QVERIFY(!mainFiles(path("models")));
        QCOMPARE(modelOfFile(unet), path("models/tiny"));
        QCOMPARE(modelOfFile(path("models/style.safetensors")), path("models/style.safetensors"));
    }

    void findsAModelThatWasNeverUsedOnceItIsHashed()
    {
        const QString hash = io::sha256OfFile(*mainFiles(path("models/tiny")).value().begin(), {}).value();
        QCOMPARE(modelWithHashes({hash}, {}, *m_hashes, {}).error().code, ErrorCode::NotFound);
        BackgroundHasher hasher(*m_hashes);
        QObject here;  // whose thread the signals come to; a QSignalSpy would take them in the hasher's
        QStringList hashed;
        bool isDone = false;
        connect(&hasher, &BackgroundHasher::hashed, &here,
            [&](const QString&, const QString& sha256) { hashed << sha256; });
        connect(&hasher, &BackgroundHasher::finished, &here, [&] { isDone = true; });
        hasher.hash(list());
        QTRY_VERIFY_WITH_TIMEOUT(isDone, 60'000);
        QCOMPARE(hashed.size(), 2);  // what is no model is not hashed
        QCOMPARE(hashed[0], hash);   // the one that makes pictures goes first
        QCOMPARE(*modelWithHashes({hash}, {}, *m_hashes, {}), path("models/tiny"));
        QCOMPARE(*modelWithHashes({shortHash(hash)}, {}, *m_hashes, {}), path("models/tiny"));
    }

    void aChangedModelIsNotFoundByItsOldHash()
    {
        const QString hash = m_hashes->sha256(path("models/style.safetensors"), {}).value();
        QCOMPARE(*modelWithHashes({hash}, {}, *m_hashes, {}), path("models/style.safetensors"));
        QVERIFY(writeFile(path("models/style.safetensors"), SafetensorsBuilder().addF32("lora_te.down", {4}).build()));
        QVERIFY(!modelWithHashes({hash}, {}, *m_hashes, {}));
    }

    void hashingEndsWhenItIsToldTo()
    {
        Cancellation cancelled;
        cancelled.cancel();
        const auto found = modelWithHashes({QString(64, 'f')}, {path("models/tiny")}, *m_hashes, cancelled);
        QCOMPARE(found.error().code, ErrorCode::Cancelled);
        for (int i = 0; i < 20; ++i) {
            BackgroundHasher hasher(*m_hashes);
            hasher.hash(list());
            hasher.hash(list());
            hasher.pause();
        }
    }

    void goesOnWithTheModelThatWasUnderWay()
    {
        BackgroundHasher hasher(*m_hashes);
        QStringList begun;
        std::atomic<bool> isPaused = false;
        const auto pauseAtTheSecond = [&](const QString& id) {
            begun << id;
            if (begun.size() != 2)
                return;
            hasher.pause();
            isPaused = true;
        };
        connect(&hasher, &BackgroundHasher::begun, &hasher, pauseAtTheSecond, Qt::DirectConnection);
        const Told told(hasher);
        hasher.hash(list());
        QTRY_VERIFY(isPaused);
        hasher.hash(list());  // nothing begins as long as it is paused
        QTRY_COMPARE(told.hashed, 1);
        QCOMPARE(told.finished, 0);
        hasher.resume();
        QTRY_COMPARE(told.finished, 1);
        QCOMPARE(begun.size(), 3);
        QCOMPARE(begun[1], begun[2]);
        QCOMPARE(told.hashed, 2);
    }

    void doesNotBeginAnewForTheSameModels()
    {
        BackgroundHasher hasher(*m_hashes);
        const auto models = list();
        std::atomic<int> begun = 0;
        const auto askAgain = [&] {
            ++begun;
            hasher.hash(models);
        };
        connect(&hasher, &BackgroundHasher::begun, &hasher, askAgain, Qt::DirectConnection);
        const Told told(hasher);
        hasher.hash(models);
        QTRY_COMPARE(told.finished, 1);
        QCOMPARE(begun.load(), 2);
        hasher.hash(models);
        hasher.resume();
        QTest::qWait(0);
        QCOMPARE(begun.load(), 2);
        QCOMPARE(told.hashed, 2);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    std::vector<LibraryEntry> list() const
    {
        LibraryScan scan({.models = path("models")}, {});
        return merged({scan.look(scan.roots().front(), {})});
    }

    /// Only the hash of a file that has been at rest for a moment is remembered.
    static void age(const QString& path)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) &&
            file.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime));
    }

    std::optional<QTemporaryDir> m_folder;
    std::optional<weights::HashCache> m_hashes;
};

QTEST_GUILESS_MAIN(TstModelHashes)
#include "tst_model_hashes.moc"
