#include "ui/compose/prompt_panel.h"
#include "ui/main_window/command_list.h"
#include "ui/queue/job_order.h"
#include "ui/queue/job_text.h"
#include "ui/viewer/compare_view.h"
#include "ui/viewer/recent_grid.h"
#include "ui/viewer/recipe_card.h"
#include "ui/widgets/duration_text.h"
#include "ui/widgets/english_plurals.h"
#include "ui/widgets/keys_text.h"
#include "ui/widgets/request_text.h"
#include "ui/widgets/search_list.h"
#include "ui/widgets/sentence_text.h"

#include <QKeySequence>
#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

namespace {

queue::QueueJob jobOf(queue::JobKey key, queue::JobState state)
{
    queue::QueueJob job;
    job.key = key;
    job.state = state;
    return job;
}

}  // namespace

/// The words that people read.
class TstTexts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QCoreApplication::installTranslator(&m_plurals);
    }

    void tellsDurations()
    {
        QCOMPARE(durationText(0.05), QString("0.05 s"));
        QCOMPARE(durationText(2.44), QString("2.4 s"));
        QCOMPARE(durationText(59.4), QString("59 s"));
        QCOMPARE(durationText(200), QString("3 min 20 s"));
        QCOMPARE(durationText(3900), QString("1 h 5 min"));
    }

    void countsInEnglish()
    {
        QCOMPARE(QCoreApplication::translate("JobText", "%n picture(s)", nullptr, 1), QString("1 picture"));
        QCOMPARE(QCoreApplication::translate("JobText", "%n picture(s)", nullptr, 4), QString("4 pictures"));
    }

    void namesKeysAsTheyStandOnTheKeyboard()
    {
        QCOMPARE(keysText(QKeySequence(Qt::CTRL | Qt::Key_Return)), QString("Ctrl+Enter"));
    }

    void beginsSentencesWithACapital()
    {
        QCOMPARE(sentenceText({ErrorCode::NotFound, "the file is gone", "choose another", {}}),
            QString("The file is gone; choose another."));
        QCOMPARE(capitalised({}), QString());
    }

    void countsTokensPerChunk()
    {
        QCOMPARE(countText({}), QString());
        QCOMPARE(countText({{18}, 0, 75}), QString("18 / 75"));
        QCOMPARE(countText({{75, 12}, 0, 75}), QString("75 + 12 / 75"));
    }

    void tellsHowAJobStands()
    {
        queue::QueueJob job = jobOf(1, queue::JobState::Waiting);
        QCOMPARE(jobTitle(job), QString("No prompt"));
        QCOMPARE(jobState(job, true), QString("next"));
        job.request.count = 4;
        QCOMPARE(jobState(job, false), QString::fromUtf8("waiting · 4 pictures"));
        job.state = queue::JobState::Failed;
        job.error = Error{ErrorCode::OutOfMemory, "not enough memory", "make it smaller", {}};
        QCOMPARE(jobState(job, false), QString("Not enough memory; make it smaller."));
        request::Progress progress;
        progress.step = 14;
        progress.of = 25;
        progress.secondsPerStep = 0.2;
        QCOMPARE(jobProgress(progress, 1), QString::fromUtf8("14 of 25 · 2.2 s left"));
    }

    void tellsWhatARequestAsksFor()
    {
        request::GenerationRequest request;
        QCOMPARE(requestText(request), QString());
        request.steps = 1;
        request.sampler = "DPM++ 2M";
        request.schedule = "Karras";
        request.guidanceScale = 7.5;
        request.width = 512;
        QCOMPARE(requestText(request), QString::fromUtf8("1 step · DPM++ 2M Karras · guidance 7.5"));
        request.height = 768;
        request.seed = 18446744073709551615U;
        QVERIFY(requestText(request).endsWith(QString::fromUtf8("512 x 768 · seed 18446744073709551615")));
    }

    void showsWhatIsToDoBeforeWhatIsOver()
    {
        using enum queue::JobState;
        const std::vector<queue::QueueJob> jobs{
            jobOf(1, Done), jobOf(2, Cancelled), jobOf(3, Failed), jobOf(4, Running), jobOf(5, Waiting)};
        QVector<int> keys;
        for (const queue::QueueJob* job : shownOrder(jobs))
            keys << static_cast<int>(job->key);
        QCOMPARE(keys, (QVector<int>{3, 4, 5, 2, 1}));
    }

    void namesDays()
    {
        const QDate today(2026, 11, 25);
        QCOMPARE(dayTitle(today, today), QString("Today"));
        QCOMPARE(dayTitle(today.addDays(-1), today), QString("Yesterday"));
        QVERIFY(dayTitle(today.addDays(-2), today).contains("2026"));
    }

    void findsCommandsByTheirLetters()
    {
        QCOMPARE(matchQuality("xyz", "Generate"), 0);
        QVERIFY(matchQuality("gen", "Generate") > matchQuality("gen", "Go to the next one"));
        QVERIFY(matchQuality("cq", "Clear the queue") > 0);
        QVERIFY(matchQuality("", "Anything") > 0);
    }

    void tellsWhatDiffersBetweenTwoRecipes()
    {
        request::GenerationRequest left;
        left.steps = 20;
        request::GenerationRequest right = left;
        QVERIFY(recipeDifferences(left, right).isEmpty());
        right.steps = 25;
        QCOMPARE(recipeDifferences(left, right), QStringList("Steps:  20  |  25"));
    }

    void showsByHowMuchPicturesDiffer()
    {
        QImage one(4, 4, QImage::Format_RGB32);
        one.fill(qRgb(10, 10, 10));
        QImage other = one;
        other.setPixel(2, 1, qRgb(12, 10, 10));
        const QImage difference = differenceImage(one, other);
        QCOMPARE(difference.pixel(2, 1), qRgb(16, 0, 0));
        QCOMPARE(difference.pixel(0, 0), qRgb(0, 0, 0));
        QVERIFY(differenceImage(one, QImage(5, 4, QImage::Format_RGB32)).isNull());
    }

    void readsARecipeOutOfText()
    {
        const auto recipe =
            recipeOfText("a forest\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 6, "
                         "Seed: 7, Size: 512x384");
        QVERIFY(recipe.has_value());
        QCOMPARE(recipe->facts.request.prompt, QString("a forest"));
        QCOMPARE(*recipe->facts.request.seed, 7u);
        QVERIFY(requestText(recipe->facts.request).contains("seed 7"));
        QVERIFY(!recipeOfText("nothing of the kind").has_value());
    }

private:
    EnglishPlurals m_plurals;
};

QTEST_GUILESS_MAIN(TstTexts)
#include "tst_texts.moc"
