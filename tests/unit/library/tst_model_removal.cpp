#include "core/library/library_scan.h"
#include "core/library/model_removal.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

const QByteArray kLora = SafetensorsBuilder().addF32("lora_te.lora_up.weight", {4}).build();
const std::uint64_t kBytes = static_cast<std::uint64_t>(kLora.size());

}  // namespace

/// What goes, what that frees, and that all of it comes back.
class TstModelRemoval final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        qputenv("XDG_DATA_HOME", path("share").toUtf8());  // the trash is there
    }

    void aFileGoesToTheTrashAndComesBack()
    {
        write("models/a.safetensors", kLora);
        const auto plan = planRemoval(models()[0], models(), {});
        QVERIFY2(plan, plan ? "" : qPrintable(sentence(plan.error())));
        QCOMPARE(plan->use.bytes, kBytes);
        QCOMPARE(plan->use.frees, kBytes);
        const auto removed = removeModel(*plan);
        QVERIFY2(removed, removed ? "" : qPrintable(sentence(removed.error())));
        QCOMPARE(models().size(), std::size_t{0});
        QVERIFY(QFile::exists(removed->pathInTrash));
        QVERIFY(undoRemoval(*removed));
        QCOMPARE(models().size(), std::size_t{1});
        QVERIFY(QDir(path("share/Trash/info")).isEmpty());
        QCOMPARE(undoRemoval(*removed).error().code, ErrorCode::NotFound);
    }

    void aFolderGoesWholeAndComesBackWhole()
    {
        QVERIFY(QDir().mkpath(path("models/tiny")) && writeTinyModel(path("models/tiny")));
        const auto before = models();
        const auto removed = removeModel(*planRemoval(before[0], before, {}));
        QVERIFY2(removed, removed ? "" : qPrintable(sentence(removed.error())));
        QVERIFY(!QFile::exists(path("models/tiny")));
        QVERIFY(undoRemoval(*removed));
        QCOMPARE(models(), before);
    }

    void aFileWithAnotherNameFreesNothing()
    {
        write("models/a.safetensors", kLora);
        QVERIFY(QDir().mkpath(path("comfy")));
        QCOMPARE(::link(encoded("models/a.safetensors").constData(), encoded("comfy/a.safetensors").constData()), 0);
        const auto plan = planRemoval(models()[0], models(), {});
        QCOMPARE(plan->use.bytes, kBytes);
        QCOMPARE(plan->use.frees, 0u);
        QVERIFY(removalWords(*plan).contains("frees nothing"));
        QVERIFY(removeModel(*plan) && QFile::exists(path("comfy/a.safetensors")));
    }

    void hardLinksWithinAFolderCountOnce()
    {
        write("folder/a.bin", kLora);
        QCOMPARE(::link(encoded("folder/a.bin").constData(), encoded("folder/b.bin").constData()), 0);
        QVERIFY(QFile::link(path("folder/a.bin"), path("folder/c.bin")));
        QCOMPARE(diskUse(path("folder")).bytes, kBytes);
        QCOMPARE(diskUse(path("folder")).frees, kBytes);
        QCOMPARE(diskUse(path("folder/a.bin")).frees, 0u);
        QCOMPARE(diskUse(path("folder/c.bin")).bytes, 0u);
        QCOMPARE(diskUse(path("nowhere")).bytes, 0u);
    }

    void namesLinksThatWillLeadNowhere()
    {
        write("models/a.safetensors", kLora);
        write("mine/other.safetensors", kLora);
        QVERIFY(QFile::link(path("models/a.safetensors"), path("mine/link.safetensors")));
        const auto all = models();
        const auto plan = planRemoval(all[0], all, {});
        QCOMPARE(plan->brokenLinks, QStringList{path("mine/link.safetensors")});
        QVERIFY(removalWords(*plan).contains("Links to it will lead nowhere: " + path("mine/link.safetensors")));
    }

    void aRepositoryOfTheHubGoesWithAllItsStatesAndNoOther()
    {
        snapshot("models--some--style", QString(40, 'a'), "style.safetensors");
        snapshot("models--some--style", QString(40, 'b'), "style.safetensors");
        snapshot("models--some--style", QString(40, 'b'), "second.safetensors");
        snapshot("models--some--other", QString(40, 'a'), "other.safetensors");
        write("hub/models--some--style/refs/main", QByteArray(40, 'b'));
        const auto all = models();
        const auto at = std::ranges::find(all, "style", &LibraryEntry::name);
        QVERIFY(at != all.end());
        const auto plan = planRemoval(*at, all, {});
        QCOMPARE(plan->path, path("hub/models--some--style"));
        QCOMPARE(plan->use.frees, 3 * kBytes + 40);
        QCOMPARE(plan->alsoGone, QStringList{"second"});
        const auto removed = removeModel(*plan);
        QVERIFY(removed);
        QCOMPARE(names(), QStringList{"other"});
        QVERIFY(undoRemoval(*removed));
        QCOMPARE(models(), all);
    }

    void theStarterStays()
    {
        LibraryEntry starter;
        starter.source = ModelSource::Starter;
        starter.path = m_folder->path();
        const auto plan = planRemoval(starter, {}, {});
        QCOMPARE(
            sentence(plan.error()), "the starter model belongs to Reverie and stays; remove Reverie to remove it.");
    }

    void whatIsInUseStays()
    {
        write("models/a.safetensors", kLora);
        snapshot("models--some--style", QString(40, 'a'), "style.safetensors");
        const auto all = models();
        QCOMPARE(planRemoval(all[0], all, {path("models/a.safetensors")}).error().code, ErrorCode::Busy);
        QCOMPARE(planRemoval(all[1], all, {"some/style"}).error().code, ErrorCode::Busy);
        QCOMPARE(planRemoval(all[1], all, {all[1].path}).error().code, ErrorCode::Busy);
        QVERIFY(planRemoval(all[1], all, {"some/other", path("models/a.safetensors")}));
    }

    void whatIsGoneAlreadyIsSaidToBe()
    {
        write("models/a.safetensors", kLora);
        const auto all = models();
        QVERIFY(QFile::remove(path("models/a.safetensors")));
        QCOMPARE(planRemoval(all[0], all, {}).error().code, ErrorCode::NotFound);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QByteArray encoded(const char* name) const { return QFile::encodeName(path(QString::fromLatin1(name))); }

    void write(const QString& name, const QByteArray& bytes) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()) && writeFile(path(name), bytes));
    }

    /// As huggingface_hub lays it out: the snapshot's file is a link to a blob.
    void snapshot(const QString& repo, const QString& commit, const QString& file) const
    {
        const QString blob = file + commit.left(4);
        write("hub/" + repo + "/blobs/" + blob, kLora);
        const QString folder = path("hub/" + repo + "/snapshots/" + commit);
        QVERIFY(QDir().mkpath(folder) && QFile::link("../../blobs/" + blob, folder + '/' + file));
    }

    std::vector<LibraryEntry> models() const
    {
        LibraryScan scan({.models = path("models"), .hubCache = path("hub"), .folders = {path("mine")}}, {});
        std::vector<RootListing> listings;
        for (const LibraryRoot& root : scan.roots())
            listings.push_back(scan.look(root, {}));
        return merged(listings);
    }

    QStringList names() const
    {
        QStringList names;
        for (const LibraryEntry& entry : models())
            names << entry.name;
        return names;
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstModelRemoval)
#include "tst_model_removal.moc"
