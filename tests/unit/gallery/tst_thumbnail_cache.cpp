#include "core/gallery/thumbnail_cache.h"

#include "tests/support/gallery_folder.h"

#include <QSignalSpy>
#include <QtTest>

using namespace reverie;
using namespace reverie::gallery;

namespace {

constexpr int kPatienceMs = 10'000;

QImage filled(int width, int height, const QColor& colour)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(colour);
    return image;
}

}  // namespace

class TstThumbnailCache final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_file = m_folder->path("wide.png");
        QVERIFY(filled(1024, 512, Qt::red).save(m_file));
    }

    void fitsThePictureIntoTheSquare()
    {
        QCOMPARE(makeThumbnail(kept(), m_file).size(), QSize(256, 128));
        QVERIFY(filled(30, 40, Qt::red).save(m_folder->path("small.png")));
        QCOMPARE(makeThumbnail(kept(), m_folder->path("small.png")).size(), QSize(30, 40));
    }

    void keepsItAsTheStandardNamesIt()
    {
        QVERIFY(!makeThumbnail(kept(), m_file).isNull());
        const QByteArray uri = QUrl::fromLocalFile(m_file).toEncoded();
        const QString name = QCryptographicHash::hash(uri, QCryptographicHash::Md5).toHex() + ".png";
        const QImage onDisk(kept() + '/' + name);
        QCOMPARE(onDisk.size(), QSize(256, 128));
        QCOMPARE(onDisk.text("Thumb::URI"), QString::fromLatin1(uri));
    }

    void takesTheOneOnTheDisk()
    {
        QVERIFY(!makeThumbnail(kept(), m_file).isNull());
        const QString onDisk = kept() + '/' + QDir(kept()).entryList(QDir::Files).at(0);
        QImage marked(onDisk);
        marked.setPixelColor(0, 0, Qt::green);
        QVERIFY(marked.save(onDisk));
        QCOMPARE(makeThumbnail(kept(), m_file).pixelColor(0, 0), QColor(Qt::green));
    }

    void aFileThatChangedGetsANewOne()
    {
        QVERIFY(!makeThumbnail(kept(), m_file).isNull());
        QVERIFY(filled(512, 512, Qt::blue).save(m_file));
        const QImage fresh = makeThumbnail(kept(), m_file);
        QCOMPARE(fresh.size(), QSize(256, 256));
        QCOMPARE(fresh.pixelColor(9, 9), QColor(Qt::blue));
    }

    void aBrokenOneOnTheDiskIsMadeAgain()
    {
        QVERIFY(!makeThumbnail(kept(), m_file).isNull());
        QFile onDisk(kept() + '/' + QDir(kept()).entryList(QDir::Files).at(0));
        QVERIFY(onDisk.open(QIODevice::WriteOnly));
        onDisk.write("broken");
        onDisk.close();
        QCOMPARE(makeThumbnail(kept(), m_file).size(), QSize(256, 128));
    }

    void worksWithoutAPlaceToKeepThem()
    {
        QVERIFY(m_folder->addFile("thumbnails", "a file, no folder"));
        QCOMPARE(makeThumbnail(kept(), m_file).size(), QSize(256, 128));
    }

    void givesItLaterAndThenAtOnce()
    {
        ThumbnailCache cache(kept());
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        QVERIFY(cache.thumbnail(m_file).isNull());
        QVERIFY(cache.thumbnail(m_file).isNull());
        QVERIFY(ready.wait(kPatienceMs));
        QCOMPARE(ready.size(), 1);
        QCOMPARE(ready.at(0).at(0).toString(), m_file);
        QCOMPARE(cache.thumbnail(m_file).size(), QSize(256, 128));
    }

    void saysOnceWhatCannotBeShown()
    {
        QVERIFY(m_folder->addFile("bad.png", "\x89PNG\r\n\x1a\n"));
        ThumbnailCache cache(kept());
        QSignalSpy failed(&cache, &ThumbnailCache::failed);
        for (const QString& bad : {m_folder->path("bad.png"), m_folder->path("gone.png")}) {
            QVERIFY(cache.thumbnail(bad).isNull());
            QVERIFY(failed.wait(kPatienceMs));
            QVERIFY(cache.thumbnail(bad).isNull());
        }
        QTest::qWait(20);
        QCOMPARE(failed.size(), 2);
    }

    void whatScrolledAwayCanBeAskedForAgain()
    {
        ThumbnailCache cache(kept());
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        std::ignore = cache.thumbnail(m_file);
        cache.forgetRequests();
        QTest::qWait(50);
        QVERIFY(ready.isEmpty());
        std::ignore = cache.thumbnail(m_file);
        QVERIFY(ready.wait(kPatienceMs));
    }

private:
    QString kept() const { return m_folder->path("thumbnails"); }
    std::optional<test::GalleryFolder> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TstThumbnailCache)
#include "tst_thumbnail_cache.moc"
