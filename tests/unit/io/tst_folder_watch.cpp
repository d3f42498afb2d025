#include "core/io/folder_watch.h"

#include <QDateTime>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

#include <optional>

using namespace reverie::io;

namespace {

constexpr int kPatienceMs = 60'000;

}  // namespace

class TstFolderWatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void nothingHappensUnseenBetweenLookAndWatch()
    {
        FolderWatch watch(1);
        QSignalSpy changed(&watch, &FolderWatch::changed);
        watch.watch({m_folder->path()}, QDateTime::currentMSecsSinceEpoch() - 60'000);
        QVERIFY(changed.wait(kPatienceMs));
        QCOMPARE(changed[0][0].toStringList(), QStringList{m_folder->path()});
    }

    void tellsWhatChangesOnceItIsQuiet()
    {
        FolderWatch watch(200);
        QSignalSpy changed(&watch, &FolderWatch::changed);
        watch.watch({m_folder->path()}, QDateTime::currentMSecsSinceEpoch() - 60'000);
        QVERIFY(changed.wait(kPatienceMs));  // it watches now
        changed.clear();
        for (const char* name : {"a", "b", "c"})
            write(name);
        QVERIFY(changed.wait(kPatienceMs));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toStringList(), QStringList{m_folder->path()});
    }

    void tellsChangesThatDoNotEnd()
    {
        FolderWatch watch(50);
        QSignalSpy changed(&watch, &FolderWatch::changed);
        watch.watch({m_folder->path()}, QDateTime::currentMSecsSinceEpoch() - 60'000);
        QVERIFY(changed.wait(kPatienceMs));
        changed.clear();
        int count = 0;
        QTimer never;
        connect(&never, &QTimer::timeout, this, [this, &count] { write(QString::number(++count)); });
        never.start(1);
        QVERIFY(changed.wait(kPatienceMs));
    }

    void watchesTheNamedFoldersAlone()
    {
        const QString other = m_folder->filePath("other");
        QVERIFY(QDir().mkpath(other));
        FolderWatch watch(1);
        QSignalSpy changed(&watch, &FolderWatch::changed);
        const qint64 longAgo = QDateTime::currentMSecsSinceEpoch() - 60'000;
        watch.watch({m_folder->path()}, longAgo);
        QVERIFY(changed.wait(kPatienceMs));
        watch.watch({other}, longAgo);
        QVERIFY(changed.wait(kPatienceMs));
        changed.clear();
        write("not watched");
        write("other/watched");
        QVERIFY(changed.wait(kPatienceMs));
        QCOMPARE(changed[0][0].toStringList(), QStringList{other});
    }

private:
    void write(const QString& name)
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstFolderWatch)
#include "tst_folder_watch.moc"
