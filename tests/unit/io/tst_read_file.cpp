#include "core/io/read_file.h"
#include "core/io/sha256.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <sys/stat.h>

using namespace reverie;
using namespace reverie::io;

class TstReadFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("abc");
    }

    void readsFromAnyOffset()
    {
        std::array<std::byte, 2> two{};
        QVERIFY(ReadFile::open(path())->readAt(1, two).has_value());
        QCOMPARE(two[1], std::byte{'c'});
    }

    void saysThatAFileEndsTooEarly()
    {
        std::array<std::byte, 4> four{};
        QCOMPARE(ReadFile::open(path())->readAt(0, four).error().code, ErrorCode::Corrupt);
    }

    void noticesAChange()
    {
        const auto file = ReadFile::open(path());
        QVERIFY(file->checkUnchanged().has_value());
        QVERIFY(QFile::resize(path(), 2));
        QCOMPARE(file->checkUnchanged().error().code, ErrorCode::Corrupt);
    }

    void refusesWhatIsNoFile()
    {
        QCOMPARE(ReadFile::open(m_folder->path()).error().code, ErrorCode::Unsupported);
        QCOMPARE(ReadFile::open(QStringLiteral("/dev/zero")).error().code, ErrorCode::Unsupported);
        const QString pipe = m_folder->filePath(QStringLiteral("pipe"));
        QCOMPARE(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QCOMPARE(ReadFile::open(pipe).error().code, ErrorCode::Unsupported);
        QCOMPARE(ReadFile::open(m_folder->filePath(QStringLiteral("none"))).error().code, ErrorCode::NotFound);
    }

    void limitsWhatItReadsAtOnce()
    {
        QCOMPARE(*ReadFile::open(path())->readAll(3), QByteArray("abc"));
        QCOMPARE(ReadFile::open(path())->readAll(2).error().code, ErrorCode::Unsupported);
    }

    void hashesLikeThePublishedVector()
    {
        // FIPS 180-2, appendix B.1.
        QCOMPARE(*sha256OfFile(path(), {}),
            QStringLiteral("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void hashingCanBeCancelled()
    {
        Cancellation cancellation;
        cancellation.cancel();
        QCOMPARE(sha256OfFile(path(), cancellation).error().code, ErrorCode::Cancelled);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("a")); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstReadFile)
#include "tst_read_file.moc"
