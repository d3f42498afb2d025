#include "core/hub/names.h"
#include "ui/main_window/downloads_desk.h"
#include "ui/main_window/model_picker.h"
#include "ui/models/discover_tab.h"
#include "ui/models/download_look.h"
#include "ui/models/gate_card.h"
#include "ui/models/installed_tab.h"
#include "ui/models/model_list.h"
#include "ui/models/offer_card.h"
#include "ui/models/offer_text.h"
#include "ui/widgets/english_plurals.h"
#include "ui/widgets/search_list.h"
#include "ui/widgets/style.h"

#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

namespace {

ModelEntry entryOf(const QString& name, library::ModelKind kind = library::ModelKind::Model)
{
    ModelEntry entry;
    entry.id = name;
    entry.name = name;
    entry.path = "/models/" + name;
    entry.source = library::ModelSource::Folder;
    entry.bytes = 2'000'000'000;
    entry.identity.kind = kind;
    entry.identity.family = "sd1";
    entry.identity.what = "Stable Diffusion 1.x checkpoint";
    entry.identity.dtypes = {weights::DType::F16};
    return entry;
}

QStringList namesOf(const ModelList& list)
{
    QStringList names;
    for (int row = 0; row < list.rowCount(); ++row)
        names << list.index(row).data().toString();
    return names;
}

QPushButton* wayOf(const QWidget& widget, const QString& text)
{
    for (QPushButton* each : widget.findChildren<QPushButton*>())
        if (each->text() == text)
            return each;
    return nullptr;
}

/// How many labels say that.
int wordsOn(const QWidget& widget, const QString& text)
{
    int count = 0;
    for (const QLabel* each : widget.findChildren<QLabel*>())
        count += each->text() == text && each->isVisibleTo(&widget) ? 1 : 0;
    return count;
}

hub::Download downloadOf(hub::DownloadState state)
{
    hub::Download download;
    download.key = 7;
    download.job.id = "ORG/NAME";
    download.job.files = {{"unet/model.safetensors", 2'000'000'000, {}, true}};
    download.state = state;
    download.progress.of = 2'000'000'000;
    download.progress.bytes = 500'000'000;
    download.progress.bytesPerSecond = 10'000'000;
    download.progress.phase = hub::FilePhase::Downloading;
    download.progress.file = "unet/model.safetensors";
    return download;
}

}  // namespace

/// What the page of models says, and in which order.
class TstModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        QCoreApplication::installTranslator(&m_plurals);
    }

    void putsFavouritesFirstAndWhatIsUnusableLast()
    {
        ModelEntry broken = entryOf("a broken one");
        broken.identity.whyNot = "the file is cut off";
        ModelEntry liked = entryOf("zebra");
        liked.isFavourite = true;
        ModelList list;
        list.setEntries({broken, entryOf("moon"), liked, entryOf("Birch")});
        QCOMPARE(namesOf(list), (QStringList{"zebra", "Birch", "moon", "a broken one"}));
    }

    void findsByWordsAndByKind()
    {
        ModelEntry inComfy = entryOf("dawn");
        inComfy.source = library::ModelSource::ComfyUi;
        ModelList list;
        list.setEntries({inComfy, entryOf("dusk"), entryOf("detail", library::ModelKind::Lora)});
        list.setFilter({"comfy dawn", ModelGroup::All});
        QCOMPARE(namesOf(list), QStringList{"dawn"});
        list.setFilter({"comfy dusk", ModelGroup::All});
        QCOMPARE(namesOf(list), QStringList());
        list.setFilter({{}, ModelGroup::Loras});
        QCOMPARE(namesOf(list), QStringList{"detail"});
        QCOMPARE(list.count(ModelGroup::Models), 2);
    }

    void saysWhatAModelIsOrWhyItCannotBeUsed()
    {
        ModelEntry entry = entryOf("moon");
        QCOMPARE(modelLine(entry), QString("Stable Diffusion 1.x checkpoint \u00b7 fp16"));
        entry.identity.dtypes = {weights::DType::F32, weights::DType::BF16};
        QCOMPARE(precisionText(entry.identity), QString("fp32 and bf16"));
        entry.identity.whyNot = "the file is cut off";
        QCOMPARE(modelLine(entry), QString("The file is cut off"));
    }

