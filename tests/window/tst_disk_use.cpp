#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/tiny_model.h"
#include "tests/support/window_run.h"
#include "ui/models/disk_use_sheet.h"
#include "ui/models/get_sheet.h"
#include "ui/models/installed_tab.h"
#include "ui/models/models_page.h"

#include <QLabel>

using namespace reverie;
using fake_hub::FakeHub;
using fake_hub::Repository;
using test::button;
using test::WindowRun;

namespace {

const QString kRepo = QStringLiteral("ORG/tiny-model");
const QString kOld(40, 'a');
const QString kNew(40, 'b');

bool shows(const QWidget& widget, const QString& words)
{
    for (const QLabel* each : widget.findChildren<QLabel*>())
        if (each->isVisible() && each->text().contains(words))
            return true;
    return false;
}

QPushButton* buttonFrom(const QWidget& widget, const QString& beginning)
{
    for (QPushButton* each : widget.findChildren<QPushButton*>())
        if (each->isVisible() && each->text().startsWith(beginning))
            return each;
    return nullptr;
}

/// Opens the disk use, and waits until the disk has been looked at.
ui::DiskUseSheet& openDiskUse(WindowRun& run)
{
    run.command("installed-models");
    auto& tab = run.find<ui::ModelsPage>()->installed();
    button(tab, "Disk use")->click();
    (void)QTest::qWaitFor([&] { return shows(tab.diskUse(), "are free on this disk"); }, 10'000);
    return tab.diskUse();
}

}  // namespace

/// What may be freed, in the real window.
class TstDiskUse final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void offersThePartsOfACancelledDownload()
    {
        FakeHub hub;
        hub.add(Repository::of(kRepo, {{"style.safetensors", QByteArray(2'000'000, 'x')}}));
        fake_hub::Fault slow;
        slow.dripMs = 20;
        slow.dripBytes = 16'384;
        hub.addCdnFault({slow, "GET", {}, 0, -1});
        WindowRun run(m_folder->path(), {{"HF_ENDPOINT", QString::fromLatin1(hub.endpoint())}});
        auto* sheet = run.find<ui::GetSheet>();
        sheet->begin(kRepo);
        QTRY_VERIFY_WITH_TIMEOUT(buttonFrom(*sheet, "Download ") != nullptr, 10'000);
        buttonFrom(*sheet, "Download ")->click();
        auto& list = run.services().downloads();
        QTRY_VERIFY_WITH_TIMEOUT(!list.downloads().empty() && list.downloads()[0].progress.bytes > 100'000, 20'000);
        QVERIFY(!shows(openDiskUse(run), "Parts of a download"));
        const int key = list.downloads()[0].key;
        list.pause(key);
        QTRY_COMPARE(list.downloads()[0].state, hub::DownloadState::Paused);
        QVERIFY(!shows(openDiskUse(run), "Parts of a download"));
        list.cancel(key, hub::DownloadList::Parts::Keep);
        ui::DiskUseSheet& use = openDiskUse(run);
        QTRY_VERIFY(shows(use, "Parts of a download of ORG/tiny-model"));
        buttonFrom(use, "Free ")->click();
        QTRY_VERIFY(!shows(use, "Parts of a download") && shows(use, "Nothing lies here unused"));
        QVERIFY(QDir(cache() + "/models--ORG--tiny-model/blobs").isEmpty());
    }

    void anOlderStateThatIsChosenStays()
    {
        addState(kOld);
        addState(kNew);
        QDir().mkpath(cache() + "/models--ORG--tiny-model/refs");
        QVERIFY(test::writeFile(cache() + "/models--ORG--tiny-model/refs/main", kNew.toLatin1()));
        WindowRun run(m_folder->path());
        ui::Form form = run.compose().form();
        form.request.model = stateFolder(kOld);
        run.compose().setForm(form);
        QVERIFY(shows(openDiskUse(run), "Nothing lies here unused"));
        form.request.model.clear();
        run.compose().setForm(form);
        ui::DiskUseSheet& use = openDiskUse(run);
        QTRY_VERIFY(shows(use, "An older state of ORG/tiny-model"));
        // Chosen again meanwhile: the list before the eyes is old.
        form.request.model = stateFolder(kOld);
        run.compose().setForm(form);
        buttonFrom(use, "Free ")->click();
        QTRY_VERIFY(shows(run.window(), "is in use"));
        QVERIFY(QFileInfo::exists(stateFolder(kOld) + "/model_index.json"));
        form.request.model.clear();
        run.compose().setForm(form);
        QTRY_VERIFY(shows(openDiskUse(run), "An older state of ORG/tiny-model"));
        buttonFrom(use, "Free ")->click();
        QTRY_VERIFY(!QFileInfo::exists(stateFolder(kOld)));
        QVERIFY(QFileInfo::exists(stateFolder(kNew) + "/model_index.json"));
    }

private:
    QString cache() const { return m_folder->path() + "/hub/hub"; }
    QString stateFolder(const QString& commit) const
    {
        return cache() + "/models--ORG--tiny-model/snapshots/" + commit;
    }

    void addState(const QString& commit) const
    {
        QVERIFY(QDir().mkpath(stateFolder(commit)) && test::writeTinyModel(stateFolder(commit)));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_MAIN(TstDiskUse)
#include "tst_disk_use.moc"
