#include "core/io/atomic_file.h"

#include "core/io/fault_points.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cerrno>
#include <sys/resource.h>

#include <csignal>

using namespace reverie;
using namespace reverie::io;

namespace {

std::span<const std::byte> bytesOf(const QByteArray& text)
{
    return std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size())));
}

Result<void> save(const QString& path, const QByteArray& content, IfExists ifExists = IfExists::Replace)
{
    auto file = AtomicFile::create(path, ifExists);
    if (!file)
        return failWith(std::move(file));
    for (qsizetype at = 0; at < content.size(); at += 4)
        if (auto written = file->write(bytesOf(content.mid(at, 4))); !written)
            return written;
    return file->commit();
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

}  // namespace

class TstAtomicFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void showsTheWholeContentUnderItsName()
    {
        QVERIFY(save(path(), "hello, world").has_value());
        QCOMPARE(contentOf(path()), QByteArray("hello, world"));
        QCOMPARE(files(), QStringList{QStringLiteral("a.txt")});
    }

    void leavesNothingWhenItIsNotCommitted()
    {
        {
            auto file = AtomicFile::create(path(), IfExists::Refuse);
            QVERIFY(file.has_value());
            QVERIFY(file->write(bytesOf("half")).has_value());
        }
        QCOMPARE(files(), QStringList());
    }

    void refusesToOverwrite()
    {
        QVERIFY(save(path(), "old").has_value());
        const auto saved = save(path(), "new", IfExists::Refuse);
        QCOMPARE(saved.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(path()), QByteArray("old"));
    }

    void refusesAFileThatAppearedMeanwhile()
    {
        auto file = AtomicFile::create(path(), IfExists::Refuse);
        QVERIFY(file->write(bytesOf("new")).has_value());
        QVERIFY(save(path(), "theirs").has_value());
        QCOMPARE(file->commit().error().code, ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(path()), QByteArray("theirs"));
    }

    void f01_everyFailureKeepsTheOldFile_data()
    {
        QTest::addColumn<bool>("forGood");
        QTest::newRow("once") << false;
        QTest::newRow("for good") << true;
    }

    void f01_everyFailureKeepsTheOldFile()
    {
        QFETCH(bool, forGood);
        int failures = 0;
        for (int nth = 1;; ++nth) {
            QVERIFY(save(path(), "old").has_value());
            const FaultPlan plan(nth, ENOSPC, forGood);
            const auto saved = save(path(), "new content");
            if (plan.passed() < nth)
                break;
            ++failures;
            QCOMPARE(saved.error().code, ErrorCode::DiskFull);
            // Only when syncing the folder fails has the rename happened; the content is whole either way.
            const QByteArray content = contentOf(path());
            QVERIFY(content == "old" || (content == "new content" && nth == plan.passed()));
            QCOMPARE(files(), QStringList{QStringLiteral("a.txt")});
        }
        QCOMPARE(failures, 7);  // open, three writes, sync, rename, sync of the folder
    }

    void f01_aShortWriteIsAFullDisk()
    {
        QVERIFY(save(path(), "old").has_value());
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{100, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        auto file = AtomicFile::create(path(), IfExists::Replace);
        const auto written = file->write(bytesOf(QByteArray(1000, 'x')));
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(written.error().code, ErrorCode::DiskFull);
        QCOMPARE(contentOf(path()), QByteArray("old"));
    }

    void namesTheMissingFolder()
    {
        const auto file = AtomicFile::create(m_folder->filePath(QStringLiteral("no/a.txt")), IfExists::Refuse);
        QCOMPARE(file.error().code, ErrorCode::NotFound);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("a.txt")); }
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstAtomicFile)
#include "tst_atomic_file.moc"
