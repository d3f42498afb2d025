#include "core/image/recipe.h"
#include "core/queue/queue_store.h"
#include "core/settings/session_state.h"
#include "tests/support/window_program.h"

#include <QDirIterator>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace reverie;
using test::plant;
using test::WindowProgram;

namespace {

constexpr int kJobs = 20;
constexpr int kFewKills = 3;
constexpr int kPatienceMs = 120'000;
const QString kPrompt = QStringLiteral("what stood in the form");

/// The windows of one data folder, one after the other, that are to make the same twenty jobs.
class Lives final {
public:
    Lives() : m_paths(Paths::forProcess(m_folder.path())) { }

    /// Twenty more jobs of one picture each, as a window leaves them that is killed.
    bool fill(std::uint64_t firstSeed)
    {
        std::vector<queue::QueueJob> jobs;
        for (std::uint64_t seed = firstSeed; seed < firstSeed + kJobs; ++seed) {
            queue::QueueJob job;
            job.key = queue::drawJobKey();
            job.position = static_cast<std::int64_t>(seed) << 32;
            job.request.prompt = QStringLiteral("red forest");
            job.request.steps = 6;
            job.request.width = job.request.height = 128;
            job.request.seed = seed;
            job.created = QDateTime::currentDateTimeUtc();
            jobs.push_back(std::move(job));
        }
        m_wanted += kJobs;
        auto store = queue::QueueStore::open(m_paths.data() + "/queue.sqlite");
        return store && (*store)->put(jobs) && test::leaveForm(m_folder.path(), kPrompt) &&
            plant(m_paths.data() + "/settings.json",
                R"({"version": 1, "values": {"queue.goOn": "now", "queue.endedKept": 10000}})");
    }

    /// Whether there was still something to do when it was killed. A careful start is told to go on.
    bool liveFor(int milliseconds)
    {
        WindowProgram program({m_folder.path(), "resume-interrupted"});
        if (QTest::qWaitFor([&] { return isDone(); }, milliseconds))
            return false;
        program.send(SIGKILL);
        return !program.code();
    }

    bool finish()
    {
        WindowProgram program({m_folder.path(), "resume-interrupted"});
        const bool isMade = QTest::qWaitFor([&] { return isDone(); }, kPatienceMs);
        QTest::qWait(500);
        program.send(SIGTERM);
        return isMade && program.code() == std::optional(0);
    }

    [[nodiscard]] bool isDone() const { return pictures().size() >= m_wanted; }

    void verifyNothingIsLostOrDoubledOrTorn() const
    {
        QMap<std::uint64_t, int> seeds;
        for (const QString& each : pictures()) {
            const auto recipe = image::readRecipe(each);
            QVERIFY2(recipe.has_value() && !QImage(each).isNull(), qPrintable(each));
            ++seeds[recipe->facts.seed];
        }
        QCOMPARE(seeds.size(), m_wanted);
        for (const int count : seeds)
            QCOMPARE(count, 1);
        const auto jobs = queue::QueueStore::open(m_paths.data() + "/queue.sqlite").value()->jobs().value();
        QCOMPARE(static_cast<qsizetype>(jobs.size()), m_wanted);
        for (const queue::QueueJob& job : jobs)
            QVERIFY(job.state == queue::JobState::Done && job.paths().size() == 1);
    }

    void verifyTheSessionIsBack() const
    {
        const settings::SessionKeeper session(m_paths.data() + "/session.json");
        QVERIFY2(session.note().isEmpty(), qPrintable(session.note()));
        QCOMPARE(session.state().request.prompt, kPrompt);
    }

private:
    [[nodiscard]] QStringList pictures() const
    {
        QStringList files;
        QDirIterator each(m_paths.pictures(), {"*.png"}, QDir::Files, QDirIterator::Subdirectories);
        while (each.hasNext())
            files << each.next();
        return files;
    }

    const QTemporaryDir m_folder;
    const Paths m_paths;
    qsizetype m_wanted = 0;
};

}  // namespace

/// kill -9 of the whole window at random moments of a queue of twenty jobs (row F12). REVERIE_KILLS says how often.
class TstKilling final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f12_noPictureIsLostNoneMadeTwiceNoFileTornAndTheSessionBack()
    {
        const int kills =
            qEnvironmentVariableIsSet("REVERIE_KILLS") ? qEnvironmentVariableIntValue("REVERIE_KILLS") : kFewKills;
        Lives lives;
        std::uint64_t seed = 1000;
        QVERIFY(lives.fill(seed));
        for (int kill = 0; kill < kills;) {
            if (lives.liveFor(QRandomGenerator::global()->bounded(300, 4000)))
                ++kill;
            else
                QVERIFY(lives.fill(seed += 1000));
            lives.verifyTheSessionIsBack();
        }
        QVERIFY(lives.finish());
        lives.verifyNothingIsLostOrDoubledOrTorn();
        lives.verifyTheSessionIsBack();
    }
};

QTEST_GUILESS_MAIN(TstKilling)
#include "tst_killing.moc"