    void readsItAllToScreenReaders()
    {
        ModelEntry entry = entryOf("moon");
        entry.isFavourite = true;
        ModelList list;
        list.setEntries({entry});
        const QString spoken = list.index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(
            spoken.contains("moon") && spoken.contains("favourite") && spoken.contains("fp16"), qPrintable(spoken));
        QVERIFY(list.index(0).data(Qt::AccessibleDescriptionRole).toString().contains("2.0 GB"));
    }

    void takesIdsAndAddressesOfTheHub_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("id");
        QTest::newRow("id") << "CompVis/stable-diffusion-v1-4"
                            << "CompVis/stable-diffusion-v1-4";
        QTest::newRow("address") << " https://huggingface.co/CompVis/stable-diffusion-v1-4 "
                                 << "CompVis/stable-diffusion-v1-4";
        QTest::newRow("address of its files") << "https://huggingface.co/CompVis/stable-diffusion-v1-4/tree/main"
                                              << "CompVis/stable-diffusion-v1-4";
        QTest::newRow("words") << "stable diffusion" << QString();
        QTest::newRow("a path upwards") << "../../etc" << QString();
        QTest::newRow("nothing") << QString() << QString();
    }

    void takesIdsAndAddressesOfTheHub()
    {
        QFETCH(QString, text);
        QTEST(hub::repositoryIn(text), "id");
    }

    void offersToPickFavouritesThenTheLastThenTheRest()
    {
        ModelEntry liked = entryOf("zebra");
        liked.isFavourite = true;
        ModelEntry recent = entryOf("moon");
        recent.recency = 0;
        ModelEntry broken = entryOf("broken");
        broken.identity.whyNot = "it is cut off";
        QStringList titles;
        for (const SearchItem& each :
            pickerItems({entryOf("birch"), broken, recent, liked, entryOf("x", library::ModelKind::Lora)}))
            titles << each.title;
        QCOMPARE(titles.mid(0, 3), (QStringList{"zebra", "moon", "birch"}));
        QCOMPARE(titles.size(), 6);
    }

    void tellsHowADownloadStands()
    {
        const DownloadLook running = lookOf(downloadOf(hub::DownloadState::Running), {});
        QCOMPARE(running.state, DownloadState::Downloading);
        QCOMPARE(progressText(running), QString("500.0 MB of 2.0 GB \u00b7 10.0 MB/s \u00b7 2 min 30 s left"));
        QCOMPARE(running.share(), 0.25);
        QCOMPARE(running.file, QString("unet/model.safetensors"));
        hub::Download checking = downloadOf(hub::DownloadState::Running);
        checking.progress.phase = hub::FilePhase::Verifying;
        QCOMPARE(stateText(lookOf(checking, {}).state), QString("Checking what came"));
        QVERIFY(!progressText(lookOf(downloadOf(hub::DownloadState::Paused), {})).contains("left"));
        const DownloadLook done = lookOf(downloadOf(hub::DownloadState::Done), "/cache/x");
        QCOMPARE(done.path, QString("/cache/x"));
        QCOMPARE(done.share(), 1.0);
    }

    void tellsWhatHappenedWithADownload()
    {
        const QString remark = "unet/model.safetensors has changed on the Hub; it is fetched anew.";
        QCOMPARE(lookOf(downloadOf(hub::DownloadState::Running), {}, remark).note, remark);
        QCOMPARE(lookOf(downloadOf(hub::DownloadState::Done), "/cache/x", remark).note,
            remark + " Every byte of it was checked.");
        hub::Download failed = downloadOf(hub::DownloadState::Failed);
        failed.error = Error{ErrorCode::Network, "the connection was cut", {}, {}};
        QVERIFY(!lookOf(failed, {}, remark).note.contains(remark));
    }

    void offersOneWayOutOfAFailure()
    {
        hub::Download download = downloadOf(hub::DownloadState::Failed);
        download.error = Error{ErrorCode::Unauthorized, "The Hub does not know the token", {}, {}};
        QCOMPARE(lookOf(download, {}).remedy, QString("See what is in the way"));
        QVERIFY(lookOf(download, {}).note.contains("does not know the token"));
        download.error = Error{ErrorCode::Network, "the connection was cut", {}, {}};
        QCOMPARE(lookOf(download, {}).remedy, QString("Try again"));
    }

    void saysWhatIsNotSureOfTheCatalogue()
    {
        library::CatalogueModel model;
        model.name = "Tiny";
        model.family = "sd1";
        model.repositories = {"ORG/TINY"};
        model.bytes = {{"fp16", 1'000'000'000}};
        model.licence.name = "MIT";
        model.gate = "terms";
        model.uncertain = {"licence"};
        const OfferLook look = offerOf(model);
        QVERIFY(look.licence != "MIT" && look.licence.contains("MIT"));
        QVERIFY(look.facts.contains("1.0 GB"));
        QCOMPARE(look.gate, QString("Terms to accept"));
    }

    void shortensCounts()
    {
        QCOMPARE(countText(6'900), QString("6,900"));
        QCOMPARE(countText(43'210), QString("43 k"));
        QCOMPARE(countText(2'140'000), QString("2.1 M"));
    }

    void givesATokenAndForgetsIt()
    {
        GateCard card;
        card.show(hub::GateState::NoToken,
            {"This model asks who you are", "Enter a token.", "Enter a token", hub::GateAction::EnterToken, {}, {}},
            {});
        auto* field = card.findChild<QLineEdit*>();
        QPushButton* use = wayOf(card, "Use this token");
        QVERIFY(use != nullptr && !use->isEnabled());
        QCOMPARE(field->echoMode(), QLineEdit::Password);
        QSignalSpy given(&card, &GateCard::tokenGiven);
        field->setText("  hf_secret ");
        use->click();
        QCOMPARE(given.size(), 1);
        QCOMPARE(given[0][0].value<Secret>().reveal(), QByteArray("hf_secret"));
        QVERIFY(field->text().isEmpty());
        card.refuseToken("The Hub does not know this token.");
        QVERIFY(isRefused(field));
    }

    void saysThatAKeptTokenCannotBeRead()
    {
        GateCard card;
        card.show(hub::GateState::NoToken,
            {"This model asks who you are", "Enter a token.", "Enter a token", hub::GateAction::EnterToken, {}, {}},
            {});
        QPushButton* again = wayOf(card, "Look again");
        QVERIFY(again != nullptr && !again->isVisibleTo(&card));
        card.setTokenTrouble("The keychain is locked.");
        QVERIFY(again->isVisibleTo(&card));
        QSignalSpy checked(&card, &GateCard::checkWanted);
        again->click();
        QCOMPARE(checked.size(), 1);
        card.setTokenTrouble({});
        QVERIFY(!again->isVisibleTo(&card));
    }

    void marksWhatIsOnThisMachine()
    {
        DiscoverTab tab;
        tab.searchField()->setText("style");
        QTest::keyClick(tab.searchField(), Qt::Key_Return);
        OfferLook lora;
        lora.id = "ORG/lora";
        OfferLook model;
        model.id = "ORG/model";
        tab.showFound({lora, model}, false, false);
        QCOMPARE(wordsOn(tab, "On this machine"), 0);
        tab.setHere([](const QString& id) {
            return OfferPlace{true, id == "ORG/model" ? QString("/cache/model") : QString()};
        });
        QCOMPARE(wordsOn(tab, "On this machine"), 2);
        QSignalSpy used(&tab, &DiscoverTab::useWanted);
        wayOf(tab, "Use")->click();
        QCOMPARE(used.at(0).at(0).toString(), QString("/cache/model"));
        tab.setHere([](const QString&) { return OfferPlace(); });
        QCOMPARE(wordsOn(tab, "On this machine"), 0);
    }

    void cardsThatStayKeepTheKeyboard()
    {
        DiscoverTab tab;
        tab.searchField()->setText("style");
        QTest::keyClick(tab.searchField(), Qt::Key_Return);
        OfferLook first;
        first.id = "ORG/first";
        OfferLook second;
        second.id = "ORG/second";
        tab.showFound({first}, false, true);
        const QPointer<OfferCard> card = tab.findChild<OfferCard*>();
        tab.showFound({second}, true, false);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(card);
        QCOMPARE(tab.findChildren<OfferCard*>().size(), 2);
        tab.setHere([](const QString&) { return OfferPlace{true, {}}; });
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!card);
        QCOMPARE(tab.findChildren<OfferCard*>().size(), 2);
    }

    void namesPlacesThatCannotBeLookedAt()
    {
        InstalledTab tab;
        const QString note = "cannot look into /mnt/models: it is locked.";
        tab.setNotes({note});
        QCOMPARE(wordsOn(tab, "Cannot look into /mnt/models: it is locked."), 1);
        tab.setNotes({note, note, note, note, note});
        const QString line = "Cannot look into /mnt/models: it is locked.\n";
        QCOMPARE(wordsOn(tab, line + line + line + "2 places more could not be looked at."), 1);
        tab.setNotes({});
        QCOMPARE(wordsOn(tab, {}), wordsOn(InstalledTab(), {}));
    }

    void asksOnceForTheDetailsOfAChosenModel()
    {
        InstalledTab tab;
        QStringList asked;
        connect(&tab, &InstalledTab::detailsWanted, &tab, [&asked](const QString& path) { asked << path; });
        tab.setEntries({entryOf("birch"), entryOf("moon")});
        QCOMPARE(asked, QStringList{"/models/birch"});
        tab.choose("/models/moon");
        QCOMPARE(asked, (QStringList{"/models/birch", "/models/moon"}));
        // The list has changed: what is known of the chosen one may have too.
        tab.setEntries({entryOf("moon"), entryOf("aspen")});
        QCOMPARE(asked.mid(2), QStringList{"/models/moon"});
        tab.setEntries({entryOf("aspen")});
        QCOMPARE(asked.mid(3), QStringList{"/models/aspen"});
    }

    void aLateAnswerChangesNothingAboutTheChosenModel()
    {
        InstalledTab tab;
        tab.setEntries({entryOf("birch"), entryOf("moon")});
        tab.choose("/models/birch");
        tab.setDetails({entryOf("birch")});
        tab.choose("/models/moon");
        tab.setDetails({entryOf("moon")});
        tab.setRemoval("/models/moon", {"Moon goes to the trash.", true});
        tab.setDetails({entryOf("birch")});
        tab.setRemoval("/models/birch", {"Birch goes to the trash.", true});
        QCOMPARE(tab.sheet().path(), QString("/models/moon"));
        QCOMPARE(wordsOn(tab, "Moon goes to the trash."), 1);
        // The same details once more leave what is known of the removal.
        tab.setDetails({entryOf("moon")});
        QCOMPARE(wordsOn(tab, "Moon goes to the trash."), 1);
        tab.choose("/models/birch");
        tab.setDetails({entryOf("birch")});
        QCOMPARE(wordsOn(tab, "Moon goes to the trash."), 0);
    }

    void watchesThePageThatItOpened()
    {
        GateCard card;
        const hub::GateWords words{"Terms to accept", "Accept them.", "Open its page", hub::GateAction::OpenPage,
            QUrl("https://huggingface.co/ORG/NAME"), {}};
        card.show(hub::GateState::TermsNotAccepted, words, "You are signed in as ada.");
        QSignalSpy opened(&card, &GateCard::pageWanted);
        QSignalSpy checked(&card, &GateCard::checkWanted);
        wayOf(card, "Open its page")->click();
        QCOMPARE(opened.size(), 1);
        QVERIFY(card.isWatching());
        card.show(hub::GateState::TermsNotAccepted, words, {});
        wayOf(card, "Check again")->click();
        QCOMPARE(checked.size(), 1);
        card.show(hub::GateState::Pending,
            {"Waiting for approval", "Not yet.", "Check again", hub::GateAction::CheckAgain, {}, {}}, {});
        QVERIFY(!card.isWatching());
    }

private:
    EnglishPlurals m_plurals;
};

QTEST_MAIN(TstModels)
#include "tst_models.moc"
