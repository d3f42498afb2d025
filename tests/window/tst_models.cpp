#include "core/library/library.h"
#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/tiny_model.h"
#include "tests/support/window_run.h"
#include "ui/main_window/model_picker.h"
#include "ui/main_window/toast.h"
#include "ui/models/discover_tab.h"
#include "ui/models/download_card.h"
#include "ui/models/downloads_tab.h"
#include "ui/models/gate_card.h"
#include "ui/models/get_sheet.h"
#include "ui/models/installed_tab.h"
#include "ui/models/model_list.h"
#include "ui/models/models_page.h"
#include "ui/models/offer_card.h"
#include "ui/widgets/search_list.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>

using namespace reverie;
using fake_hub::Access;
using fake_hub::FakeHub;
using fake_hub::Repository;
using test::button;
using test::press;
using test::WindowRun;

namespace {

const QString kRepo = QStringLiteral("ORG/tiny-model");

/// The files of the starter model: a real one, small enough to be fetched in a second.
QMap<QString, QByteArray> starterFiles()
{
    QMap<QString, QByteArray> files;
    const QDir folder(Paths::starterModel());
    QDirIterator all(folder.path(), QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(folder.relativeFilePath(file.fileName()), file.readAll());
    }
    return files;
}

QMap<QString, QString> hubVariables(const FakeHub& hub)
{
    return {{"HF_ENDPOINT", QString::fromLatin1(hub.endpoint())}};
}

bool shows(const QWidget& widget, const QString& words)
{
    for (const QLabel* each : widget.findChildren<QLabel*>())
        if (each->isVisible() && each->text().contains(words))
            return true;
    return false;
}

void type(const QString& text)
{
    QTest::keyClicks(QApplication::focusWidget(), text);
}

/// Presses Tab until a button with these words has the keyboard.
bool tabTo(const QString& words)
{
    constexpr int kMost = 60;
    for (int i = 0; i < kMost; ++i) {
        const auto* focused = qobject_cast<const QPushButton*>(QApplication::focusWidget());
        if (focused != nullptr && focused->text() == words)
            return true;
        press(Qt::Key_Tab);
    }
    return false;
}

QStringList namesOf(const ui::InstalledTab& tab)
{
    QStringList names;
    for (int row = 0; row < tab.models().rowCount(); ++row)
        names << tab.models().index(row).data().toString();
    return names;
}

}  // namespace

