#include "core/base/paths.h"
#include "core/prompt/clip_tokenizer.h"
#include "tests/support/byte_tokenizer.h"

#include <nlohmann/json.hpp>

#include <QtTest>

using namespace reverie;
using namespace reverie::prompt;
using nlohmann::json;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The vocabulary that `merges` alone make, as a tokenizer folder writes it.
QByteArray vocabularyFile(const QByteArray& merges)
{
    json table = json::object();
    const ClipTokenizer tokenizer(*buildVocabularyFromMerges({QStringLiteral("merges.txt"), merges}));
    for (int id = 0; id < tokenizer.vocabularySize(); ++id)
        table[tokenizer.piece(id).toStdString()] = id;
    return QByteArray::fromStdString(table.dump());
}

TokenizerFiles smallFiles()
{
    const QByteArray merges = "#version: 0.2\nh i</w>\na b\nab c</w>\n";
    return {{QStringLiteral("vocab.json"), vocabularyFile(merges)}, {QStringLiteral("merges.txt"), merges},
        {QStringLiteral("special_tokens_map.json"), {}}, {QStringLiteral("tokenizer_config.json"), {}}};
}

QString error(const TokenizerFiles& files)
{
    const auto vocabulary = buildVocabulary(files);
    return vocabulary ? QString() : sentence(vocabulary.error());
}

QString written(const std::vector<int>& ids)
{
    QStringList all;
    for (const int id : ids)
        all << QString::number(id);
    return all.join(QLatin1Char(' '));
}

}  // namespace

