#include "core/queue/queue_list.h"

#include <QtTest>

using namespace reverie::queue;

namespace {

QueueJob jobOf(JobKey key, JobState state = JobState::Waiting)
{
    QueueJob job;
    job.key = key;
    job.state = state;
    return job;
}

QList<JobKey> keysOf(const std::vector<QueueJob>& jobs)
{
    QList<JobKey> keys;
    for (const QueueJob& job : jobs)
        keys << job.key;
    return keys;
}

/// As the disk would give them back: by position.
QList<JobKey> byPosition(const QueueList& list)
{
    std::vector<QueueJob> jobs = list.jobs();
    std::ranges::stable_sort(jobs, {}, &QueueJob::position);
    return keysOf(jobs);
}

QueueList listOf(const QList<JobKey>& keys)
{
    QueueList list;
    for (const JobKey key : keys)
        list.place(jobOf(key), std::nullopt);
    return list;
}

}  // namespace

class TstQueueList final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void placesNewJobs_data()
    {
        QTest::addColumn<JobKey>("before");
        QTest::addColumn<QList<JobKey>>("order");
        QTest::newRow("first") << JobKey{1} << QList<JobKey>{9, 1, 2, 3};
        QTest::newRow("between") << JobKey{3} << QList<JobKey>{1, 2, 9, 3};
        QTest::newRow("last") << JobKey{0} << QList<JobKey>{1, 2, 3, 9};
        QTest::newRow("before one that is gone") << JobKey{77} << QList<JobKey>{1, 2, 3, 9};
    }

    void placesNewJobs()
    {
        QFETCH(JobKey, before);
        QFETCH(QList<JobKey>, order);
        QueueList list = listOf({1, 2, 3});
        list.place(jobOf(9), before == 0 ? std::nullopt : std::optional(before));
        QCOMPARE(keysOf(list.jobs()), order);
        QCOMPARE(byPosition(list), order);
    }

    void movesAJob()
    {
        QueueList list = listOf({1, 2, 3});
        const auto changed = list.place(QueueJob(*list.find(3)), JobKey{1});
        QCOMPARE(keysOf(list.jobs()), (QList<JobKey>{3, 1, 2}));
        QCOMPARE(keysOf(changed), QList<JobKey>{3});
    }

    void aUsedUpGapRenumbersAllJobsAndSaysSo()
    {
        QueueList list = listOf({1, 2});
        std::size_t most = 0;
        QList<JobKey> order{1, 2};
        for (JobKey key = 3; key < 100; ++key) {
            most = std::max(most, list.place(jobOf(key), JobKey{2}).size());
            order.insert(order.size() - 1, key);
            QCOMPARE(byPosition(list), order);
        }
        QVERIFY(most > 30);
    }

    void whatTheLastRunLeftStandsFirst()
    {
        QueueList list = listOf({5});
        const auto changed = list.prepend({jobOf(1), jobOf(2)});
        QCOMPARE(byPosition(list), (QList<JobKey>{1, 2, 5}));
        QCOMPARE(keysOf(changed), (QList<JobKey>{1, 2, 5}));
    }

    /// Else what is added later stands before them after the next start.
    void jobsThatWereReadKeepTheirPositions()
    {
        QueueJob read = jobOf(1);
        read.position = 1'000'000'000'000;
        QueueList list;
        QVERIFY(list.prepend({read}).empty());
        list.place(jobOf(2), std::nullopt);
        QCOMPARE(list.jobs().at(0).position, read.position);
        QVERIFY(list.jobs().at(1).position > read.position);
    }

    void takenJobsGoBackToTheirPlaces()
    {
        QueueList list = listOf({1, 2, 3, 4});
        const auto taken = list.take({4, 2, 77});
        QCOMPARE(keysOf(taken), (QList<JobKey>{4, 2}));
        QCOMPARE(keysOf(list.jobs()), (QList<JobKey>{1, 3}));
        list.putBack(taken);
        QCOMPARE(keysOf(list.jobs()), (QList<JobKey>{1, 2, 3, 4}));
    }

    void theFrontIsBeforeTheFirstThatWaits()
    {
        QueueList list;
        list.place(jobOf(1, JobState::Done), std::nullopt);
        QVERIFY(!list.front());
        QVERIFY(list.nextWaiting() == nullptr);
        list.place(jobOf(2), std::nullopt);
        list.place(jobOf(3), std::nullopt);
        QCOMPARE(*list.front(), JobKey{2});
        QCOMPARE(list.nextWaiting()->key, JobKey{2});
        QCOMPARE(*list.behind(2), JobKey{3});
        QVERIFY(!list.behind(3));
    }

    void theFirstEndedJobsAreTooMany()
    {
        QueueList list;
        for (const auto& [key, state] : {std::pair{1, JobState::Done}, {2, JobState::Waiting}, {3, JobState::Failed},
                 {4, JobState::Interrupted}, {5, JobState::Cancelled}})
            list.place(jobOf(key, state), std::nullopt);
        QCOMPARE(list.endedBeyond(3), std::vector<JobKey>{});
        QCOMPARE(list.endedBeyond(1), (std::vector<JobKey>{1, 3}));
        QCOMPARE(list.endedBeyond(0), (std::vector<JobKey>{1, 3, 5}));
    }
};

QTEST_GUILESS_MAIN(TstQueueList)
#include "tst_queue_list.moc"
