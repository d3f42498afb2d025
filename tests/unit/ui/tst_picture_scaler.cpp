#include "ui/viewer/picture_scaler.h"

#include <QPainter>
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

/// What is seen of `picture` in a place of that size.
QImage painted(PictureScaler& scaler, const QImage& picture, QSize place, double cornerRadius = 0)
{
    QImage screen(place, QImage::Format_ARGB32_Premultiplied);
    screen.fill(Qt::transparent);
    QPainter painter(&screen);
    scaler.paint(painter, QRectF({}, QSizeF(place)), picture, cornerRadius);
    return screen;
}

}  // namespace

/// Pictures in the size in which they are painted.
class TstPictureScaler final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsThePlace()
    {
        PictureScaler scaler(kRoom);
        const QImage seen = painted(scaler, halves(), {80, 40});
        QVERIFY(coloursIn(seen) > 2);
        QCOMPARE(seen.pixel(0, 20), qRgb(0, 0, 0));
        QCOMPARE(seen.pixel(79, 20), qRgb(255, 255, 255));
        QCOMPARE(painted(scaler, halves(), halves().size()), halves().convertToFormat(seen.format()));
    }

    void tellsApartWhatItHasKept()
    {
        PictureScaler scaler(kRoom);
        const QImage picture = halves();
        const QImage first = painted(scaler, picture, {80, 40}, 8);
        QCOMPARE(painted(scaler, picture, {80, 40}, 8), first);
        QVERIFY(painted(scaler, picture, {80, 40}, 0) != first);
        QCOMPARE(painted(scaler, picture, {40, 20}, 8).size(), QSize(40, 20));
        QImage other = picture;
        other.fill(Qt::red);
        QCOMPARE(painted(scaler, other, {80, 40}, 8).pixel(40, 20), qRgb(255, 0, 0));
    }

    void cutsTheCornersOff()
    {
        PictureScaler scaler(kRoom);
        const auto isCut = [&](const QImage& seen) {
            return qAlpha(seen.pixel(0, 0)) == 0 && qAlpha(seen.pixel(79, 39)) == 0 && qAlpha(seen.pixel(40, 0)) == 255;
        };
        QVERIFY(isCut(painted(scaler, halves(), {80, 40}, 10)));
        scaler.noteResize();
        QVERIFY(isCut(painted(scaler, halves(), {80, 40}, 10)));
    }

    void scalesFastWhileItsPlaceIsResized()
    {
        PictureScaler scaler(kRoom);
        const QImage picture = halves();
        QSignalSpy rested(&scaler, &PictureScaler::rested);
        scaler.noteResize();
        QCOMPARE(coloursIn(painted(scaler, picture, {80, 40})), 2);
        QVERIFY(rested.wait());
        QVERIFY(coloursIn(painted(scaler, picture, {80, 40})) > 2);
    }

    void showsTheMiddleOfWhatDoesNotFit()
    {
        PictureScaler scaler(kRoom);
        const QImage square = painted(scaler, halves(), {40, 40});
        QCOMPARE(square.pixel(0, 0), qRgb(0, 0, 0));
        QCOMPARE(square.pixel(39, 39), qRgb(255, 255, 255));
        QImage stripes = halves();
        for (int x = 0; x < stripes.width(); ++x)
            stripes.setPixel(x, 0, qRgb(255, 0, 0));
        QVERIFY(painted(scaler, stripes, {80, 10}).pixel(40, 0) != qRgb(255, 0, 0));
    }

    void keepsWhatIsTransparent()
    {
        PictureScaler scaler(kRoom);
        QImage picture(8, 8, QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::transparent);
        QCOMPARE(painted(scaler, picture, {16, 16}).pixel(4, 4), qRgba(0, 0, 0, 0));
        QCOMPARE(painted(scaler, {}, {16, 16}).pixel(4, 4), qRgba(0, 0, 0, 0));
    }
};

QTEST_MAIN(TstPictureScaler)
#include "tst_picture_scaler.moc"
