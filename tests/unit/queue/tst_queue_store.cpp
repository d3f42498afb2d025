#include "core/queue/queue_store.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::queue;

namespace {

QueueJob wholeJob()
{
    QueueJob job;
    job.key = (JobKey{1} << 62) + 1;
    job.position = -5;
    job.state = JobState::Failed;
    job.request.prompt = QString::fromUtf8("a \"лес\"; DROP TABLE jobs");
    job.request.seed = 18'446'744'073'709'551'615u;
    job.request.count = 3;
    job.seed = 18'446'744'073'709'551'613u;
    job.error = Error{ErrorCode::OutOfMemory, "too large", "make it smaller", {}, 9'100'000'000u, 7'600'000'000u};
    job.created = QDateTime::fromMSecsSinceEpoch(1'763'000'000'123, Qt::UTC);
    job.started = job.created.addMSecs(7);
    job.folder = "/somewhere";
    job.pictures = {{0, "/somewhere/a.png"}, {2, ""}};
    return job;
}

}  // namespace

class TstQueueStore final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void everyFieldSurvivesARestart()
    {
        const QueueJob wanted = wholeJob();
        QVERIFY(open()->put({wanted}).has_value());
        const auto jobs = open()->jobs().value();
        QCOMPARE(jobs.size(), 1u);
        const QueueJob& found = jobs.at(0);
        QCOMPARE(found.key, wanted.key);
        QCOMPARE(found.position, wanted.position);
        QCOMPARE(found.state, wanted.state);
        QVERIFY(found.request == wanted.request);
        QCOMPARE(*found.seed, *wanted.seed);
        QCOMPARE(sentence(*found.error), sentence(*wanted.error));
        QCOMPARE(found.error->code, wanted.error->code);
        QCOMPARE(found.error->neededBytes, wanted.error->neededBytes);
        QCOMPARE(found.error->freeBytes, wanted.error->freeBytes);
        QCOMPARE(found.created, wanted.created);
        QCOMPARE(found.started, wanted.started);
        QCOMPARE(found.folder, wanted.folder);
        QVERIFY(found.pictures == wanted.pictures);
        QCOMPARE(found.paths(), QStringList{"/somewhere/a.png"});
    }

    void emptyFieldsComeBackEmpty()
    {
        QueueJob plain;
        plain.key = 1;
        plain.created = wholeJob().created;
        QVERIFY(open()->put({plain}).has_value());
        const QueueJob found = open()->jobs().value().at(0);
        QVERIFY(!found.seed && !found.error && !found.started.isValid() && found.pictures.empty());
    }

    void jobsComeInTheirOrder()
    {
        QueueJob first = wholeJob();
        QueueJob second = wholeJob();
        first.key = 2;
        second.key = 1;
        second.position = 9;
        QVERIFY(open()->put({second, first}).has_value());
        const auto jobs = open()->jobs().value();
        QCOMPARE(jobs.at(0).key, JobKey{2});
        QCOMPARE(jobs.at(1).key, JobKey{1});
    }

    void aJobThatIsPutAgainLeavesNothingOfItself()
    {
        QueueJob job = wholeJob();
        const auto store = open();
        QVERIFY(store->put({job}).has_value());
        job.pictures = {{1, "/somewhere/b.png"}};
        job.error.reset();
        QVERIFY(store->put({job}).has_value());
        const QueueJob found = store->jobs().value().at(0);
        QVERIFY(found.pictures == job.pictures);
        QVERIFY(!found.error);
    }

    void removedJobsTakeTheirPicturesWithThem()
    {
        const QueueJob job = wholeJob();
        const auto store = open();
        QVERIFY(store->put({job}).has_value());
        QVERIFY(store->remove({job.key, 99}).has_value());
        QVERIFY(store->jobs().value().empty());
        QueueJob again = job;
        again.pictures.clear();
        QVERIFY(store->put({again}).has_value());
        QVERIFY(store->jobs().value().at(0).pictures.empty());
    }

    void notesPicturesAndFolders()
    {
        QueueJob job = wholeJob();
        job.pictures.clear();
        const auto store = open();
        QVERIFY(store->put({job}).has_value());
        QVERIFY(store->addPicture(job.key, 1, "/elsewhere/c.png").has_value());
        QVERIFY(store->addPicture(job.key, 0, {}).has_value());
        QVERIFY(store->setFolder(job.key, "/elsewhere").has_value());
        const QueueJob found = store->jobs().value().at(0);
        QVERIFY(found.pictures == (std::map<int, QString>{{0, ""}, {1, "/elsewhere/c.png"}}));
        QCOMPARE(found.folder, "/elsewhere");
    }

    void aRowThatCannotBeReadCostsOnlyItself()
    {
        QueueJob good = wholeJob();
        good.key = 3;
        QVERIFY(open()->put({wholeJob(), good}).has_value());
        QVERIFY(spoil(wholeJob().key));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("cannot be read"));
        const auto jobs = open()->jobs().value();
        QCOMPARE(jobs.size(), 1u);
        QCOMPARE(jobs.at(0).key, JobKey{3});
    }

    void onlyOneProcessHasTheQueue()
    {
        const auto first = open();
        const auto second = QueueStore::open(file());
        QCOMPARE(second.error().code, ErrorCode::Busy);
    }

private:
    QString file() const { return m_folder->filePath("queue.sqlite"); }
    std::unique_ptr<QueueStore> open() const { return QueueStore::open(file()).value(); }

    bool spoil(JobKey key) const
    {
        const QString name = "spoiler";
        bool isDone = false;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", name);
            database.setDatabaseName(file());
            isDone = database.open() &&
                QSqlQuery(database).exec(QString("UPDATE jobs SET request='{' WHERE key=%1").arg(key));
        }
        QSqlDatabase::removeDatabase(name);
        return isDone;
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstQueueStore)
#include "tst_queue_store.moc"
