#include "core/library/installations.h"
#include "core/library/library_scan.h"
#include "tests/support/tiny_model.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

QByteArray lora(qint64 width)
{
    return SafetensorsBuilder().addF32("lora_unet_attn2_to_k.lora_down.weight", {4, width}).build();
}

}  // namespace

/// All models of this machine in one list, each once, and read anew only when it changed.
class TstLibraryScan final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void findsProgramsByWhatLiesInThem_data()
    {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("folders");
        QTest::newRow("AUTOMATIC1111") << QStringList{"webui.py", "modules/shared.py", "models/Stable-diffusion/a.ckpt",
                                              "models/karlo/b.th", "embeddings/c.pt"}
                                       << "AUTOMATIC1111" << QStringList{"models/Stable-diffusion", "embeddings"};
        QTest::newRow("Forge") << QStringList{"webui.py", "modules/a.py", "modules_forge/a.py", "models/Lora/a.pt"}
                               << "Forge" << QStringList{"models/Lora"};
        QTest::newRow("ComfyUI") << QStringList{"main.py", "comfy/a.py", "models/checkpoints/a.ckpt", "models/vae/b.pt"}
                                 << "ComfyUI" << QStringList{"models/checkpoints", "models/vae"};
        QTest::newRow("InvokeAI") << QStringList{"invokeai.yaml", "models/sd-1/main/a.ckpt"} << "InvokeAI"
                                  << QStringList{"models"};
        QTest::newRow("something else") << QStringList{"main.py", "models/a.ckpt"} << "" << QStringList();
    }

    void findsProgramsByWhatLiesInThem()
    {
        QFETCH(QStringList, files);
        QFETCH(QString, source);
        QFETCH(QStringList, folders);
        for (const QString& file : files)
            write("home/git/program/" + file, {});
        const auto inHome = findInstallations(path("home")).roots;
        const auto named = installationIn(path("home/git/program"), {}).roots;
        QCOMPARE(inHome, named);
        QStringList found;
        for (const LibraryRoot& root : inHome) {
            QCOMPARE(sourceName(root.source), source);
            found << QDir(path("home/git/program")).relativeFilePath(root.path);
        }
        QCOMPARE(found, folders);
    }

    void followsTheFurtherFoldersOfComfyUi()
    {
        write("home/ComfyUI/main.py", {});
        write("home/ComfyUI/comfy/a.py", {});
        write("disk/loras/a.safetensors", lora(768));
        write("home/ComfyUI/extra_model_paths.yaml",
            "x:\n base_path: " + path("disk").toUtf8() + "\n loras: loras\n vae: not-there\n");
        const auto list = scan({.home = path("home")});
        QCOMPARE(list.size(), std::size_t{1});
        QCOMPARE(list[0].path, path("disk/loras/a.safetensors"));
        QCOMPARE(list[0].usedBy, QStringList{"ComfyUI"});
        QVERIFY(list[0].isShared());
        write("home/ComfyUI/extra_model_paths.yaml", "x: [");
        LibraryScan broken({.home = path("home")}, {});
        QCOMPARE(broken.roots().size(), std::size_t{0});
        QVERIFY(broken.notes().value(0).contains("extra_model_paths.yaml is no YAML"));
    }

    void anAddedFolderMayBeAProgram()
    {
        write("disk/comfy ui/main.py", {});
        write("disk/comfy ui/comfy/a.py", {});
        write("disk/comfy ui/models/loras/a.safetensors", lora(768));
        write("disk/comfy ui/models/facerestore/b.safetensors", lora(768));
        write("disk/more/c.safetensors", lora(768));
        write("disk/comfy ui/extra_model_paths.yaml", "x:\n loras: " + path("disk/more").toUtf8() + "\n");
        const auto list = scan({.folders = {path("disk/comfy ui")}});
        QCOMPARE(namesOf(list), (QStringList{"a", "c"}));
        QCOMPARE(list[0].source, ModelSource::ComfyUi);
        QCOMPARE(list[1].path, path("disk/more/c.safetensors"));
    }

    void listsEverythingWithWhatItIs()
    {
        QVERIFY(QDir().mkpath(path("starter")) && writeTinyModel(path("starter")));
        QVERIFY(QDir().mkpath(path("models/tiny")) && writeTinyModel(path("models/tiny")));
        write("models/style.safetensors", lora(2048));
        write("mine/broken.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        write("single.safetensors", lora(768));
        const auto list = scan({.starter = path("starter"),
            .models = path("models"),
            .folders = {path("mine")},
            .files = {path("single.safetensors")}});
        QCOMPARE(namesOf(list), (QStringList{"broken", "single", "Starter model", "style", "tiny"}));
        QVERIFY(!list[0].identity.isUsable());
        QVERIFY(list[0].identity.whyNot.contains("is a Git LFS pointer"));
        QCOMPARE(list[1].source, ModelSource::File);
        QCOMPARE(list[2].id, "starter");
        QVERIFY(list[2].identity.isModel() && !list[2].isShared());
        QCOMPARE(list[3].identity.what, "LoRA for Stable Diffusion XL");
        QCOMPARE(list[4].source, ModelSource::Own);
        QVERIFY(list[4].bytes > list[4].identity.bytes);  // configs too
        QSet<QString> ids;
        for (const LibraryEntry& entry : list)
            ids << entry.id;
        QCOMPARE(ids.size(), 5);
        QCOMPARE(scan({.models = path("models")})[0].id, list[3].id);
    }

    void oneFileUnderSeveralNamesIsOneModel()
    {
        write("models/a.safetensors", lora(768));
        QVERIFY(QDir().mkpath(path("mine")));
        QVERIFY(QFile::link(path("models/a.safetensors"), path("mine/link.safetensors")));
        QCOMPARE(::link(QFile::encodeName(path("models/a.safetensors")).constData(),
                     QFile::encodeName(path("mine/hard.safetensors")).constData()),
            0);
        const auto list = scan({.models = path("models"), .folders = {path("mine")}});
        QCOMPARE(list.size(), std::size_t{1});
        QCOMPARE(list[0].path, path("models/a.safetensors"));
        QCOMPARE(list[0].otherPaths, (QStringList{path("mine/hard.safetensors"), path("mine/link.safetensors")}));
        QCOMPARE(list[0].usedBy, (QStringList{"Reverie", "your folder"}));
        QVERIFY(list[0].isShared());
    }

    void opensAFileAgainOnlyWhenItChanged()
    {
        write("models/a.safetensors", lora(768));
        QVERIFY(QDir().mkpath(path("models/tiny")) && writeTinyModel(path("models/tiny")));
        const auto opened = [this] {
            LibraryScan scan({.models = path("models")}, path("cache.json"));
            const auto list = merged({scan.look(scan.roots().front(), {})});
            scan.keep();
            m_last = list;
            return scan.lookedAt();
        };
        QCOMPARE(opened(), 2);
        const auto first = m_last;
        QCOMPARE(opened(), 0);
        QCOMPARE(m_last, first);
        write("models/a.safetensors", lora(2048));
        QCOMPARE(opened(), 1);
        QCOMPARE(m_last[0].identity.family, "sdxl");
        QVERIFY(writeFile(path("models/tiny/unet/config.json"), R"({"in_channels": 9})"));
        QCOMPARE(opened(), 1);
        QCOMPARE(m_last[1].identity.kind, ModelKind::Inpainting);
        write("cache.json", "{broken");
        QCOMPARE(opened(), 2);
    }

    void notesBesideACheckpointCount()
    {
        write("models/a.safetensors", lora(768));
        LibraryScan scan({.models = path("models")}, {});
        std::ignore = scan.look(scan.roots().front(), {});
        write("models/a.reverie.json", "{}");
        std::ignore = scan.look(scan.roots().front(), {});
        QCOMPARE(scan.lookedAt(), 2);
    }

    void aHalfWrittenFileIsLookedAtUntilItIsWhole()
    {
        const QByteArray whole = lora(768);
        write("models/a.safetensors", whole.chopped(8));
        LibraryScan scan({.models = path("models")}, {});
        const RootListing half = scan.look(scan.roots().front(), {});
        QVERIFY(half.models[0].entry.identity.whyNot.contains("is damaged"));
        QCOMPARE(half.unfinished, QStringList{path("models/a.safetensors")});
        write("models/a.safetensors", whole);
        const RootListing done = scan.look(scan.roots().front(), {});
        QCOMPARE(done.models[0].entry.identity.kind, ModelKind::Lora);
        QCOMPARE(done.unfinished, QStringList());
    }

    void listsARepositoryOfTheHubOnceWithItsNewestState()
    {
        const QString old = snapshot("models--some--style", QString(40, 'a'), "old.safetensors", lora(768));
        const QString now = snapshot("models--some--style", QString(40, 'b'), "style.safetensors", lora(2048));
        write("hub/models--some--style/refs/main", QByteArray(40, 'b'));
        write("hub/models--some--empty/refs/main", QByteArray(40, 'c'));
        write("hub/datasets--some--thing/snapshots/x/a.safetensors", lora(768));
        write("hub/models--some--style/blobs/half.incomplete", "x");
        const auto list = scan({.hubCache = path("hub")});
        QCOMPARE(namesOf(list), QStringList{"style"});
        QCOMPARE(list[0].path, now + "/style.safetensors");
        QCOMPARE(list[0].repository, "some/style");
        QCOMPARE(list[0].commit, QString(40, 'b'));
        QCOMPARE(list[0].usedBy, QStringList{"Hugging Face cache"});
        write("hub/models--some--style/refs/main", QByteArray(40, 'a'));
        QCOMPARE(namesOf(scan({.hubCache = path("hub")})), QStringList{"old"});
        QVERIFY(QDir(now).removeRecursively());
        QVERIFY(QFile::remove(path("hub/models--some--style/refs/main")));
        QCOMPARE(scan({.hubCache = path("hub")})[0].path, old + "/old.safetensors");
    }

    void aRepositoryKeepsItsIdFromCommitToCommit()
    {
        std::ignore = snapshot("models--some--style", QString(40, 'a'), "style.safetensors", lora(768));
        const QString id = scan({.hubCache = path("hub")})[0].id;
        std::ignore = snapshot("models--some--style", QString(40, 'b'), "style.safetensors", lora(2048));
        write("hub/models--some--style/refs/main", QByteArray(40, 'b'));
        const auto list = scan({.hubCache = path("hub")});
        QCOMPARE(list.size(), std::size_t{1});
        QCOMPARE(list[0].id, id);
        QCOMPARE(list[0].identity.family, "sdxl");
    }

    void aWholeModelOfTheHubAndTheFileBesideItAreListedBoth()
    {
        const QString folder = path("hub/models--runner--tiny/snapshots/") + QString(40, 'a');
        QVERIFY(QDir().mkpath(folder) && writeTinyModel(folder));
        write("hub/models--runner--tiny/snapshots/" + QString(40, 'a') + "/tiny-pruned.safetensors", lora(768));
        const auto list = scan({.hubCache = path("hub")});
        QCOMPARE(namesOf(list), (QStringList{"tiny", "tiny-pruned"}));
        QCOMPARE(list[0].path, folder);
        QVERIFY2(list[0].identity.isModel(), qPrintable(list[0].identity.whyNot));
        QVERIFY(list[0].id != list[1].id);
    }

    void aThousandModelsWarm()
    {
        for (int i = 0; i < 1'000; ++i)
            write(QStringLiteral("models/%1/%2.safetensors").arg(i % 10).arg(i), lora(768));
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(scan({.models = path("models")}).size(), std::size_t{1'000});
        const qint64 cold = clock.restart();
        LibraryScan again({.models = path("models")}, path("cache.json"));
        const auto list = merged({again.look(again.roots().front(), {})});
        qInfo("1,000 models: %lld ms cold, %lld ms warm", cold, clock.elapsed());
        QCOMPARE(again.lookedAt(), 0);
        QCOMPARE(list.size(), std::size_t{1'000});
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()) && writeFile(path(name), bytes));
    }

    /// As huggingface_hub lays it out: the snapshot's file is a link to a blob. Returns the snapshot's folder.
    QString snapshot(const QString& repo, const QString& commit, const QString& file, const QByteArray& bytes) const
    {
        const QString etag = QString(63, commit[0]) + 'f';
        write("hub/" + repo + "/blobs/" + etag, bytes);
        const QString folder = path("hub/" + repo + "/snapshots/" + commit);
        QDir().mkpath(folder);
        QFile::link("../../blobs/" + etag, folder + '/' + file);
        return folder;
    }

    std::vector<LibraryEntry> scan(const LibraryPlaces& places) const
    {
        LibraryScan scan(places, path("cache.json"));
        std::vector<RootListing> listings;
        for (const LibraryRoot& root : scan.roots())
            listings.push_back(scan.look(root, {}));
        scan.keep();
        return merged(listings);
    }

    static QStringList namesOf(const std::vector<LibraryEntry>& list)
    {
        QStringList names;
        for (const LibraryEntry& entry : list)
            names << entry.name;
        return names;
    }

    std::optional<QTemporaryDir> m_folder;
    std::vector<LibraryEntry> m_last;
};

QTEST_GUILESS_MAIN(TstLibraryScan)
#include "tst_library_scan.moc"
