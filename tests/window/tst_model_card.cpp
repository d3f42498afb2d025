#include "tests/support/window_run.h"
#include "ui/compose/model_card.h"
#include "ui/widgets/picture_box.h"

#include <QLabel>

using namespace reverie;
using test::WindowRun;

/// The card of the model that draws, in the real window.
class TstModelCard final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheModelMadeLast()
    {
        WindowRun run;
        qputenv("XDG_DATA_HOME", QFile::encodeName(run.folder() + "/trash"));
        auto* shown = run.find<ui::ModelCard>()->findChild<ui::PictureBox*>();
        QVERIFY(shown->picture().isNull());
        QVERIFY(run.make("red forest", 4));
        QTRY_VERIFY(!shown->picture().isNull());
        const QImage first = shown->picture();
        QVERIFY(run.make("blue sea", 4));
        QTRY_VERIFY(shown->picture() != first);
        run.command("trash");
        QTRY_COMPARE(shown->picture(), first);
    }

    void showsNoPictureOfAnotherModel()
    {
        WindowRun run;
        const auto* shown = run.find<ui::ModelCard>()->findChild<ui::PictureBox*>();
        QVERIFY(run.make("red forest", 4));
        QTRY_VERIFY(!shown->picture().isNull());
        const QString broken = run.folder() + "/broken.safetensors";
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no model") > 0);
        file.close();
        ui::Form form = run.compose().form();
        form.request.model = broken;
        run.compose().setForm(form);
        QTRY_VERIFY(shown->picture().isNull());
        form.request.model.clear();
        run.compose().setForm(form);
        QTRY_VERIFY(!shown->picture().isNull());
    }

    void readsTheModelThatWasChosenLast()
    {
        WindowRun run;
        ui::Form form = run.compose().form();
        form.request.model = run.folder() + "/not there";
        run.compose().setForm(form);
        form.request.model = Paths::starterModel();
        run.compose().setForm(form);
        QTRY_COMPARE(run.compose().model().path, Paths::starterModel());
        for (const QLabel* each : run.find<ui::ModelCard>()->findChildren<QLabel*>())
            QVERIFY2(!each->isVisible() || !each->text().contains("not there"), qPrintable(each->text()));
    }
};

QTEST_MAIN(TstModelCard)
#include "tst_model_card.moc"
