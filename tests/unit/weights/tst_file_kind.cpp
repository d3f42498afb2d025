#include "core/weights/file_kind.h"
#include "core/weights/tensor_file.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

/// A file is called by what it holds, whatever its name says.
class TstFileKind final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatAFileIs_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& content, const char* says) {
            QTest::newRow(name) << content << QString::fromLatin1(says);
        };
        row("empty", "", "is empty");
        row("web page", "<!DOCTYPE html>\n<html><body>Please log in", "is a web page");
        row("web page after a mark and white space", "\xef\xbb\xbf\n <HTML><head>", "is a web page");
        row("error page of a CDN", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "is a web page");
        row("S35 Git LFS pointer",
            "version https://git-lfs.github.com/spec/v1\noid "
            "sha256:19da7aaa4b880e59d56843f1fcb4dd9b599c28a1d9d9af7c1143057c8ffae9f1\n"
            "size 3438167540\n",
            "is a Git LFS pointer, not the model itself");
        row("PyTorch ZIP", QByteArray("PK\x03\x04", 4) + QByteArray(26, '\0') + "archive/data.pklFB",
            "is damaged: it does not end as an archive does");
        row("PyTorch ZIP of 2.x", QByteArray("PK\x03\x04", 4) + QByteArray(26, '\0') + "sd/.format_version",
            "is damaged: it does not end as an archive does");
        row("other ZIP", QByteArray("PK\x03\x04", 4) + QByteArray(26, '\0') + "readme.txt", "is a ZIP archive");
        row("legacy PyTorch", QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e80024de903"),
            "old PyTorch checkpoint");
        row("pickle of protocol 4", QByteArray::fromHex("80049500000000"), "old PyTorch checkpoint");
        row("GGUF", QByteArray("GGUF\x03\0\0\0", 8), "is a GGUF file");
        row("GGML", "lmgg rest", "is a GGML file");
        row("Keras", "\x89HDF\r\n\x1a\n", "is an HDF5 file");
        row("gzip", QByteArray::fromHex("1f8b0800"), "is a packed archive");
        row("tar", QByteArray(257, '\0') + "ustar", "is a packed archive");
        row("picture", "\x89PNG\r\n\x1a\n", "is a picture");
        row("JSON", "{\"weight_map\": {}}", "is a JSON file");
        row("text", "hello", "is not a file of weights");
        row("zeros", QByteArray(4'096, '\0'), "is not a file of weights");
        row("safetensors cut short in the header", safetensors('{' + entry("a", "F32", "[2]", 0, 8) + '}').first(20),
            "is damaged: it is cut short within its header");
        row("safetensors cut short in the data", safetensors('{' + entry("a", "F32", "[2]", 0, 8) + '}', "1234"),
            "is damaged: it is cut short: 8 bytes of tensors are announced, 4 are there");
    }

    void saysWhatAFileIs()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("model.safetensors"));
        QVERIFY(writeFile(path, content));
        const auto file = TensorFile::open(path);
        QVERIFY(!file);
        const QString told = sentence(file.error());
        QVERIFY2(told.startsWith(path + ' ') && told.contains(says) && told.contains("; "), qPrintable(told));
        QVERIFY(file.error().code == ErrorCode::Corrupt || file.error().code == ErrorCode::Unsupported);
    }

    void everyKindHasAdvice()
    {
        for (int kind = static_cast<int>(FileKind::Empty); kind <= static_cast<int>(FileKind::Unknown); ++kind)
            QVERIFY(!notWeights(static_cast<FileKind>(kind), QStringLiteral("a")).remedy.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstFileKind)
#include "tst_file_kind.moc"
