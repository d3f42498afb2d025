#include "core/library/folder_walk.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

/// A walk finds what may be a model, ends whatever the folder is like, and opens nothing.
class TstFolderWalk final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void findsFilesNamedLikeWeights()
    {
        for (const char* name : {"a.safetensors", "sub/b.CKPT", "sub/deep/c.pt", "d.pth", "e.bin", "f.gguf"})
            touch(name);
        for (const char* name : {"readme.txt", ".hidden.safetensors", ".cache/g.safetensors", "h.safetensors.part",
                 "i.safetensors.incomplete", "j.safetensors.crdownload", "k.safetensors.aria2"})
            touch(name);
        QCOMPARE(found(), (QStringList{"a.safetensors", "d.pth", "e.bin", "f.gguf", "sub/b.CKPT", "sub/deep/c.pt"}));
    }

    void aModelsFolderIsOneModel()
    {
        QVERIFY(QDir(m_folder->path()).mkpath("models/tiny") && writeTinyModel(path("models/tiny")));
        touch("models/vae/config.json");
        touch("models/vae/diffusion_pytorch_model.fp16.safetensors");
        touch("models/other/config.json");
        touch("models/other/weights.bin");
        QCOMPARE(found(), (QStringList{"models/other/weights.bin", "models/tiny", "models/vae"}));
    }

    void linksAreFollowedOnceAndLoopsEnd()
    {
        touch("real/a.safetensors");
        QVERIFY(QFile::link(m_folder->path(), path("real/up")));
        QVERIFY(QFile::link(path("real"), path("second")));
        QVERIFY(QFile::link(path("self"), path("self")));
        QVERIFY(QFile::link(path("nowhere"), path("dangling.safetensors")));
        const QStringList models = found();
        QCOMPARE(models.filter("a.safetensors").size(), 1);
        QVERIFY(models.contains("dangling.safetensors"));
    }

    void s36_pipesAreListedWithoutBeingOpened()
    {
        QCOMPARE(::mkfifo(QFile::encodeName(path("pipe.safetensors")).constData(), 0600), 0);
        QCOMPARE(found(), QStringList{"pipe.safetensors"});
    }

    void whatCannotBeReadIsNotedAndTheRestFound()
    {
        touch("a.safetensors");
        const FoundModels gone = findModels(path("gone"), {});
        QCOMPARE(gone.notes.size(), 1);
        QVERIFY2(gone.notes[0].contains(path("gone")), qPrintable(gone.notes[0]));
        touch("closed/b.safetensors");
        QCOMPARE(::chmod(QFile::encodeName(path("closed")).constData(), 0), 0);
        const FoundModels all = findModels(m_folder->path(), {});
        ::chmod(QFile::encodeName(path("closed")).constData(), 0700);
        QVERIFY(all.models.contains(path("a.safetensors")));
        if (::geteuid() != 0)
            QVERIFY(all.notes.size() == 1 && all.notes[0].contains("closed"));
    }

    void endsAtItsLimits()
    {
        for (int i = 0; i < 50; ++i)
            touch(QStringLiteral("%1.safetensors").arg(i));
        WalkLimits limits;
        limits.files = 20;
        const FoundModels some = findModels(m_folder->path(), {}, limits);
        QCOMPARE(some.models.size(), 20);
        QCOMPARE(some.notes, QStringList{"There are more than 20 files; the rest was not looked at."});
        touch("1/2/3/deep.safetensors");
        limits = {2, 1'000};
        QVERIFY(!findModels(m_folder->path(), {}, limits).models.contains(path("1/2/3/deep.safetensors")));
        QVERIFY(findModels(m_folder->path(), {}).models.contains(path("1/2/3/deep.safetensors")));
    }

    void canBeCancelled()
    {
        touch("a.safetensors");
        Cancellation cancelled;
        cancelled.cancel();
        QCOMPARE(findModels(m_folder->path(), cancelled).models, QStringList());
    }

    void tellsWhichFoldersItLookedInto()
    {
        touch("sub/a.safetensors");
        QCOMPARE(findModels(m_folder->path(), {}).folders, (QStringList{m_folder->path(), path("sub")}));
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    void touch(const QString& name) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path(name)).path()) && writeFile(path(name), {}));
    }

    QStringList found() const
    {
        QStringList names;
        for (const QString& model : findModels(m_folder->path(), {}).models)
            names << QDir(m_folder->path()).relativeFilePath(model);
        return names;
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstFolderWalk)
#include "tst_folder_walk.moc"
