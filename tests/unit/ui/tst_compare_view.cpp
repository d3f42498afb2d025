#include "ui/viewer/compare_view.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QTemporaryDir>
#include <QVBoxLayout>
#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

namespace {

const QColor kRed(200, 30, 30);
const QColor kBlue(30, 30, 200);

}  // namespace

/// Two pictures compared, in a pane whose arrows mean something else.
class TstCompareView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto* newer = new QAction(&m_pane);
        newer->setShortcut(Qt::Key_Left);
        newer->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_pane.addAction(newer);
        connect(newer, &QAction::triggered, this, [this] { ++m_newer; });
        m_view = new CompareView;
        auto* all = new QVBoxLayout(&m_pane);
        all->setContentsMargins(0, 0, 0, 0);
        all->addWidget(m_view);
        m_pane.resize(900, 420);
        m_pane.show();
        QVERIFY(QTest::qWaitForWindowActive(&m_pane));
        m_view->setFocus();
    }

    void theArrowsMoveTheSlider()
    {
        compare({64, 64}, {64, 64});
        const double before = shareOf(kRed);
        QTest::keyClick(m_view, Qt::Key_Left);
        QTest::keyClick(m_view, Qt::Key_Left);
        QCOMPARE(m_newer, 0);
        QVERIFY(qAbs(shareOf(kRed) - (before - 0.1)) < 0.02);
        QTest::keyClick(m_view, Qt::Key_Right);
        QTest::keyClick(m_view, Qt::Key_Right);
        QVERIFY(qAbs(shareOf(kRed) - before) < 0.02);
    }

    void theSliderStandsUnderThePointer()
    {
        compare({64, 64}, {64, 64});
        const QRect whole = boundsOf(kRed).united(boundsOf(kBlue));
        const int x = whole.left() + whole.width() / 4;
        QTest::mouseClick(m_view, Qt::LeftButton, {}, {x, whole.center().y()});
        QVERIFY2(qAbs(boundsOf(kRed).right() - x) < 4, qPrintable(QString::number(boundsOf(kRed).right() - x)));
        QTest::mouseClick(m_view, Qt::LeftButton, {}, whole.center());
    }

    void eachPictureKeepsItsShape()
    {
        compare({80, 40}, {40, 80});
        m_view->nextMode();
        QCOMPARE(m_view->mode(), CompareMode::SideBySide);
        const QRect left = boundsOf(kRed);
        const QRect right = boundsOf(kBlue);
        QVERIFY(qAbs(left.width() - 2 * left.height()) <= 3);
        QVERIFY(qAbs(right.height() - 2 * right.width()) <= 3);
        m_view->nextMode();
        m_view->nextMode();
    }

    void swappingSwapsTheWordsToo()
    {
        compare({64, 64}, {64, 64});
        QVERIFY(m_view->accessibleDescription().contains("20  |  30"));
        const int at = boundsOf(kRed).left();
        m_view->swap();
        QVERIFY(m_view->accessibleDescription().contains("30  |  20"));
        QCOMPARE(boundsOf(kBlue).left(), at);
        QTest::qWait(100);
        QCOMPARE(boundsOf(kBlue).left(), at);
    }

    void subtractsInTheBackground()
    {
        compare({64, 64}, {64, 64});
        m_view->nextMode();
        m_view->nextMode();
        QCOMPARE(m_view->mode(), CompareMode::Difference);
        const QColor apart(255, 0, 255);
        QTRY_VERIFY(!boundsOf(apart).isEmpty());
        m_view->nextMode();
    }

private:
    /// A red picture of 20 steps on the left, a blue one of 30 on the right.
    void compare(QSize left, QSize right)
    {
        m_view->show(pictureOf(kRed, left, 20), pictureOf(kBlue, right, 30));
        QTRY_VERIFY(!boundsOf(kRed).isEmpty() && !boundsOf(kBlue).isEmpty());
    }

    gallery::GalleryPicture pictureOf(const QColor& colour, QSize size, int steps) const
    {
        gallery::GalleryPicture picture;
        picture.path = m_folder.filePath(
            QStringLiteral("%1-%2x%3.png").arg(colour.name().mid(1)).arg(size.width()).arg(size.height()));
        QImage image(size, QImage::Format_RGB32);
        image.fill(colour);
        image.save(picture.path);
        picture.request.emplace();
        picture.request->steps = steps;
        return picture;
    }

    QRect boundsOf(const QColor& colour) const
    {
        const QImage seen = m_view->grab().toImage();
        QRect bounds;
        for (int y = 0; y < seen.height(); ++y)
            for (int x = 0; x < seen.width(); ++x)
                if (seen.pixelColor(x, y) == colour)
                    bounds = bounds.united({x, y, 1, 1});
        return bounds;
    }

    /// Of the width of both.
    double shareOf(const QColor& colour) const
    {
        return boundsOf(colour).width() / static_cast<double>(boundsOf(kRed).united(boundsOf(kBlue)).width());
    }

    const QTemporaryDir m_folder;
    QWidget m_pane;
    CompareView* m_view = nullptr;
    int m_newer = 0;
};

QTEST_MAIN(TstCompareView)
#include "tst_compare_view.moc"
