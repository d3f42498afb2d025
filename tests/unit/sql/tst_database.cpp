#include "core/sql/database.h"

#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::sql;

namespace {

constexpr const char* kFirst[] = {"CREATE TABLE words (word TEXT)"};
constexpr const char* kSecond[] = {kFirst[0], "ALTER TABLE words ADD COLUMN length INTEGER; UPDATE words SET length=3"};
constexpr const char* kWrong[] = {kFirst[0], "CREATE TABLE more (x); CREATE TABLE words (word TEXT)"};
constexpr int kId = 77;

Result<void> write(Database database, const QString& word)
{
    return database.run("INSERT INTO words (word) VALUES (?)", {word}).map([](const QSqlQuery&) {});
}

QStringList rows(Database& database, const QString& query = "SELECT word FROM words")
{
    QStringList all;
    auto found = database.run(query);
    while (found && found->next())
        all << found->value(0).toString();
    return all;
}

bool overwrite(const QString& path, qint64 at, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.seek(at) && file.write(bytes) == bytes.size();
}

}  // namespace

class TstDatabase final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_file = m_folder->filePath("below/words.sqlite");
    }

    void keepsWhatWasWritten()
    {
        QVERIFY(write(open(kFirst).value(), "sea").has_value());
        Database again = open(kFirst).value();
        QCOMPARE(rows(again), QStringList{"sea"});
        QVERIFY(again.note().isEmpty());
    }

    void syncsEachCommitToTheDisk()
    {
        Database database = open(kFirst).value();
        QCOMPARE(rows(database, "PRAGMA journal_mode"), QStringList{"wal"});
        QCOMPARE(rows(database, "PRAGMA synchronous"), QStringList{"2"});
    }

    void bringsAnOlderFileToTheNewestVersion()
    {
        QVERIFY(write(open(kFirst).value(), "sea").has_value());
        Database newer = open(kSecond).value();
        QCOMPARE(rows(newer, "SELECT length FROM words"), QStringList{"3"});
    }

    void leavesTheFileAsItWasWhenAnUpgradeFails()
    {
        QVERIFY(write(open(kFirst).value(), "sea").has_value());
        QVERIFY(!open(kWrong).has_value());
        Database older = open(kFirst).value();
        QCOMPARE(rows(older), QStringList{"sea"});
        QCOMPARE(rows(older, "SELECT name FROM sqlite_master WHERE name='more'"), QStringList());
    }

    void leavesANewerFileAlone()
    {
        QVERIFY(write(open(kSecond).value(), "sea").has_value());
        const auto refused = open(kFirst);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY2(sentence(refused.error()).contains("update Reverie"), qPrintable(sentence(refused.error())));
        Database newer = open(kSecond).value();
        QCOMPARE(rows(newer), QStringList{"sea"});
    }

    void putsABrokenFileAside_data()
    {
        QTest::addColumn<int>("at");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no database at all") << 0 << QByteArray(9000, 'x');
        QTest::newRow("a head of nothing") << 0 << QByteArray(100, '\0');
        QTest::newRow("a page of noise") << 4096 << QByteArray(4096, '\x5a');
    }

    void putsABrokenFileAside()
    {
        QFETCH(int, at);
        QFETCH(QByteArray, bytes);
        QVERIFY(write(open(kFirst).value(), "sea").has_value());
        QVERIFY(overwrite(m_file, at, bytes));
        QFile broken(m_file);
        QVERIFY(broken.open(QIODevice::ReadOnly));
        const QByteArray content = broken.readAll();

        Database fresh = open(kFirst).value();
        QCOMPARE(rows(fresh), QStringList());
        const QStringList aside = besides();
        QCOMPARE(aside.size(), 1);
        QVERIFY2(fresh.note().contains(aside.at(0)), qPrintable(fresh.note()));
        QFile kept(m_folder->filePath("below/" + aside.at(0)));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), content);
        QVERIFY(open(kFirst).value().note().isEmpty());  // told once
    }

    void putsAnotherProgramsFileAside_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("without a version") << "0";
        QTest::newRow("with a version") << "1";
    }

    void putsAnotherProgramsFileAside()
    {
        QFETCH(QString, version);
        constexpr const char* theirs[] = {"CREATE TABLE theirs (x)"};
        {
            Database other = Database::open(m_file, {5, theirs}).value();
            QVERIFY(other.run("PRAGMA user_version=" + version).has_value());
        }
        Database ours = open(kFirst).value();
        QVERIFY2(ours.note().contains("another program"), qPrintable(ours.note()));
        QCOMPARE(besides().size(), 1);
    }

    void aBusyFileIsNotTakenForABrokenOne()
    {
        Database holder = open(kFirst).value();
        QVERIFY(holder.run("PRAGMA locking_mode=EXCLUSIVE").has_value());
        QVERIFY(holder.run("BEGIN EXCLUSIVE").has_value());
        const auto second = open(kSecond);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code, ErrorCode::Busy);
        QCOMPARE(besides(), QStringList());
    }

    void aTransactionIsAllOrNothing()
    {
        Database database = open(kFirst).value();
        const auto failed = database.inTransaction([&]() -> Result<void> {
            if (auto written = write(database, "sea"); !written)
                return written;
            return fail(ErrorCode::Io, "in the middle");
        });
        QVERIFY(!failed.has_value());
        QCOMPARE(rows(database), QStringList());
        QVERIFY(database.inTransaction([&] { return write(database, "sea"); }).has_value());
        QCOMPARE(rows(database), QStringList{"sea"});
    }

    void saysWhichFolderCannotBeWritten()
    {
        QVERIFY(overwrite(m_folder->filePath("below"), 0, "a file, no folder"));
        const auto refused = open(kFirst);
        QCOMPARE(refused.error().code, ErrorCode::Permission);
        QVERIFY(sentence(refused.error()).contains(m_file));
    }

private:
    Result<Database> open(std::span<const char* const> versions) const
    {
        return Database::open(m_file, {kId, versions});
    }

    QStringList besides() const
    {
        return QFileInfo(m_file)
            .dir()
            .entryList({"words.sqlite.broken-*"}, QDir::Files)
            .filter(QRegularExpression("\\d$"));
    }

    std::optional<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TstDatabase)
#include "tst_database.moc"
