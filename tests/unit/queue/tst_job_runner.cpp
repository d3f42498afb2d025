#include "core/queue/job_runner.h"

#include "core/image/a1111_parameters.h"
#include "core/image/png_reader.h"
#include "core/io/fault_points.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>

using namespace reverie;
using namespace reverie::queue;

namespace {

constexpr int kPatienceMs = 20'000;

/// A runner over the engine of tests/support/fake_engine_main.cpp, whose prompts are scripts such as "wait at 3".
class Fixture final {
public:
    explicit Fixture(const QStringList& engineArguments = {})
        : worker({REVERIE_BINARY_DIR "/../tests/support/fake-engine", engineArguments}),
          hashes(folder.filePath("cache/hashes.json")), runner(worker, hashes)
    {
        QObject::connect(
            &runner, &JobRunner::finished, &runner, [this](const RunOutcome& each) { outcomes.push_back(each); });
        QObject::connect(
            &runner, &JobRunner::saved, &runner, [this](const SavedPicture& each) { saved.push_back(each); });
        QDir().mkpath(pictures());
    }

    QString pictures() const { return folder.filePath("pictures"); }
    QStringList files() const { return QDir(pictures()).entryList(QDir::Files | QDir::Hidden, QDir::Name); }

    PictureJob job(const QString& prompt, int count = 1) const
    {
        OutputWish wish;
        wish.target = pictures();
        wish.count = count;
        PictureJob made{{}, OutputPlan::make(wish).value(), {}, io::IfExists::Refuse};
        made.request.prompt = prompt;
        made.request.model = "fake";
        made.request.steps = 4;
        made.request.seed = 40;
        made.request.width = made.request.height = 64;
        made.request.count = count;
        return made;
    }

    RunOutcome run(PictureJob job)
    {
        const std::size_t before = outcomes.size();
        runner.start(std::move(job));
        if (!QTest::qWaitFor([&] { return outcomes.size() > before; }, kPatienceMs))
            return {Error{ErrorCode::Timeout, "the run did not end", {}, {}}, 0, 0, {}};
        QTest::qWait(0);
        return outcomes.size() == before + 1 ? outcomes.back()
                                             : RunOutcome{Error{ErrorCode::Internal, "ended twice", {}, {}}, 0, 0, {}};
    }

    QTemporaryDir folder;
    worker::WorkerClient worker;
    weights::HashCache hashes;
    JobRunner runner;
    std::vector<RunOutcome> outcomes;
    std::vector<SavedPicture> saved;
};

ErrorCode codeOf(const RunOutcome& outcome)
{
    return outcome.error ? outcome.error->code : ErrorCode::Internal;
}

}  // namespace

