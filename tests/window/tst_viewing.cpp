#include "core/queue/dispatcher.h"
#include "tests/support/window_run.h"
#include "ui/viewer/info_sheet.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

using namespace reverie;
using test::buttonNamed;
using test::press;
using test::WindowRun;

namespace {

constexpr const char* kPrompt = "red forest";
constexpr int kSteps = 6;

QImage file(WindowRun& run)
{
    return QImage(run.recent().selected()->path).convertToFormat(QImage::Format_RGB32);
}

QImage copied()
{
    return QApplication::clipboard()->image().convertToFormat(QImage::Format_RGB32);
}

/// Other fields than the picture was made with.
void change(WindowRun& run)
{
    ui::Form form = run.compose().form();
    form.request.prompt = "blue sea";
    form.request.steps = 40;
    form.request.width = 128;
    form.request.height = 192;
    form.seed = "7";
    run.compose().setForm(form);
}

}  // namespace

/// What a person takes from a finished picture.
class TstViewing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_run = std::make_unique<WindowRun>();
        QVERIFY(QTest::qWaitForWindowActive(&m_run->window()));
        QVERIFY(m_run->make(kPrompt, kSteps));
        QTRY_VERIFY(m_run->recent().selected() != nullptr && m_run->recent().selected()->request);
        m_seed = QString::number(*m_run->recent().selected()->request->seed);
    }
    void cleanupTestCase() { m_run.reset(); }

    void copiesItsPromptAndItsSeed()
    {
        m_run->command("copy-prompt");
        QCOMPARE(QApplication::clipboard()->text(), QString(kPrompt));
        m_run->command("copy-seed");
        QCOMPARE(QApplication::clipboard()->text(), m_seed);
    }

    void copiesThePictureWithEveryPixel()
    {
        m_run->viewer().view()->setFocus();
        press(Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(copied(), file(*m_run));
    }

    void copiesTheFileWhileAPreviewStandsInItsPlace()
    {
        QApplication::clipboard()->clear();
        QImage preview(32, 32, QImage::Format_RGB32);
        preview.fill(Qt::red);
        m_run->viewer().view()->showPreview(preview, {256, 256});
        m_run->command("copy-picture");
        QTRY_COMPARE(copied(), file(*m_run));
    }

    void showsItInItsFolder()
    {
        QDesktopServices::setUrlHandler("file", this, "openFolder");
        m_run->viewer().view()->setFocus();
        press(Qt::Key_L, Qt::ControlModifier);
        QDesktopServices::unsetUrlHandler("file");
        QCOMPARE(m_opened, QUrl::fromLocalFile(QFileInfo(m_run->recent().selected()->path).absolutePath()));
    }

    void keysTakePartsOfItsRecipe()
    {
        change(*m_run);
        m_run->viewer().view()->setFocus();
        press(Qt::Key_S);
        QCOMPARE(m_run->compose().form().seed, m_seed);
        QCOMPARE(m_run->compose().form().request.prompt, QString("blue sea"));
        press(Qt::Key_D);
        QCOMPARE(m_run->compose().form().request.width, std::optional(256));
        press(Qt::Key_P);
        QCOMPARE(m_run->compose().form().request.prompt, QString(kPrompt));
        QCOMPARE(m_run->compose().form().request.steps, std::optional(40));
        press(Qt::Key_A);
        QCOMPARE(m_run->compose().form().request.steps, std::optional(kSteps));
    }

    void theInfoSheetTakesThemByAPress()
    {
        change(*m_run);
        m_run->viewer().view()->setFocus();
        press(Qt::Key_I);
        QVERIFY(m_run->viewer().isSheetShown());
        const auto* sheet = m_run->viewer().sheet();
        QTest::mouseClick(buttonNamed(*sheet, "Use the seed"), Qt::LeftButton);
        QCOMPARE(m_run->compose().form().seed, m_seed);
        QTest::mouseClick(buttonNamed(*sheet, "Use the size"), Qt::LeftButton);
        QCOMPARE(m_run->compose().form().request.height, std::optional(256));
        QTest::mouseClick(buttonNamed(*sheet, "Use both prompts"), Qt::LeftButton);
        QCOMPARE(m_run->compose().form().request.prompt, QString(kPrompt));
        QCOMPARE(m_run->compose().form().request.steps, std::optional(40));
        QTest::mouseClick(buttonNamed(*sheet, "Use everything"), Qt::LeftButton);
        QCOMPARE(m_run->compose().form().request.steps, std::optional(kSteps));
        m_run->command("info");
        QVERIFY(!m_run->viewer().isSheetShown());
    }

    void picturesOfABatchAppearAsEachIsReady()
    {
        const std::size_t before = m_run->recent().pictures().size();
        ui::Form form = m_run->compose().form();
        form.request.count = 3;
        form.request.batch = 1;
        form.request.steps = 30;
        m_run->compose().setForm(form);
        m_run->command("generate");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->recent().pictures().size(), before + 1, 60'000);
        QVERIFY(m_run->queue().running().has_value());
        QTRY_VERIFY_WITH_TIMEOUT(!m_run->queue().running(), 60'000);
        QTRY_COMPARE(m_run->recent().pictures().size(), before + 3);
    }

public Q_SLOTS:
    void openFolder(const QUrl& folder) { m_opened = folder; }

private:
    std::unique_ptr<WindowRun> m_run;
    QString m_seed;
    QUrl m_opened;
};

QTEST_MAIN(TstViewing)
#include "tst_viewing.moc"
