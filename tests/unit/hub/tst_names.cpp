#include "core/hub/names.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;

class TstNames final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsWhatModelsAreMadeOf_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path : {"model_index.json", "unet/diffusion_pytorch_model.fp16.safetensors",
                 "weird but valid/name.txt", ".gitattributes", "a/..b/c", "CONFIG.json", "com10", "auxiliary.txt",
                 "t\xc3\xa9st.bin", "-x", "100%.txt"})
            QTest::newRow(path) << QString::fromUtf8(path);
        QTest::newRow("255 bytes") << QString(255, 'a');
    }

    void acceptsWhatModelsAreMadeOf()
    {
        QFETCH(QString, path);
        const auto checked = checkRepoPath(path);
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().detail));
    }

    /// The thirteen names of huggingface_hub's own suite (tests/test_local_folder.py), then those of the row.
    void n11_namesThatLeaveTheFolder_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path : {"../../../etc/passwd", "folder/../../../etc/passwd", "..\\..\\Windows\\evil",
                 "folder\\..\\..\\evil", "/etc/passwd", "C:\\Windows\\System32\\evil", "C:/Windows/System32/evil",
                 "D:relative\\evil", "\\\\attacker\\share\\evil", "\\evil", "folder/C:\\Windows\\evil",
                 "folder/\\\\attacker\\share\\evil", "folder/\\evil"})
            QTest::newRow(path) << QString::fromLatin1(path);
        for (const char* path : {"../x", "a/../../x", "C:\\x", "D:x", "\\\\host\\s", "\\x", "a/C:\\x", "..", ".", "./x",
                 "a/./b", "a//b", "a/", ""})
            QTest::addRow("row \"%s\"", path) << QString::fromLatin1(path);
    }

    void n11_namesThatLeaveTheFolder()
    {
        QFETCH(QString, path);
        const auto checked = checkRepoPath(path);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::Corrupt);
    }

    void n12_namesThatSomeSystemCannotHold_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path : {"CON", "aux.txt", "x.", "x ", "a:b", "unet/nul", "Com1.safetensors", "lpt9", "a ./b",
                 "conin$", "line\nbreak", "del\x7f"})
            QTest::newRow(path) << QString::fromLatin1(path);
        QTest::newRow("com and a raised one") << QStringLiteral("com\u00b9");
        QTest::newRow("NUL") << QString::fromLatin1("a\0b", 3);
        QTest::newRow("256-byte segment") << QString(256, 'a');
        QTest::newRow("256 bytes in fewer characters") << QString(128, QChar(0xe9));
        QTest::newRow("5,000-byte path") << QString("aaaaaaaaa/").repeated(500) + 'a';
    }

    void n12_namesThatSomeSystemCannotHold()
    {
        QFETCH(QString, path);
        const auto checked = checkRepoPath(path);
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::Corrupt);
        QVERIFY(!checked.error().detail.contains('\n'));
        QVERIFY(checked.error().detail.size() < 200);
    }

    void n13_twoNamesForOneFile()
    {
        NameTwins twins;
        QVERIFY(twins.add("A.bin"));
        QVERIFY(!twins.add("a.bin"));
        QVERIFY(twins.add(QStringLiteral("caf\u00e9")));
        QVERIFY(!twins.add(QStringLiteral("cafe\u0301")));
        QVERIFY(twins.add("unet/config.json"));
        QVERIFY(!twins.add("UNet/Config.json"));
        QVERIFY(!twins.add("UNET"));
        QVERIFY(!twins.add("a.BIN/x"));
        QVERIFY(twins.add("unet/other.json"));
    }

    void n14_etagsThatAreNone()
    {
        const QString sha1(40, 'a');
        const QString sha256(64, '0');
        QVERIFY(isEtag(sha1) && isEtag(sha256) && isCommit(sha1));
        QVERIFY(!isCommit(sha256));
        for (const QString& wrong : {QString(), QString(39, 'a'), QString(41, 'a'), QString(63, 'a'), QString(65, 'a'),
                 QString(40, 'g'), QString(40, 'A'), QString(39, 'a') + '/', QString("../") + QString(37, 'a'),
                 QString(39, 'a') + '\n', QString(40, QChar(0x661))})
            QVERIFY2(!isEtag(wrong), qPrintable(wrong));
    }

    void readsEtagHeaders()
    {
        const QByteArray sha1(40, 'a');
        QCOMPARE(etagFrom('"' + sha1 + '"'), QString(sha1));
        QCOMPARE(etagFrom("W/\"" + sha1 + '"'), QString(sha1));
        QCOMPARE(etagFrom(sha1), QString(sha1));
        QCOMPARE(etagFrom("\"d41d8cd98f00b204e9800998ecf8427e-12\""), QString());
        QCOMPARE(etagFrom(""), QString());
        QCOMPARE(etagFrom("\""), QString());
    }

    void knowsNamesOfRepositories()
    {
        for (const char* id : {"CompVis/stable-diffusion-v1-4", "gpt2", "a/b", "stabilityai/sd_xl.1", "0x/1"})
            QVERIFY2(checkRepoId(id), id);
        for (const char* id : {"", "a/b/c", "/b", "a/", "a--b/c", "../x", "a/..", "a b/c", ".", "a/b.git", "a/b-",
                 "a/b\n", "https://huggingface.co/a/b", "-a/b"})
            QVERIFY2(!checkRepoId(id), id);
        QVERIFY(!checkRepoId(QString(97, 'a')));
    }

    void knowsNamesOfRevisions()
    {
        for (const char* revision : {"main", "fp16", "refs/pr/1", "v1.0", "feature/x"})
            QVERIFY2(checkRevision(revision), revision);
        for (const char* revision : {"", "../main", "a//b", "/x", "-x", "a\\b"})
            QVERIFY2(!checkRevision(revision), revision);
    }
};

QTEST_GUILESS_MAIN(TstNames)
#include "tst_names.moc"
