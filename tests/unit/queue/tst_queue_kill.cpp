#include "core/image/recipe.h"
#include "core/queue/queue_store.h"

#include <QDirIterator>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;

namespace {

constexpr int kRandomKills = 20;
constexpr int kAimedKills = 5;
constexpr int kPicturesOfAFill = 40;
constexpr int kPatienceMs = 60'000;

/// The programs of one data folder, one after the other.
class Lives final {
public:
    bool fill(int seed) { return run({"fill", QString::number(seed)}, kPatienceMs) == 0; }
    bool finish() { return run({"run"}, kPatienceMs) == 0; }
    /// Whether it came to be killed before it had nothing left to do.
    bool killAfter(int milliseconds) { return run({"run"}, milliseconds) != 0; }
    bool dieBetweenSaveAndNote() { return run({"die"}, kPatienceMs) != 0; }

    std::map<std::uint64_t, int> picturesBySeed(QStringList& torn) const
    {
        std::map<std::uint64_t, int> seeds;
        QDirIterator files(folder.filePath("pictures"), {"*.png"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto recipe = image::readRecipe(files.next());
            if (recipe)
                ++seeds[recipe->facts.seed];
            else
                torn << sentence(recipe.error());
        }
        return seeds;
    }

    std::vector<queue::QueueJob> jobs() const
    {
        return queue::QueueStore::open(folder.filePath("queue.sqlite")).value()->jobs().value();
    }

    int notedPictures() const
    {
        int count = 0;
        for (const queue::QueueJob& job : jobs())
            count += static_cast<int>(job.paths().size());
        return count;
    }

    /// Each picture is there once, whole and noted, and each job is done.
    void verifyNothingLostOrDoubled(int wanted) const
    {
        QStringList torn;
        const auto seeds = picturesBySeed(torn);
        QVERIFY2(torn.isEmpty(), qPrintable(torn.join('\n')));
        QCOMPARE(static_cast<int>(seeds.size()), wanted);
        for (const auto& [seed, count] : seeds)
            QVERIFY2(count == 1, qPrintable(QString("%1 was made %2 times").arg(seed).arg(count)));
        for (const queue::QueueJob& job : jobs())
            QVERIFY(job.state == queue::JobState::Done && job.paths().size() == 2);
    }

    QTemporaryDir folder;

private:
    int run(const QStringList& deed, int patienceMs)
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(REVERIE_BINARY_DIR "/../tests/support/queue-child",
            QStringList{REVERIE_BINARY_DIR "/../tests/support/fake-engine", folder.path()} + deed);
        if (!child.waitForFinished(patienceMs)) {
            child.kill();
            child.waitForFinished();
            return -1;
        }
        return child.exitStatus() == QProcess::NormalExit ? child.exitCode() : -1;
    }
};

}  // namespace

/// kill -9 in a long queue (row F12 of the reliability table: jobs are found again).
class TstQueueKill final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("QT_LOGGING_RULES", "default.warning=false"); }

    void f12_atRandomMomentsNoPictureIsLostAndNoneMadeTwice()
    {
        Lives lives;
        int kills = 0;
        int fills = 0;
        while (kills < kRandomKills) {
            QVERIFY(lives.fill(1000 * ++fills));
            while (kills < kRandomKills && lives.killAfter(QRandomGenerator::global()->bounded(30, 350)))
                ++kills;
        }
        QVERIFY(lives.finish());
        lives.verifyNothingLostOrDoubled(kPicturesOfAFill * fills);
    }

    void f12_betweenSaveAndNoteThePictureIsFoundAgain()
    {
        Lives lives;
        QVERIFY(lives.fill(1000));
        for (int kill = 0; kill < kAimedKills; ++kill) {
            QVERIFY(lives.dieBetweenSaveAndNote());
            QStringList torn;
            QCOMPARE(static_cast<int>(lives.picturesBySeed(torn).size()), lives.notedPictures() + 1);
        }
        QVERIFY(lives.finish());
        lives.verifyNothingLostOrDoubled(kPicturesOfAFill);
    }
};

QTEST_GUILESS_MAIN(TstQueueKill)
#include "tst_queue_kill.moc"
