#include "core/library/extra_model_paths.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::library;

/// ComfyUI's list of further folders is read as ComfyUI reads it, and a hostile one costs neither time nor memory.
class TstExtraModelPaths final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOnePathOrSeveralLinesOfAKind()
    {
        QCOMPARE(*read("a111:\n"
                       "    base_path: /srv/webui/\n"
                       "    checkpoints: models/Stable-diffusion\n"
                       "    loras: |\n"
                       "         models/Lora\n"
                       "         models/LyCORIS\n"
                       "    vae: /elsewhere/VAE/\n"),
            (QStringList{"/srv/webui/models/Stable-diffusion", "/srv/webui/models/Lora", "/srv/webui/models/LyCORIS",
                "/elsewhere/VAE"}));
    }

    void beginsWhereTheFileLies_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("folders");
        QTest::newRow("relative base") << QByteArray("x:\n base_path: ../shared\n vae: vae")
                                       << QStringList{"/ai/shared/vae"};
        QTest::newRow("home") << QByteArray("x:\n base_path: ~/models\n vae: vae")
                              << QStringList{"/home/me/models/vae"};
        QTest::newRow("no base") << QByteArray("x:\n vae: vae") << QStringList{"/ai/ComfyUI/vae"};
        QTest::newRow("twice the same") << QByteArray("x:\n vae: vae\ny:\n clip: vae/")
                                        << QStringList{"/ai/ComfyUI/vae"};
        QTest::newRow("a colon in front") << QByteArray("x:\n vae: \":/vae\"") << QStringList{"/ai/ComfyUI/:/vae"};
        QTest::newRow("not models") << QByteArray("x:\n is_default: true\n custom_nodes: nodes\n configs: c")
                                    << QStringList();
    }

    void beginsWhereTheFileLies()
    {
        QFETCH(QByteArray, yaml);
        QTEST(*read(yaml), "folders");
    }

    void passesOverWhatIsNoPath_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("all commented out") << QByteArray("#comfyui:\n#    base_path: x\n");
        QTest::newRow("a list") << QByteArray("- a\n- b");
        QTest::newRow("a text") << QByteArray("hello");
        QTest::newRow("lists within") << QByteArray("x:\n vae: [a, b]\n loras: {a: b}");
        QTest::newRow("control characters") << QByteArray("x:\n vae: \"a\\0b\"\n loras: \"a\\eb\"");
        QTest::newRow("a base that is no text") << QByteArray("x:\n base_path: [a]\n vae: vae");
    }

    void passesOverWhatIsNoPath()
    {
        QFETCH(QByteArray, yaml);
        const auto folders = read(yaml);
        QVERIFY2(folders, folders ? "" : qPrintable(sentence(folders.error())));
        QCOMPARE(*folders, QStringList());
    }

    void refusesWhatIsNoYaml_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("open bracket") << QByteArray("x: [a");
        QTest::newRow("tabs") << QByteArray("x:\n\tvae: a\n  loras: b: c");
        QTest::newRow("100,000 nested lists") << QByteArray(60'000, '[');
        QTest::newRow("nested tables") << QByteArray("{a: ").repeated(15'000);
        QTest::newRow("unknown alias") << QByteArray("x: *nobody");
    }

    void refusesWhatIsNoYaml()
    {
        QFETCH(QByteArray, yaml);
        const auto folders = read(yaml);
        QVERIFY(!folders && folders.error().code == ErrorCode::Corrupt);
        QVERIFY(
            sentence(folders.error()).startsWith("/ai/ComfyUI/extra_model_paths.yaml is no YAML that can be read: "));
    }

    void aliasesMultiplyNothing()
    {
        QByteArray laughs = "a0: &a0 {vae: lol}\n";
        for (int i = 1; i < 40; ++i)
            laughs += QByteArray("a%2: &a%2 {x: *a%1, y: *a%1, z: *a%1}\n")
                          .replace("%2", QByteArray::number(i))
                          .replace("%1", QByteArray::number(i - 1));
        QCOMPARE(*read(laughs), QStringList{"/ai/ComfyUI/lol"});
    }

    void refusesAFileThatIsTooLarge()
    {
        QCOMPARE(read(QByteArray(kMostYamlBytes + 1, '#')).error().code, ErrorCode::Unsupported);
    }

    void aThousandFoldersAreEnough()
    {
        QByteArray many = "x:\n vae: |\n";
        for (int i = 0; i < 5'000; ++i)
            many += "  " + QByteArray::number(i) + '\n';
        QCOMPARE(read(many)->size(), 1'000);
    }

private:
    static Result<QStringList> read(const QByteArray& yaml)
    {
        return extraModelFolders({yaml.constData(), static_cast<std::size_t>(yaml.size())}, "/ai/ComfyUI", "/home/me");
    }
};

QTEST_GUILESS_MAIN(TstExtraModelPaths)
#include "tst_extra_model_paths.moc"
