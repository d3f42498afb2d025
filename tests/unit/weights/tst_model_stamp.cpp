#include "core/weights/model_stamp.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace reverie::test;
using namespace reverie::weights;

/// A model that changed on the disk has another stamp, so that it is looked at and loaded again.
class TstModelStamp final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(writeFile(path("a.ckpt"), "model") && writeFile(path("vae.pt"), "vae"));
        QVERIFY(writeTinyModel(path("model")));
    }

    void changesWithTheFile_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file : {"a.ckpt", "vae.pt", "a.reverie.json"})
            QTest::newRow(file) << file;
    }

    void changesWithTheFile()
    {
        QFETCH(const QString, file);
        const QString before = modelStamp(path("a.ckpt"), path("vae.pt"));
        QCOMPARE(modelStamp(path("a.ckpt"), path("vae.pt")), before);
        QVERIFY(writeFile(path(file), "something longer"));
        QVERIFY(modelStamp(path("a.ckpt"), path("vae.pt")) != before);
    }

    void changesWithEveryFileOfAFolder()
    {
        const QString before = modelStamp(path("model"), {});
        QVERIFY(modelStamp(path("model"), path("vae.pt")) != before);
        QVERIFY(writeFile(path("model/unet/config.json"), "{}"));
        const QString after = modelStamp(path("model"), {});
        QVERIFY(after != before);
        QVERIFY(QFile::link(path("vae.pt"), path("model/extra.safetensors")));
        QVERIFY(modelStamp(path("model"), {}) != after);
    }

    void countsAFileOfSeveralNamesOnce()
    {
        const auto bytes = stampOf(path("model")).bytes;
        QVERIFY(bytes > 0);
        QVERIFY(QFile::link(path("model/unet/config.json"), path("model/again.json")));
        QCOMPARE(stampOf(path("model")).bytes, bytes);
    }

    void knowsAFileThroughALink()
    {
        QVERIFY(QFile::link(path("a.ckpt"), path("b.ckpt")));
        QCOMPARE(stampOf(path("b.ckpt")).key, stampOf(path("a.ckpt")).key);
        QVERIFY(stampOf(path("vae.pt")).key != stampOf(path("a.ckpt")).key);
        QVERIFY(stampOf(path("nothing")).text.isEmpty());
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstModelStamp)
#include "tst_model_stamp.moc"
