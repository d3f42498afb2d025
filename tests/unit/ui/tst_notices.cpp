#include "ui/main_window/notice_stack.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QtTest>

using namespace reverie::ui;

namespace {

/// The words of the notice that lies over the picture.
QStringList words(const ViewerPane& viewer)
{
    QStringList all;
    if (viewer.headCard() != nullptr)
        for (const auto* each : viewer.headCard()->findChildren<QLabel*>())
            all << each->text();
    return all;
}

void press(const ViewerPane& viewer, const QString& title)
{
    for (auto* each : viewer.headCard()->findChildren<QPushButton*>())
        if (each->text() == title)
            return each->click();
    QFAIL(qPrintable(title));
}

}  // namespace

class TstNotices final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLatestLiesOnTopAndTheOneBeforeComesBack()
    {
        ViewerPane viewer;
        NoticeStack notices(viewer);
        int deeds = 0;
        notices.put({"first", {{"One", [&deeds] { ++deeds; }}}});
        notices.put({"second", {{"Two", {}}}});
        QCOMPARE(words(viewer), QStringList("second"));
        press(viewer, "Two");
        QCOMPARE(words(viewer), QStringList("first"));
        press(viewer, "One");
        QCOMPARE(deeds, 1);
        QVERIFY(viewer.headCard() == nullptr);
    }

    void whatIsNoMoreIsTakenFromWhereverItLies()
    {
        ViewerPane viewer;
        NoticeStack notices(viewer);
        const int below = notices.put({"below", {{"One", {}}}});
        const int above = notices.put({"above", {{"Two", {}}}});
        notices.drop(below);
        QVERIFY(!notices.has(below) && notices.has(above));
        QCOMPARE(words(viewer), QStringList("above"));
        notices.drop(above);
        notices.drop(above);
        QVERIFY(viewer.headCard() == nullptr);
    }

    void aDeedThatBringsAnotherNoticeLeavesIt()
    {
        ViewerPane viewer;
        NoticeStack notices(viewer);
        notices.put({"first", {{"One", [&notices] { notices.put({"second", {{"Two", {}}}}); }}}});
        press(viewer, "One");
        QCOMPARE(words(viewer), QStringList("second"));
    }

    void partsAreSettledOneByOne()
    {
        ViewerPane viewer;
        NoticeStack notices(viewer);
        Notice notice{"head", {{"Later", {}}}};
        notice.parts = {{"jobs", {{"Go on", {}}}}, {"files", {{"Delete", {}}}}};
        notices.put(notice);
        QCOMPARE(words(viewer), (QStringList{"head", "jobs", "files"}));
        press(viewer, "Delete");
        QCOMPARE(words(viewer), (QStringList{"head", "jobs"}));
        press(viewer, "Go on");
        QVERIFY(viewer.headCard() == nullptr);
        notices.put(notice);
        press(viewer, "Later");
        QVERIFY(viewer.headCard() == nullptr);
    }

private:
    Theme m_theme;
};

QTEST_MAIN(TstNotices)
#include "tst_notices.moc"
