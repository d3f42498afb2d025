#include "ui/viewer/picture_view.h"
#include "ui/widgets/style.h"

#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

using namespace reverie::ui;

namespace {

constexpr int kSide = 250;  // of the picture at 100 %, in points

/// Pixels of the screen for each point: this runs at several scales.
int scale()
{
    return qRound(qApp->devicePixelRatio());
}

/// A picture of kSide points at 100 %; its colours tell where one is.
QImage map()
{
    QImage picture(QSize(kSide, kSide) * scale(), QImage::Format_RGB32);
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            picture.setPixel(x, y, qRgb(x / scale(), y / scale(), 128));
    return picture;
}

class View final {
public:
    explicit View(const QImage& picture)
    {
        view.resize(200, 160);
        view.show();
        view.showPicture({{}, {picture}});
    }

    /// The place in the picture that is seen there.
    [[nodiscard]] QPoint seenAt(QPoint point)
    {
        const QRgb colour = pixel(point);
        return {qRed(colour), qGreen(colour)};
    }

    [[nodiscard]] QRgb pixel(QPoint point) { return view.grab().toImage().pixel(point * scale()); }

    void turnWheel(QPoint point, int notches)
    {
        QWheelEvent wheel(point, view.mapToGlobal(point), {}, QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier,
            Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view, &wheel);
    }

    void drag(QPoint from, QPoint to)
    {
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &move);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
    }

    PictureView view;
};

bool areNear(QPoint left, QPoint right, int most = 2)
{
    return (left - right).manhattanLength() <= most;
}

}  // namespace

/// What a person does with a picture by wheel and mouse.
class TstPictureView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWheelZoomsAtThePointer()
    {
        View shown(map());
        shown.view.showActualSize();
        const QPoint pointer(40, 110);
        const QPoint before = shown.seenAt(pointer);
        const double zoom = shown.view.zoom();
        shown.turnWheel(pointer, 3);
        QVERIFY(shown.view.zoom() > zoom * 1.5);
        QVERIFY(areNear(shown.seenAt(pointer), before));
        shown.turnWheel(pointer, -3);
        QCOMPARE(shown.view.zoom(), zoom);
        QVERIFY(areNear(shown.seenAt(pointer), before));
    }

    void draggingMovesWhatIsLargerThanItsPlace()
    {
        View shown(map());
        shown.view.showActualSize();
        QSignalSpy wanted(&shown.view, &PictureView::dragWanted);
        const QPoint before = shown.seenAt({100, 80});
        shown.drag({100, 80}, {70, 60});
        QVERIFY(areNear(shown.seenAt({100, 80}), before + QPoint(30, 20)));
        QCOMPARE(wanted.count(), 0);
    }

    void draggingWhatFitsTakesItOut()
    {
        View shown(map());
        QSignalSpy wanted(&shown.view, &PictureView::dragWanted);
        shown.drag({100, 80}, {60, 80});
        QCOMPARE(wanted.count(), 1);
    }

    void aDoubleClickGoesBetweenAllOfItAndItsPixels()
    {
        View shown(map());
        QVERIFY(shown.view.isFitted());
        QVERIFY(shown.view.zoom() < 1);
        QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, {100, 80});
        QCOMPARE(shown.view.zoom(), 1.0);
        QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, {100, 80});
        QVERIFY(shown.view.isFitted());
    }

    void whatIsTransparentLiesOnSquares()
    {
        QImage clear(QSize(kSide, kSide) * scale(), QImage::Format_ARGB32_Premultiplied);
        clear.fill(Qt::transparent);
        View shown(clear);
        const QImage seen = shown.view.grab().toImage();
        QSet<QRgb> colours;
        for (int x = 80 * scale(); x < 120 * scale(); ++x)
            colours.insert(seen.pixel(x, 80 * scale()));
        QCOMPARE(
            colours, (QSet<QRgb>{applicationColours().checkerDark.rgb(), applicationColours().checkerLight.rgb()}));
    }

    void everyPixelIsOneOfTheScreenAt100Percent()
    {
        View shown(map());
        shown.view.showActualSize();
        const QImage seen = shown.view.grab().toImage();
        const QPoint first(70 * scale(), 60 * scale());
        for (int step = 0; step < 20 * scale(); ++step)
            QCOMPARE(qRed(seen.pixel(first + QPoint(step, 0))) - qRed(seen.pixel(first)), step / scale());
    }

    void aPreviewFillsThePlaceOfItsPicture()
    {
        View shown(map());
        const double zoom = shown.view.zoom();
        QImage preview(kSide / 8, kSide / 8, QImage::Format_RGB32);
        preview.fill(Qt::red);
        shown.view.showPreview(preview, map().size());
        QVERIFY(shown.view.isPreview());
        QCOMPARE(shown.view.zoom(), zoom);
        QCOMPARE(shown.pixel({100, 80}), qRgb(255, 0, 0));
        QVERIFY(shown.pixel({5, 80}) != qRgb(255, 0, 0));
    }
};

QTEST_MAIN(TstPictureView)
#include "tst_picture_view.moc"
