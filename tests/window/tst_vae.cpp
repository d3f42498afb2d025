#include "core/library/library.h"
#include "tests/support/safetensors_bytes.h"
#include "tests/support/window_run.h"
#include "ui/main_window/toast.h"
#include "ui/models/installed_tab.h"
#include "ui/models/model_sheet.h"
#include "ui/viewer/recipe_card.h"

#include <QComboBox>
#include <QLabel>
#include <QMimeData>

using namespace reverie;
using test::button;
using test::WindowRun;

/// Another VAE than the model's own, in the real window.
class TstVae final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const QString models = Paths::forProcess(m_folder->path()).data() + "/models";
        QVERIFY(QDir().mkpath(models));
        m_vae = models + "/better.safetensors";
    }

    void isChosenOnThePageOfModelsAndInTheForm()
    {
        QVERIFY(writeVae());
        WindowRun run(m_folder->path());
        QComboBox* box = boxOf(run);
        QCOMPARE(box->currentText(), QString("The model's own"));
        QTRY_VERIFY(box->findData(m_vae) > 0);
        run.command("page-models");
        auto* tab = run.find<ui::InstalledTab>();
        tab->choose(m_vae);
        QPushButton* use = button(tab->sheet(), "Use");
        QVERIFY(use->isVisible());
        use->click();
        QCOMPARE(run.compose().form().request.vae, m_vae);
        QCOMPARE(box->currentText(), QString("better"));
        QVERIFY(run.compose().form().request.model.isEmpty());
        button(*run.find<ui::Toast>(), "Undo")->click();
        QCOMPARE(run.compose().form().request.vae, QString());
        QCOMPARE(box->currentText(), QString("The model's own"));
        box->setCurrentIndex(box->findData(m_vae));
        Q_EMIT box->activated(box->currentIndex());
        QCOMPARE(run.compose().form().request.vae, m_vae);
    }

    void isToldFromAModelWhenItIsDropped()
    {
        QVERIFY(writeVae());
        WindowRun run(m_folder->path());
        const QString model = run.compose().form().request.model;
        drop(run, m_vae);
        QTRY_COMPARE(run.compose().form().request.vae, m_vae);
        QCOMPARE(run.compose().form().request.model, model);
        drop(run, Paths::starterModel());
        QTRY_COMPARE(run.compose().form().request.model, Paths::starterModel());
    }

    void isFoundAgainForAPicturesRecipe()
    {
        // The starter's own, of its eight channels.
        QVERIFY(QFile::copy(Paths::starterModel() + "/vae/diffusion_pytorch_model.safetensors", m_vae));
        WindowRun run(m_folder->path());
        choose(run, m_vae);
        QCOMPARE(boxOf(run)->currentText(), QString("better"));
        QVERIFY(run.make("red forest", 4));
        const QString picture = run.recent().pictures()[0].path;
        QCOMPARE(image::readRecipe(picture)->vae, QString("better.safetensors"));
        choose(run, {});
        offer(run, picture);
        QVERIFY2(told(run).contains("VAE: better.safetensors, which is on this computer"), qPrintable(told(run)));
        button(*cardOf(run), "Use this recipe")->click();
        QCOMPARE(run.compose().form().request.vae, m_vae);
        QVERIFY(QFile::remove(m_vae));
        offer(run, picture);
        QVERIFY2(told(run).contains("Not set: the VAE better.safetensors"), qPrintable(told(run)));
        button(*cardOf(run), "Use this recipe")->click();
        QCOMPARE(run.compose().form().request.vae, QString());
    }

private:
    bool writeVae()
    {
        return test::writeFile(m_vae,
            test::SafetensorsBuilder()
                .addF32("decoder.conv_in.weight", {8, 4, 3, 3})
                .addF32("decoder.up_blocks.0.bias", {8})
                .build());
    }

    static QComboBox* boxOf(const WindowRun& run)
    {
        for (auto* each : run.compose().findChildren<QComboBox*>())
            if (each->accessibleName() == "VAE")
                return each;
        return nullptr;
    }

    static void choose(const WindowRun& run, const QString& vae)
    {
        ui::Form form = run.compose().form();
        form.request.vae = vae;
        run.compose().setForm(form);
    }

    static ui::RecipeCard* cardOf(const WindowRun& run)
    {
        return qobject_cast<ui::RecipeCard*>(run.viewer().headCard());
    }

    static void drop(const WindowRun& run, const QString& file)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&run.window(), &enter);
        QDropEvent drop({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&run.window(), &drop);
    }

    static void offer(const WindowRun& run, const QString& picture)
    {
        drop(run, picture);
        QTRY_VERIFY(cardOf(run) != nullptr);
    }

    static QString told(const WindowRun& run)
    {
        QStringList all;
        for (const auto* each : cardOf(run)->findChildren<QLabel*>())
            all << each->text();
        return all.join(" | ");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_vae;
};

QTEST_MAIN(TstVae)
#include "tst_vae.moc"
