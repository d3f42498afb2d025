#include "core/io/leftover_parts.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;

class TstLeftoverParts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void f12_findsOnlyOursAndOnlyOlderOnes()
    {
        const QTemporaryDir folder;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const QString ours = folder.filePath(".reverie-1f.part");
        plant(ours, now.addSecs(-60));
        plant(folder.filePath(".reverie-2f.part"), now.addSecs(60));
        plant(folder.filePath("picture.part"), now.addSecs(-60));
        plant(folder.filePath(".reverie-notes"), now.addSecs(-60));
        QVERIFY(QDir(folder.path()).mkpath("below"));
        plant(folder.filePath("below/.reverie-3f.part"), now.addSecs(-60));
        QCOMPARE(io::leftoverParts({folder.path(), folder.path(), "/nowhere"}, now), QStringList{ours});
    }

private:
    static void plant(const QString& path, const QDateTime& modified)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("half") == 4);
        file.flush();
        QVERIFY(file.setFileTime(modified, QFileDevice::FileModificationTime));
    }
};

QTEST_GUILESS_MAIN(TstLeftoverParts)
#include "tst_leftover_parts.moc"
