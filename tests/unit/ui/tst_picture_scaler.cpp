#include "ui/viewer/picture_scaler.h"

#include <QSet>
#include <QSignalSpy>
#include <QtTest>

using namespace reverie::ui;

namespace {

constexpr int kRoom = 1024;  // KiB

/// The left half black, the right half white.
QImage halves()
{
    QImage picture(8, 4, QImage::Format_RGB32);
    picture.fill(Qt::white);
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width() / 2; ++x)
            picture.setPixel(x, y, qRgb(0, 0, 0));
    return picture;
}

int coloursIn(const QImage& picture)
{
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            colours.insert(picture.pixel(x, y));
    return static_cast<int>(colours.size());
}

}  // namespace

/// Pictures in the size in which they are painted.
class TstPictureScaler final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scalesOnceForManyPaints()
    {
        PictureScaler scaler(kRoom);
        const QImage picture = halves();
        const QImage first = scaler.scaled(picture, {80, 40});
        QCOMPARE(first.size(), QSize(80, 40));
        QVERIFY(coloursIn(first) > 2);
        QCOMPARE(scaler.scaled(picture, {80, 40}).cacheKey(), first.cacheKey());
        QVERIFY(scaler.scaled(picture, {40, 20}).cacheKey() != first.cacheKey());
        QVERIFY(scaler.scaled(halves(), {80, 40}).cacheKey() != first.cacheKey());
        QCOMPARE(scaler.scaled(picture, picture.size()).cacheKey(), picture.cacheKey());
    }

    void scalesFastWhileTheWidgetIsResized()
    {
        PictureScaler scaler(kRoom);
        const QImage picture = halves();
        QSignalSpy rested(&scaler, &PictureScaler::rested);
        scaler.noteResize();
        QCOMPARE(coloursIn(scaler.scaled(picture, {80, 40})), 2);
        QVERIFY(rested.wait());
        QVERIFY(coloursIn(scaler.scaled(picture, {80, 40})) > 2);
    }

    void cutsWhatDoesNotFit()
    {
        PictureScaler scaler(kRoom);
        const QImage square = scaler.scaled(halves(), {40, 40});
        QCOMPARE(square.size(), QSize(40, 40));
        QCOMPARE(square.pixel(0, 0), qRgb(0, 0, 0));
        QCOMPARE(square.pixel(39, 39), qRgb(255, 255, 255));
        QCOMPARE(scaler.scaled(halves(), {80, 10}).size(), QSize(80, 10));
    }

    void keepsWhatIsTransparent()
    {
        PictureScaler scaler(kRoom);
        QImage picture(8, 8, QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::transparent);
        QCOMPARE(scaler.scaled(picture, {16, 16}).pixel(4, 4), qRgba(0, 0, 0, 0));
        QVERIFY(scaler.scaled({}, {16, 16}).isNull());
    }
};

QTEST_MAIN(TstPictureScaler)
#include "tst_picture_scaler.moc"