/// The tokens of transformers' fast CLIP tokenizer, and what is said about files that are none.
class TstClipTokenizer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheReferencesTokens()
    {
        const json golden =
            json::parse(contents(QStringLiteral(REVERIE_SOURCE_DIR "/tests/golden/tokens.json")).toStdString());
        auto clip = buildVocabularyFromMerges(clipMerges());
        QVERIFY(clip.has_value());
        compare(ClipTokenizer(*clip), golden["end_padded"]);
        clip->specials.push_back({QStringLiteral("!"), 0, false});
        compare(ClipTokenizer(*clip), golden["exclamation_padded"]);
        QCOMPARE(golden["end_padded"].size(), std::size_t{300});
    }

    void knowsClipsNumbers()
    {
        const auto tokenizer = ClipTokenizer::fromOpenClipMerges(Paths::clipMerges());
        QVERIFY(tokenizer.has_value());
        QCOMPARE(tokenizer->vocabularySize(), 49'408);
        QCOMPARE(tokenizer->startId(), 49'406);
        QCOMPARE(tokenizer->endId(), 49'407);
        QCOMPARE(tokenizer->padId(), 49'407);
        QCOMPARE(tokenizer->commaId(), 267);
        QCOMPARE(tokenizer->maxLength(), 77);
        QCOMPARE(tokenizer->piece(736), QStringLiteral("red</w>"));
        QCOMPARE(tokenizer->piece(-1), QString());
        QCOMPARE(tokenizer->piece(49'408), QString());
    }

    void takesClipsOwnWithoutAFolder()
    {
        const auto plain = ClipTokenizer::open({}, false);
        const auto padded = ClipTokenizer::open({}, true);
        QVERIFY2(plain && padded, plain ? "" : qPrintable(sentence(plain.error())));
        QCOMPARE(plain->padId(), plain->endId());
        QCOMPARE(padded->padId(), 0);
        QCOMPARE(plain->encode(QStringLiteral("red!")), (std::vector<int>{736, 256}));
        QCOMPARE(padded->encode(QStringLiteral("red!")), (std::vector<int>{736, 0}));
        QCOMPARE(ClipTokenizer::open(QStringLiteral("/none"), false).error().code, ErrorCode::NotFound);
        const QByteArray cache = qgetenv("XDG_CACHE_HOME");
        qputenv("XDG_CACHE_HOME", "/none");
        const auto missing = ClipTokenizer::open({}, false);
        cache.isNull() ? qunsetenv("XDG_CACHE_HOME") : qputenv("XDG_CACHE_HOME", cache);
        QVERIFY(sentence(missing.error()).contains(QStringLiteral("run packaging/setup, or put a tokenizer folder")));
    }

    void readsAFolder()
    {
        QTemporaryDir folder;
        const TokenizerFiles files = smallFiles();
        for (const TokenizerFile& each : {files.vocabulary, files.merges}) {
            QFile file(folder.filePath(each.path));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(each.bytes), each.bytes.size());
        }
        const auto tokenizer = ClipTokenizer::fromFolder(folder.path());
        QVERIFY2(tokenizer.has_value(), qPrintable(tokenizer ? QString() : sentence(tokenizer.error())));
        QCOMPARE(tokenizer->encode(QStringLiteral("Hi abc abcd")).size(), std::size_t{1 + 1 + 3});
        QCOMPARE(tokenizer->piece(tokenizer->encode(QStringLiteral("abc"))[0]), QStringLiteral("abc</w>"));
        QVERIFY(QFile::remove(folder.filePath(QStringLiteral("merges.txt"))));
        QCOMPARE(ClipTokenizer::fromFolder(folder.path()).error().code, ErrorCode::NotFound);
    }

    void readsSpecialTokensAsTheReferenceDoes_data()
    {
        QTest::addColumn<QByteArray>("map");
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("ids");
        const QByteArray none;
        const QByteArray pad = R"({"pad_token": "!"})";
        const QByteArray raw = R"({"eos_token": {"content": "<|endoftext|>", "normalized": false}})";
        const QByteArray cat = R"({"pad_token": {"content": "Hi", "normalized": true}})";
        const QByteArray added =
            R"({"added_tokens_decoder": {"7": {"content": "<|endoftext|>", "normalized": false}}})";
        const QString ends = QStringLiteral("a <|endoftext|> <|ENDOFTEXT|>");
        QTest::newRow("none") << none << none << ends << "320 516 516";
        QTest::newRow("pad") << pad << none << "a!! <|EndOfText|>"
                             << "320 0 0 516";
        QTest::newRow("pad in config") << none << pad << "a!!"
                                       << "320 0 0";
        QTest::newRow("map before config") << QByteArray(R"({"pad_token": "<|endoftext|>"})") << pad << "!"
                                           << "256";
        QTest::newRow("raw end") << raw << none << "a<|endoftext|>"
                                 << "320 516";
        QTest::newRow("raw end, upper case") << raw << none << "<|ENDOFTEXT|>"
                                             << "27 347 68 77 67 78 69 83 68 87 339 91 285";
        QTest::newRow("added") << none << added << "<|ENDOFTEXT|>"
                               << "27 347 68 77 67 78 69 83 68 87 339 91 285";
    }

    void readsSpecialTokensAsTheReferenceDoes()
    {
        QFETCH(QByteArray, map);
        QFETCH(QByteArray, config);
        QFETCH(QString, text);
        TokenizerFiles files = smallFiles();
        files.specialTokens.bytes = map;
        files.config.bytes = config;
        QCOMPARE(error(files), QString());
        QTEST(written(ClipTokenizer(*buildVocabulary(files)).encode(text)), "ids");
    }

    void readsTheLength_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<int>("length");
        QTest::newRow("none") << QByteArray("{}") << 77;
        QTest::newRow("given") << QByteArray(R"({"model_max_length": 64})") << 64;
        QTest::newRow("no limit") << QByteArray(R"({"model_max_length": 1000000000000000019884624838656})") << 77;
        QTest::newRow("text") << QByteArray(R"({"model_max_length": "64"})") << 77;
    }

    void readsTheLength()
    {
        QFETCH(QByteArray, config);
        TokenizerFiles files = smallFiles();
        files.config.bytes = config;
        QTEST(buildVocabulary(files)->maxLength, "length");
    }

    void bytesThatTheVocabularyLacksAreUnknown()
    {
        TokenizerFiles files = smallFiles();
        files.vocabulary.bytes = R"({"a": 0, "a</w>": 1, "<|startoftext|>": 2, "<|endoftext|>": 3})";
        files.merges.bytes = "#version: 0.2\n";
        QCOMPARE(
            written(ClipTokenizer(*buildVocabulary(files)).encode(QStringLiteral("aza z"))), QStringLiteral("0 3 1 3"));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<int>("file");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        const QString again = QStringLiteral("; fetch the file again from where it came.");
        const auto row = [&](const char* name, int file, const QByteArray& bytes, const char* message) {
            QTest::newRow(name) << file << bytes << QString::fromUtf8(message) + again;
        };
        row("empty vocabulary", 0, "", "vocab.json is not a JSON table");
        row("web page", 0, "<!DOCTYPE html>", "vocab.json is not a JSON table");
        row("list", 0, "[]", "vocab.json is not a JSON table");
        row("cut short", 0, R"({"a": 1, "b)", "vocab.json is not a JSON table");
        row("text for a number", 0, R"({"a": "1"})",
            "vocab.json is damaged: the number of a token is none from 0 to 262143");
        row("negative", 0, R"({"a": -1})", "vocab.json is damaged: the number of a token is none from 0 to 262143");
        row("huge", 0, R"({"a": 262144})", "vocab.json is damaged: the number of a token is none from 0 to 262143");
        row("twice", 0, R"({"a": 1, "b": 1})", "vocab.json is damaged: two tokens have the number 1");
        row("three words", 1, "#\na b\na b c\n", "merges.txt is damaged: line 3 is not two tokens");
        row("one word", 1, "#\nab\n", "merges.txt is damaged: line 2 is not two tokens");
        row("empty line", 1, "#\na b\n\nab c</w>", "merges.txt is damaged: line 3 is not two tokens");
        row("unknown merge", 1, "#\nx y\n", "merges.txt is damaged: line 2 has a token that is not in the vocabulary");
        row("no map", 2, "42", "special_tokens_map.json is not a JSON table");
        row("no config", 3, "\"\"", "tokenizer_config.json is not a JSON table");
        row("unknown pad", 2, R"({"pad_token": "<pad>"})",
            "vocab.json has no token for the pad_token of tokenizer_config.json");
        row("empty pad", 2, R"({"pad_token": ""})",
            "vocab.json has no token for the pad_token of tokenizer_config.json");
        row("pad is a number", 2, R"({"pad_token": 3})",
            "vocab.json has no token for the pad_token of tokenizer_config.json");
    }

    void saysWhatIsWrong()
    {
        QFETCH(int, file);
        QFETCH(QByteArray, bytes);
        TokenizerFiles files = smallFiles();
        TokenizerFile* const all[] = {&files.vocabulary, &files.merges, &files.specialTokens, &files.config};
        all[file]->bytes = bytes;
        QTEST(error(files), "message");
    }

    void survivesEveryCut()
    {
        const TokenizerFiles whole = smallFiles();
        for (qsizetype length = 0; length < whole.vocabulary.bytes.size(); length += 7) {
            TokenizerFiles files = whole;
            files.vocabulary.bytes.truncate(length);
            QVERIFY(!buildVocabulary(files));
        }
        for (qsizetype length = 0; length < whole.merges.bytes.size(); ++length) {
            TokenizerFiles files = whole;
            files.merges.bytes.truncate(length);
            std::ignore = buildVocabulary(files);
        }
    }

    void longTextsTakeTimeInProportion()
    {
        const ClipTokenizer tokenizer = byteTokenizer();
        for (const char16_t* part :
            {u"a", u" a", u"'", u"\u0301", u"\u0323\u0301", u"\u0f73", u"<|endoftext", u"日", u"\u00a0"})
            std::ignore = tokenizer.encode(QString::fromUtf16(part).repeated(20'000));
    }

private:
    static TokenizerFile clipMerges()
    {
        auto file = readTokenizerFile(Paths::clipMerges());
        if (!file)
            qFatal("%s Run packaging/setup, which fetches it.", qPrintable(sentence(file.error())));
        return *std::move(file);
    }

    static void compare(const ClipTokenizer& tokenizer, const json& golden)
    {
        for (const json& each : golden) {
            const QString text = QString::fromStdString(each["text"].get<std::string>());
            const QByteArray shown = QByteArray::fromStdString(each["text"].dump(-1, ' ', true));
            const auto wanted = each["ids"].get<std::vector<int>>();
            QVERIFY2(tokenizer.encode(text) == wanted,
                qPrintable(
                    shown + ": " + written(tokenizer.encode(text)).toLatin1() + " not " + written(wanted).toLatin1()));
        }
    }
};

QTEST_GUILESS_MAIN(TstClipTokenizer)
#include "tst_clip_tokenizer.moc"
