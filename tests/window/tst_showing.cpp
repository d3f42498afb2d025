#include "core/image/recipe.h"
#include "core/settings/settings.h"
#include "tests/support/window_run.h"
#include "ui/main_window/picture_desk.h"
#include "ui/main_window/toast.h"
#include "ui/queue/queue_strip.h"

#include <QFileDialog>
#include <QImageReader>
#include <QLineEdit>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QWindow>

using namespace reverie;
using test::press;
using test::WindowRun;

namespace {

/// What a person does in the dialog of "Save a copy".
QString saveCopy(WindowRun& run, const QString& folder, const QString& filter, const QString& name)
{
    run.command("save-copy");
    auto* dialog = run.find<QFileDialog>();
    if (dialog == nullptr)
        return {};
    dialog->setDirectory(folder);
    dialog->selectNameFilter(filter);
    Q_EMIT dialog->filterSelected(filter);
    dialog->findChild<QLineEdit*>()->setText(name);
    static_cast<QDialog*>(dialog)->accept();
    const QString suffix = filter.startsWith("JPEG") ? "jpg" : filter.startsWith("WebP") ? "webp" : "png";
    const QString file = folder + '/' + name + '.' + suffix;
    const bool isThere = QTest::qWaitFor([&] { return QFileInfo::exists(file); }, 10'000) &&
        QTest::qWaitFor(
            [&] { return run.find<ui::Toast>()->accessibleDescription().contains(QFileInfo(file).fileName()); },
            10'000);
    QTest::qWait(0);
    return isThere ? file : QString();
}

QByteArray formatOf(const QString& file)
{
    return QImageReader::imageFormat(file);
}

bool hasRecipe(const QString& file)
{
    const auto recipe = image::readRecipe(file);
    return recipe && recipe->facts.request.prompt == QLatin1String("red forest");
}

int closest(const QImage& left, const QImage& right)
{
    int worst = 0;
    for (int y = 0; y < left.height(); y += 7)
        for (int x = 0; x < left.width(); x += 7)
            worst = std::max(worst, std::abs(qGray(left.pixel(x, y)) - qGray(right.pixel(x, y))));
    return worst;
}

}  // namespace

/// What a person does with a finished picture besides looking at it, and how the window stands on a screen.
class TstShowing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void savesCopiesInEveryFormat_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("withRecipe");
        QTest::newRow("PNG with its recipe") << "PNG (*.png)" << true;
        QTest::newRow("PNG without") << "PNG (*.png)" << false;
        QTest::newRow("JPEG") << "JPEG (*.jpg *.jpeg)" << true;
        QTest::newRow("WebP") << "WebP (*.webp)" << false;
    }

    void savesCopiesInEveryFormat()
    {
        QFETCH(QString, filter);
        QFETCH(bool, withRecipe);
        const QTemporaryDir folder;
        WindowRun run;
        QVERIFY(run.make("red forest", 6));
        QVERIFY(run.services().settings().set(settings::key::kCopyMetadata, withRecipe).has_value());
        const QString copy = saveCopy(run, folder.path(), filter, "a copy");
        QVERIFY(!copy.isEmpty());
        QCOMPARE(formatOf(copy), filter.section(' ', 0, 0).toLower().toLatin1());
        const QImage original(run.recent().selected()->path);
        QCOMPARE(QImage(copy).size(), original.size());
        const bool isPng = formatOf(copy) == "png";
        QVERIFY(closest(QImage(copy), original) <= (isPng ? 0 : 40));
        QCOMPARE(hasRecipe(copy), isPng && withRecipe);
        QVERIFY(QImageReader(copy).textKeys().isEmpty() || (isPng && withRecipe));
    }

    void aPictureFillsTheScreenAndComesBack()
    {
        WindowRun run;
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        QVERIFY(run.make("red forest", 4));
        const QList<int> panes = run.find<QSplitter>("create")->sizes();
        run.viewer().view()->setFocus();
        press(Qt::Key_F);
        QVERIFY(run.window().isFullScreen());
        for (const QWidget* each : {static_cast<QWidget*>(&run.compose()), static_cast<QWidget*>(&run.recent()),
                 static_cast<QWidget*>(run.find<ui::QueueStrip>())})
            QVERIFY(!each->isVisible());
        QVERIFY(run.viewer().isVisible());
        QTRY_VERIFY(run.viewer().width() > run.window().width() * 9 / 10);
        press(Qt::Key_Escape);
        QVERIFY(!run.window().isFullScreen());
        QVERIFY(run.compose().isVisible() && run.recent().isVisible());
        QTRY_COMPARE(run.find<QSplitter>("create")->sizes(), panes);
    }

    void aDraggedPictureIsItsFile()
    {
        WindowRun run;
        auto* desk = run.find<ui::PictureDesk>();
        QVERIFY(desk->dragged() == nullptr);
        QVERIFY(run.make("red forest", 4));
        const auto data = desk->dragged();
        QVERIFY(data != nullptr && data->hasUrls());
        QCOMPARE(data->urls(), QList<QUrl>{QUrl::fromLocalFile(run.recent().selected()->path)});
        QVERIFY(data->hasFormat("text/uri-list"));
    }

    void dividersComeBack()
    {
        const QTemporaryDir folder;
        QList<int> sizes;
        {
            WindowRun run(folder.path());
            auto* panes = run.find<QSplitter>("create");
            panes->setSizes({420, panes->width() - 420 - 240, 240});
            sizes = panes->sizes();
            Q_EMIT panes->splitterMoved(420, 1);
            run.window().close();
        }
        const WindowRun next(folder.path());
        QCOMPARE(next.find<QSplitter>("create")->sizes(), sizes);
    }

    void dividersAreRememberedForEachScreen()
    {
        const QList<QScreen*> screens = QGuiApplication::screens();
        if (screens.size() < 2)
            QSKIP("this platform has one screen");
        const QTemporaryDir folder;
        QList<int> first;
        QList<int> second;
        {
            WindowRun run(folder.path());
            auto* panes = run.find<QSplitter>("create");
            const auto drag = [panes](int left) {
                panes->setSizes({left, panes->width() - left - 240, 240});
                Q_EMIT panes->splitterMoved(left, 1);
                return panes->sizes();
            };
            run.window().windowHandle()->setScreen(screens[0]);
            first = drag(430);
            run.window().windowHandle()->setScreen(screens[1]);
            second = drag(330);
            QVERIFY(first != second);
            run.window().windowHandle()->setScreen(screens[0]);
            QCOMPARE(panes->sizes(), first);
            run.window().windowHandle()->setScreen(screens[1]);
            QCOMPARE(panes->sizes(), second);
            QTest::qWait(300);
            run.window().close();
        }
        WindowRun next(folder.path());
        auto* panes = next.find<QSplitter>("create");
        next.window().windowHandle()->setScreen(screens[1]);
        QCOMPARE(panes->sizes(), second);
        next.window().windowHandle()->setScreen(screens[0]);
        QCOMPARE(panes->sizes(), first);
    }
};

int main(int argc, char** argv)
{
    // Two screens, where the platform takes that.
    QTemporaryFile screens;
    if (screens.open() && qgetenv("QT_QPA_PLATFORM") == "offscreen") {
        screens.write(R"({"synchronousWindowSystemEvents": true, "windowFrameMargins": false, "screens": [
            {"name": "left", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
            {"name": "right", "x": 1920, "y": 0, "width": 1600, "height": 900, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
        screens.flush();
        qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + QFile::encodeName(screens.fileName()));
    }
    const QApplication application(argc, argv);
    TstShowing test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_showing.moc"
