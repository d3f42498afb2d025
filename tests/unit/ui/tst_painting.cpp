#include "ui/widgets/painting.h"

#include <QPainter>
#include <QtTest>

using namespace reverie::ui;

/// What the style and the panes paint with.
class TstPainting final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aShadowLiesAroundItsBoxOnly()
    {
        QImage image(200, 200, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        paint::shadow(painter, QRectF(50, 50, 100, 100), 8, Qt::black);
        QCOMPARE(qAlpha(image.pixel(100, 100)), 0);
        for (const QPoint edge : {QPoint(49, 100), QPoint(150, 100), QPoint(100, 49), QPoint(100, 150), QPoint(51, 51)})
            QVERIFY2(qAlpha(image.pixel(edge)) > 0, qPrintable(QStringLiteral("%1, %2").arg(edge.x()).arg(edge.y())));
        QVERIFY(qAlpha(image.pixel(100, 160)) > qAlpha(image.pixel(100, 170)));
        QCOMPARE(qAlpha(image.pixel(5, 100)), 0);
    }

    void aShadowLeavesThePainterAsItWas()
    {
        QImage image(200, 200, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setPen(Qt::red);
        paint::shadow(painter, QRectF(50, 50, 100, 100), 8, Qt::black);
        QCOMPARE(painter.pen().color(), QColor(Qt::red));
        painter.fillRect(image.rect(), Qt::green);
        QCOMPARE(image.pixelColor(100, 100), QColor(Qt::green));
    }
};

QTEST_MAIN(TstPainting)
#include "tst_painting.moc"