/// The page of models in the real window, with a Hub on this computer.
class TstModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QDesktopServices::setUrlHandler("http", this, "openPage");
        m_files = starterFiles();
        QVERIFY(m_files.contains("model_index.json"));
    }

    void cleanupTestCase() { QDesktopServices::unsetUrlHandler("http"); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_folder->path() + "/trash"));
        m_opened.clear();
    }

    void getsAGatedModelByKeysAlone()
    {
        FakeHub hub;
        Repository repository = Repository::of(kRepo, m_files);
        repository.gate = fake_hub::Gate::Auto;
        repository.tags = {"text-to-image"};
        hub.add(repository);
        hub.addToken("hf_right", {"ada", fake_hub::Token::Kind::Read, false});
        WindowRun run(m_folder->path(), hubVariables(hub));
        QVERIFY(QTest::qWaitForWindowActive(&run.window()));
        auto* sheet = run.find<ui::GetSheet>();

        run.command("discover-models");
        type(kRepo);
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(sheet->gate().isVisible(), 10'000);
        auto* token = sheet->gate().findChild<QLineEdit*>();
        QTRY_COMPARE(QApplication::focusWidget(), token);

        type("hf_wrong");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(*sheet, "The token is not valid"), 10'000);
        token->setFocus();
        type("hf_right");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(*sheet, "Terms to accept"), 10'000);
        QVERIFY(shows(*sheet, "ada"));
        QVERIFY(tabTo("Open its page"));
        press(Qt::Key_Space);
        QTRY_COMPARE(m_opened.size(), 1);
        QVERIFY(m_opened[0].toString().endsWith(kRepo));

        hub.change(kRepo, [](Repository& each) { each.access["ada"] = Access::Granted; });
        QVERIFY(tabTo("Check again"));
        press(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(qobject_cast<QPushButton*>(QApplication::focusWidget()) != nullptr &&
                static_cast<QPushButton*>(QApplication::focusWidget())->text().startsWith("Download "),
            10'000);
        press(Qt::Key_Space);
        QCOMPARE(run.find<ui::ModelsPage>()->tab(), ui::ModelsPage::Downloads);
        auto* downloads = &run.find<ui::ModelsPage>()->downloads();
        QTRY_VERIFY_WITH_TIMEOUT(
            button(*downloads, "Use it") != nullptr && button(*downloads, "Use it")->isVisible(), 60'000);
        QVERIFY(tabTo("Use it"));
        press(Qt::Key_Space);
        QCOMPARE(run.window().page(), QString("create"));
        QVERIFY(run.compose().form().request.model.contains("models--ORG--tiny-model/snapshots/"));
        QVERIFY(run.make("red forest", 4));
        QCOMPARE(run.recent().pictures().front().model, QString("tiny-model"));
    }

    void goesOnWithADownloadInTheNextWindow()
    {
        FakeHub hub;
        hub.add(Repository::of(kRepo, m_files));
        fake_hub::Fault slow;
        slow.dripMs = 20;
        slow.dripBytes = 16'384;
        hub.addCdnFault({slow, "GET", {}, 0, -1});
        {
            WindowRun run(m_folder->path(), hubVariables(hub));
            run.command("discover-models");
            type(kRepo);
            press(Qt::Key_Return);
            auto* sheet = run.find<ui::GetSheet>();
            const auto isReady = [&] {
                for (const QPushButton* each : sheet->findChildren<QPushButton*>())
                    if (each->isVisible() && each->text().startsWith("Download "))
                        return true;
                return false;
            };
            QTRY_VERIFY_WITH_TIMEOUT(isReady(), 10'000);
            press(Qt::Key_Space);
            auto& list = run.services().downloads();
            QTRY_VERIFY_WITH_TIMEOUT(!list.downloads().empty() && list.downloads()[0].progress.bytes > 200'000, 20'000);
        }
        hub.clearFaults();
        hub.forgetRequests();
        WindowRun run(m_folder->path(), hubVariables(hub));
        run.command("downloads");
        auto* tab = &run.find<ui::ModelsPage>()->downloads();
        auto* card = tab->findChild<ui::DownloadCard*>();
        QVERIFY(card != nullptr && shows(*card, "Paused"));
        auto& list = run.services().downloads();
        list.resume(list.downloads()[0].key);
        QTRY_VERIFY_WITH_TIMEOUT(button(*tab, "Use it") != nullptr && button(*tab, "Use it")->isVisible(), 60'000);
        bool hasGoneOn = false;
        for (const fake_hub::Request& each : hub.cdnRequests())
            hasGoneOn = hasGoneOn || each.header("range").startsWith("bytes=");
        QVERIFY(hasGoneOn);
    }

    void saysWhyASearchBroughtNothing()
    {
        FakeHub hub;
        Repository found = Repository::of("ORG/forest", {{"README.md", "x"}});
        found.tags = {"text-to-image"};
        found.gate = fake_hub::Gate::Auto;
        found.downloads = 43'210;
        hub.add(found);
        WindowRun run(m_folder->path(), hubVariables(hub));
        run.command("discover-models");
        auto& tab = run.find<ui::ModelsPage>()->discover();
        tab.searchField()->setText("forest");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(tab, "ORG/forest"), 10'000);
        QVERIFY(shows(tab, "43 k downloads") && shows(tab, "Terms to accept"));
        tab.searchField()->setText("nothing of this name");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(tab, "The Hub has no such model."), 10'000);
        tab.searchField()->clear();
        QTRY_VERIFY(shows(tab, "Models that Reverie knows"));
    }

    void eachAskerShowsItsOwnWait()
    {
        FakeHub hub;
        hub.add(Repository::of(kRepo, m_files));
        Repository found = Repository::of("ORG/forest", {{"README.md", "x"}});
        found.tags = {"text-to-image"};
        hub.add(found);
        WindowRun run(m_folder->path(), hubVariables(hub));
        run.command("discover-models");
        auto& tab = run.find<ui::ModelsPage>()->discover();
        auto* sheet = run.find<ui::GetSheet>();
        tab.searchField()->setText("forest");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(tab, "ORG/forest"), 10'000);
        Q_EMIT tab.getWanted(kRepo);
        QTRY_VERIFY_WITH_TIMEOUT(shows(*sheet, "It goes into the Hugging Face cache"), 10'000);

        hub.addFault({fake_hub::rateLimited(240), {}, "search=", 0, -1});
        Q_EMIT tab.searchWanted({"forest", {}, true});
        QTRY_VERIFY_WITH_TIMEOUT(shows(tab, "asks to wait"), 10'000);
        QVERIFY(shows(*sheet, "It goes into the Hugging Face cache"));
        QVERIFY(!shows(*sheet, "asks to wait"));
        tab.searchField()->clear();

        hub.clearFaults();
        hub.addFault({fake_hub::rateLimited(240), {}, kRepo.toUtf8(), 0, -1});
        Q_EMIT tab.getWanted(kRepo);
        QTRY_VERIFY_WITH_TIMEOUT(shows(*sheet, "asks to wait"), 10'000);
        QVERIFY(!shows(tab, "asks to wait"));
    }

    void saysThatItIsOffline()
    {
        WindowRun run(m_folder->path());
        run.command("discover-models");
        auto& tab = run.find<ui::ModelsPage>()->discover();
        QVERIFY(!tab.findChildren<ui::OfferCard*>().isEmpty());
        tab.searchField()->setText("forest");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(button(tab, "Try again")->isVisible(), 10'000);
        tab.searchField()->setText("ORG/any");
        press(Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shows(*run.find<ui::GetSheet>(), "Offline"), 10'000);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!run.find<ui::GetSheet>()->isVisible());
    }

    void findsAndUsesAModelByKeysAlone()
    {
        WindowRun run(m_folder->path());
        addModel(run, "birch");
        addModel(run, "aspen");
        run.command("installed-models");
        auto& tab = run.find<ui::ModelsPage>()->installed();
        QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 3, 10'000);
        type("birch");
        QCOMPARE(namesOf(tab), QStringList{"birch"});
        press(Qt::Key_Down);
        press(Qt::Key_Period);
        QTRY_VERIFY(tab.models().entries().at(1).isFavourite || tab.models().entries().at(0).isFavourite ||
            tab.models().entries().at(2).isFavourite);
        press(Qt::Key_Return);
        QCOMPARE(run.window().page(), QString("create"));
        QVERIFY(run.compose().form().request.model.endsWith("/birch"));

        run.command("pick-model");
        auto* picker = run.find<ui::ModelPicker>();
        QVERIFY(picker->isVisible());
        type("aspen");
        press(Qt::Key_Return);
        QVERIFY(run.compose().form().request.model.endsWith("/aspen"));
        run.command("pick-model");
        type("starter");
        press(Qt::Key_Return);
        QVERIFY(run.compose().form().request.model.isEmpty());
    }

    void removesAModelAndBringsItBack()
    {
        WindowRun run(m_folder->path());
        const QString place = addModel(run, "birch");
        run.command("installed-models");
        auto& tab = run.find<ui::ModelsPage>()->installed();
        QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 2, 10'000);
        tab.choose(place);
        QTRY_VERIFY_WITH_TIMEOUT(shows(tab, "frees"), 10'000);
        run.command("remove-model");
        QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 1, 10'000);
        QVERIFY(!QFileInfo::exists(place));
        QPushButton* undo = button(*run.find<ui::Toast>(), "Undo");
        QTRY_VERIFY(undo != nullptr && undo->isVisible());
        undo->click();
        QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 2, 10'000);
        QVERIFY(QFileInfo::exists(place + "/model_index.json"));
    }

    void keepsWhatAPersonNotes()
    {
        {
            WindowRun run(m_folder->path());
            const QString place = addModel(run, "birch");
            run.command("installed-models");
            auto& tab = run.find<ui::ModelsPage>()->installed();
            QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 2, 10'000);
            tab.choose(place);
            Q_EMIT tab.sheet().piecesEdited(place, "birch style", "people");
            Q_EMIT tab.favouriteWanted(place, true);
        }
        WindowRun run(m_folder->path());
        auto& tab = run.find<ui::ModelsPage>()->installed();
        QTRY_COMPARE_WITH_TIMEOUT(namesOf(tab).size(), 2, 10'000);
        QCOMPARE(namesOf(tab).front(), QString("birch"));
        ui::Form form = run.compose().form();
        form.request.prompt = "a lake";
        run.compose().setForm(form);
        Q_EMIT tab.useWanted(tab.models().index(0).data(ui::ModelList::PathRole).toString());
        QCOMPARE(run.compose().form().request.prompt, QString("birch style, a lake"));
        QCOMPARE(run.compose().form().request.negativePrompt, QString("people"));
    }

public Q_SLOTS:
    void openPage(const QUrl& url) { m_opened << url; }

private:
    /// A model in the folder of Reverie's own. \return where it is
    static QString addModel(WindowRun& run, const QString& name)
    {
        const QString place = Paths::forProcess(run.folder()).data() + "/models/" + name;
        (void)test::writeTinyModel(place);
        run.command("rescan-models");
        return place;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QMap<QString, QByteArray> m_files;
    QList<QUrl> m_opened;
};

QTEST_MAIN(TstModels)
#include "tst_models.moc"
