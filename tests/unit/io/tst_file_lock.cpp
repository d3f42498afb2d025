#include "core/io/file_lock.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace reverie;
using namespace reverie::io;

namespace {

/// A process that takes a lock and keeps it until it is killed.
class Holder final {
public:
    explicit Holder(const QString& file)
    {
        int ends[2];
        if (::pipe(ends) != 0)
            return;
        m_id = ::fork();
        if (m_id == 0) {
            const auto lock = FileLock::take(file);
            std::ignore = ::write(ends[1], lock ? "1" : "0", 1);
            while (true)
                ::pause();
        }
        char answer = '0';
        m_hasLock = ::read(ends[0], &answer, 1) == 1 && answer == '1';
        ::close(ends[0]);
        ::close(ends[1]);
    }
    ~Holder() { kill(); }

    [[nodiscard]] bool hasLock() const { return m_hasLock; }
    [[nodiscard]] pid_t id() const { return m_id; }
    void kill()
    {
        if (m_id <= 0)
            return;
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, nullptr, 0);
        m_id = 0;
    }

private:
    pid_t m_id = 0;
    bool m_hasLock = false;
};

}  // namespace

/// Rows F08 and F09 of the reliability table: what a dead process left hinders nobody.
class TstFileLock final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_file = m_folder->filePath("below/the.lock");
    }

    void twoInOneProcessCannotBothHaveIt()
    {
        auto first = FileLock::take(m_file);
        QVERIFY(first.has_value());
        const auto second = FileLock::take(m_file);
        QCOMPARE(second.error().code, ErrorCode::Busy);
        first = fail(ErrorCode::Internal, "let go");
        QVERIFY(FileLock::take(m_file).has_value());
    }

    void namesTheProcessThatHasIt()
    {
        const Holder holder(m_file);
        QVERIFY(holder.hasLock());
        const auto refused = FileLock::take(m_file);
        QCOMPARE(refused.error().code, ErrorCode::Busy);
        const QString words = sentence(refused.error());
        QVERIFY2(words.contains(QString("process %1 on ").arg(holder.id())), qPrintable(words));
    }

    void f08_aKilledHolderLetsGo()
    {
        Holder holder(m_file);
        QVERIFY(holder.hasLock());
        holder.kill();
        QVERIFY(FileLock::take(m_file).has_value());
    }

    void f08_f09_whatTheFileSaysHindersNobody_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("garbage") << QByteArray(5000, '\xff');
        QTest::newRow("a living process of another program")
            << QStringLiteral("process 1 on %1\n").arg(QSysInfo::machineHostName()).toUtf8();
    }

    void f08_f09_whatTheFileSaysHindersNobody()
    {
        QFETCH(QByteArray, content);
        plant(content);
        const auto lock = FileLock::take(m_file);
        QVERIFY(lock.has_value() && lock->stranger().isEmpty());
    }

    /// Where locks hold on one computer only, what the file says is all there is.
    void f10_aProcessOfAnotherComputerIsNamedAndLeftThere()
    {
        const QByteArray theirs = "process 12 on studio\n";
        plant(theirs);
        {
            const auto lock = FileLock::take(m_file);
            QVERIFY(lock.has_value());
            QCOMPARE(lock->stranger(), QString("process 12 on studio"));
        }
        QCOMPARE(content(), theirs);
        {
            auto lock = FileLock::take(m_file);
            lock->claim();
            QVERIFY(lock->stranger().isEmpty());
            QVERIFY(content().startsWith("process " + QByteArray::number(::getpid())));
        }
        QCOMPARE(content(), QByteArray());
    }

    void f10_whoEndsAsItShouldLeavesNoNameBehind()
    {
        {
            const auto lock = FileLock::take(m_file);
            QVERIFY(content().startsWith("process "));
        }
        QCOMPARE(content(), QByteArray());
    }

    void doesNotRepeatGarbageToPeople()
    {
        const auto lock = FileLock::take(m_file);
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("process 1\n\x1b[31mevil");
        file.close();
        QVERIFY(sentence(FileLock::take(m_file).error()).contains("another process"));
    }

private:
    void plant(const QByteArray& content) const
    {
        QVERIFY(QDir().mkpath(m_folder->filePath("below")));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray content() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

    std::optional<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TstFileLock)
#include "tst_file_lock.moc"
