#include "core/gallery/thumbnail_cache.h"
#include "ui/viewer/recent_grid.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

/// What the pane of recent pictures asks of the cache of thumbnails.
class TstRecentGrid final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The queue asks the same cache.
    void paintingTakesNoOtherWishBack()
    {
        const QTemporaryDir folder;
        gallery::ThumbnailCache cache(folder.filePath("cache"));
        RecentGrid grid(cache);
        grid.resize(200, 400);
        QSignalSpy ready(&cache, &gallery::ThumbnailCache::ready);
        constexpr int kWishes = 60;
        QImage picture(512, 512, QImage::Format_RGB32);
        picture.fill(Qt::darkGreen);
        for (int i = 0; i < kWishes; ++i) {
            const QString path = folder.filePath(QStringLiteral("%1.png").arg(i));
            QVERIFY(picture.save(path));
            QVERIFY(cache.thumbnail(path).isNull());
        }
        (void)grid.grab();
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), kWishes, 20'000);
    }
};

QTEST_MAIN(TstRecentGrid)
#include "tst_recent_grid.moc"