class TstJobRunner final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("QT_LOGGING_RULES", "default.warning=false");
    }  // the fake engine's files do not exist

    void savesEveryPictureWithItsOwnSeed()
    {
        Fixture fixture;
        const RunOutcome outcome = fixture.run(fixture.job("a forest", 3));
        QVERIFY2(!outcome.error, qPrintable(outcome.error ? sentence(*outcome.error) : QString()));
        QCOMPARE(outcome.saved, 3);
        QCOMPARE(fixture.files(), (QStringList{"00000-40.png", "00001-41.png", "00002-42.png"}));
        QCOMPARE(fixture.saved.size(), std::size_t{3});
        for (const SavedPicture& picture : fixture.saved) {
            const auto metadata = image::readPngMetadata(picture.path).value();
            QCOMPARE(metadata.width, 64);
            const auto parameters = image::parseA1111(metadata.texts.at(0).text);
            QCOMPARE(parameters.prompt, QString("a forest"));
            QCOMPARE(parameters.value("Seed"), QString::number(picture.seed));
            QCOMPARE(metadata.texts.at(1).keyword, QString("reverie"));
        }
    }

    void loadsOnlyWhatIsNotLoaded()
    {
        Fixture fixture;
        QSignalSpy loads(&fixture.runner, &JobRunner::loaded);
        QVERIFY(!fixture.run(fixture.job("one")).error);
        QVERIFY(!fixture.run(fixture.job("two")).error);
        QCOMPARE(loads.size(), 1);
        PictureJob other = fixture.job("three");
        other.request.model = "another";
        QVERIFY(!fixture.run(std::move(other)).error);
        QCOMPARE(loads.size(), 2);
    }

    /// Row G12 of the reliability table.
    void g12_cancelsAtEveryStep()
    {
        Fixture fixture;
        for (int step = 1; step <= 4; ++step) {
            const auto connection = QObject::connect(
                &fixture.runner, &JobRunner::progress, &fixture.runner, [&](const request::Progress& progress) {
                    if (progress.step == step)
                        fixture.runner.cancel();
                });
            const RunOutcome outcome = fixture.run(fixture.job(QString("wait at %1").arg(step)));
            QObject::disconnect(connection);
            QCOMPARE(codeOf(outcome), ErrorCode::Cancelled);
            QVERIFY(fixture.files().isEmpty());
        }
        QVERIFY(!fixture.run(fixture.job("a forest")).error);
    }

    void g12_cancelsWhileLoading()
    {
        Fixture fixture;
        PictureJob job = fixture.job("a forest");
        job.request.model = "wait at 2";
        QObject::connect(&fixture.runner, &JobRunner::loading, &fixture.runner, [&] { fixture.runner.cancel(); });
        QCOMPARE(codeOf(fixture.run(std::move(job))), ErrorCode::Cancelled);
        QVERIFY(fixture.files().isEmpty());
    }

    void cancelsBeforeAnythingHappened()
    {
        Fixture fixture;
        QVERIFY(!fixture.run(fixture.job("a forest")).error);
        QMetaObject::invokeMethod(&fixture.runner, &JobRunner::cancel, Qt::QueuedConnection);
        QCOMPARE(codeOf(fixture.run(fixture.job("wait at 1"))), ErrorCode::Cancelled);
    }

    /// Rows I01 and I02: nothing under the final name, the picture stays in memory and can be saved elsewhere.
    void aFullDiskKeepsThePicture()
    {
        Fixture fixture;
        QVERIFY(!fixture.run(fixture.job("warm up")).error);
        int failures = 0;
        for (int nth = 1;; ++nth) {
            const QStringList before = fixture.files();
            PictureJob job = fixture.job("a forest", 3);
            std::optional<io::FaultPlan> plan(std::in_place, nth, ENOSPC, true);
            const RunOutcome outcome = fixture.run(std::move(job));
            const int passed = plan->passed();
            plan.reset();
            if (passed < nth)
                break;
            ++failures;
            QCOMPARE(codeOf(outcome), ErrorCode::DiskFull);
            QVERIFY(outcome.unsaved >= 1);
            QVERIFY(fixture.files().filter(".part").isEmpty());
            const SavingAgain again = fixture.runner.saveAgain(std::nullopt);
            QVERIFY2(!again.error, qPrintable(again.error ? sentence(*again.error) : QString()));
            QCOMPARE(static_cast<int>(again.saved.size()), outcome.unsaved);
            for (const SavedPicture& picture : again.saved)
                QVERIFY(image::readPngMetadata(picture.path).has_value());
        }
        QVERIFY(failures >= 5);
    }

    void savesElsewhereWhenAsked()
    {
        Fixture fixture;
        PictureJob job = fixture.job("a forest");
        std::optional<io::FaultPlan> plan(std::in_place, 1, ENOSPC, true);
        QCOMPARE(fixture.run(std::move(job)).unsaved, 1);
        plan.reset();
        OutputWish elsewhere;
        elsewhere.target = fixture.folder.filePath("other.png");
        QCOMPARE(fixture.runner.saveAgain(OutputPlan::make(elsewhere).value()).saved.at(0).path, elsewhere.target);
    }

    void writesLatents()
    {
        Fixture fixture;
        PictureJob job = fixture.job("a forest", 2);
        job.latentsFile = fixture.folder.filePath("latents.safetensors");
        QVERIFY(!fixture.run(std::move(job)).error);
        QFile file(fixture.folder.filePath("latents.safetensors"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("\"shape\":[2,4,1,2]"));
    }

    void g01_g08_passesTheEnginesFailuresOn_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("width");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("out of memory") << "oom at 2"
                                       << "fake" << 64 << ErrorCode::OutOfMemory;
        QTest::newRow("device lost") << "lost at 2"
                                     << "fake" << 64 << ErrorCode::DeviceLost;
        QTest::newRow("out of memory while loading") << "a"
                                                     << "oom at 2" << 64 << ErrorCode::OutOfMemory;
        QTest::newRow("a size that the model cannot make") << "a"
                                                           << "fake" << 67 << ErrorCode::InvalidArgument;
    }

    void g01_g08_passesTheEnginesFailuresOn()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, model);
        QFETCH(int, width);
        QFETCH(ErrorCode, code);
        Fixture fixture;
        PictureJob job = fixture.job(prompt);
        job.request.model = model;
        job.request.width = width;
        QCOMPARE(codeOf(fixture.run(std::move(job))), code);
        QVERIFY(fixture.files().isEmpty());
        QVERIFY(!fixture.run(fixture.job("a forest")).error);
    }

    void g06_survivesTheWorker_data()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : {"loading", "loaded", "progress", "image", "done"})
            QTest::newRow(type) << QString(type);
    }

    void g06_survivesTheWorker()
    {
        QFETCH(QString, type);
        QTemporaryDir folder;
        Fixture fixture({type, "1", "SIGKILL", folder.filePath("marker")});
        QCOMPARE(codeOf(fixture.run(fixture.job("a forest"))), ErrorCode::WorkerDied);
        const qsizetype before = fixture.files().size();
        QVERIFY(!fixture.run(fixture.job("a forest")).error);
        QCOMPARE(fixture.files().size(), before + 1);
    }
};

QTEST_GUILESS_MAIN(TstJobRunner)
#include "tst_job_runner.moc"
