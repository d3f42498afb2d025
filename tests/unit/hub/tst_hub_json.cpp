#include "core/hub/hub_json.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;

namespace {

const QByteArray kSha1(40, 'a');
const QByteArray kSha256(64, 'b');

QByteArray infoWith(const QByteArray& fields)
{
    return "{\"id\":\"a/b\",\"sha\":\"" + kSha1 + "\"" + fields + "}";
}

QByteArray entry(const QByteArray& path, const QByteArray& size, const QByteArray& oid = kSha1)
{
    return "{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + size + ",\"oid\":\"" + oid + "\"}";
}

}  // namespace

class TstHubJson final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatAModelIs()
    {
        const auto info = parseRepoInfo(infoWith(
            ",\"gated\":\"manual\",\"private\":true,\"disabled\":false,\"library_name\":\"diffusers\","
            "\"pipeline_tag\":\"text-to-image\",\"tags\":[\"x\",3,\"license:mit\"],\"downloads\":7,\"likes\":2,"
            "\"lastModified\":\"2026-01-02T03:04:05.000Z\","
            "\"cardData\":{\"license\":\"openrail++\",\"license_link\":\"https://x.example/l\"},"
            "\"siblings\":[{\"rfilename\":\"a.txt\"}]"));
        QVERIFY2(info, info ? "" : qPrintable(info.error().detail));
        QCOMPARE(info->id, QStringLiteral("a/b"));
        QCOMPARE(info->commit, QString(kSha1));
        QVERIFY(info->gated == Gated::Manual && info->isPrivate && !info->isDisabled);
        QCOMPARE(info->licence, QStringLiteral("openrail++"));
        QCOMPARE(info->licenceLink, QStringLiteral("https://x.example/l"));
        QCOMPARE(info->tags, QStringList({"x", "license:mit"}));
        QCOMPARE(info->downloads, std::uint64_t{7});
        QVERIFY(info->files.empty() && info->refused.empty());
    }

    void readsGatesAndLicencesInEachSpelling()
    {
        QVERIFY(parseRepoInfo(infoWith(",\"gated\":false"))->gated == Gated::No);
        QVERIFY(parseRepoInfo(infoWith(",\"gated\":\"auto\""))->gated == Gated::Automatic);
        QVERIFY(parseRepoInfo(infoWith(",\"gated\":7"))->gated == Gated::No);
        QVERIFY(parseRepoInfo(infoWith(""))->gated == Gated::No);
        QCOMPARE(parseRepoInfo(infoWith(",\"tags\":[\"license:mit\"]"))->licence, QStringLiteral("mit"));
    }

    void readsSizesWithBlobs()
    {
        const auto info = parseRepoInfo(infoWith(",\"siblings\":[{\"rfilename\":\"a\",\"size\":3,\"blobId\":\"" +
            kSha1 + "\"},{\"rfilename\":\"b\",\"size\":9,\"blobId\":\"" + kSha1 +
            "\",\"lfs\":{\"size\":5000,\"sha256\":\"" + kSha256 + "\",\"pointerSize\":130}}]"));
        QCOMPARE(info->files.size(), std::size_t{2});
        QVERIFY((info->files[0] == RepoFile{"a", 3, QString(kSha1), false}));
        QVERIFY((info->files[1] == RepoFile{"b", 5000, QString(kSha256), true}));
        QCOMPARE(info->bytes(), std::uint64_t{5003});
        QVERIFY(info->file("b") && !info->file("c"));
    }

    void readsATree()
    {
        const auto page = parseTree("[{\"type\":\"directory\",\"path\":\"unet\",\"size\":0,\"oid\":\"" + kSha1 +
            "\"}," + entry("unet/config.json", "12") + ",{\"type\":\"file\",\"path\":\"w.bin\",\"size\":7,\"oid\":\"" +
            kSha1 + "\",\"lfs\":{\"oid\":\"" + kSha256 + "\",\"size\":7,\"pointerSize\":1},\"xetHash\":\"" + kSha256 +
            "\"}]");
        QVERIFY(page.has_value());
        QCOMPARE(page->files.size(), std::size_t{2});
        QCOMPARE(page->files[1].etag, QString(kSha256));
        QVERIFY(page->refused.empty());
    }

    void d29_onlyTheWrongEntryIsRefused_data()
    {
        QTest::addColumn<QByteArray>("wrong");
        QTest::newRow("a number") << QByteArray("7");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("empty") << QByteArray("{}");
        QTest::newRow("name of another type") << QByteArray("{\"path\":7,\"size\":1,\"oid\":\"" + kSha1 + "\"}");
        QTest::newRow("no size") << QByteArray("{\"path\":\"x\",\"oid\":\"" + kSha1 + "\"}");
        for (const char* size : {"-1", "1.5", "\"3\"", "null", "9223372036854775808", "18446744073709551616", "1e3"})
            QTest::addRow("size %s", size) << entry("x", size);
        QTest::newRow("no digest") << QByteArray("{\"path\":\"x\",\"size\":1}");
        QTest::newRow("digest of another type") << QByteArray("{\"path\":\"x\",\"size\":1,\"oid\":[1]}");
        QTest::newRow("digest too short") << entry("x", "1", "abc");
        QTest::newRow("digest with a slash") << entry("x", "1", QByteArray(39, 'a') + "/");
        QTest::newRow("large, with a digest of git") << QByteArray(
            "{\"path\":\"x\",\"size\":1,\"oid\":\"" + kSha1 + "\",\"lfs\":{\"oid\":\"" + kSha1 + "\",\"size\":1}}");
        QTest::newRow("n11 name that leaves the folder") << entry("../x", "1");
        QTest::newRow("n12 name of a device") << entry("nul", "1");
    }

    void d29_onlyTheWrongEntryIsRefused()
    {
        QFETCH(QByteArray, wrong);
        const auto page = parseTree('[' + entry("a", "1") + ',' + wrong + ',' + entry("b", "2") + ']');
        QVERIFY(page.has_value());
        QCOMPARE(page->files.size(), std::size_t{2});
        QCOMPARE(page->refused.size(), std::size_t{1});
        QVERIFY(!page->refused[0].reason.isEmpty());
    }

    void refusesWhatIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body : {"", "{", "[]", "null", "7", "<html></html>", "{\"id\":\"a/b\"}", "{\"sha\":\"x\"}",
                 "\xff\xfe{}", "{\"id\":\"a/b\",\"sha\":\"main\"}", "{\"id\":\"../b\",\"sha\":7}"})
            QTest::newRow(body) << QByteArray(body);
        QTest::newRow("a NUL") << infoWith("") + QByteArray(1, '\0') + "x";
        QTest::newRow("10,000 deep") << infoWith(",\"x\":" + QByteArray(10'000, '['));
        QTest::newRow("closed, 10,000 deep") << infoWith(",\"x\":" + QByteArray(10'000, '[') + QByteArray(10'000, ']'));
    }

    void refusesWhatIsNoAnswer()
    {
        QFETCH(QByteArray, body);
        const auto info = parseRepoInfo(body);
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::Corrupt);
    }

    void readsCards()
    {
        const auto cards = parseCards("[{\"id\":\"a/b\",\"likes\":3,\"gated\":\"auto\"},{\"id\":\"../x\"},7,{}]");
        QCOMPARE(cards->size(), std::size_t{1});
        QVERIFY(cards->front().gated == Gated::Automatic);
        QVERIFY(!parseCards("{}"));
    }

    void readsWhoseTokenItIs()
    {
        const auto read =
            parseWhoAmI("{\"name\":\"ada\",\"auth\":{\"accessToken\":{\"displayName\":\"laptop\",\"role\":\"read\"}}}");
        QCOMPARE(read->name, QStringLiteral("ada"));
        QCOMPARE(read->tokenName, QStringLiteral("laptop"));
        QVERIFY(read->readsGated);
        const auto fine = parseWhoAmI("{\"name\":\"ada\",\"auth\":{\"accessToken\":{\"role\":\"fineGrained\","
                                      "\"fineGrained\":{\"canReadGatedRepos\":false}}}}");
        QVERIFY(!fine->readsGated);
        QVERIFY(parseWhoAmI("{\"name\":\"ada\"}")->role.isEmpty());
        QVERIFY(!parseWhoAmI("{\"auth\":{}}"));
    }

    void readsAModelIndexStrictly()
    {
        const auto index =
            parseModelIndex("{\"_class_name\":\"StableDiffusionPipeline\",\"_diffusers_version\":\"0.6.0\",\"requires_"
                            "safety_checker\":true,"
                            "\"unet\":[\"diffusers\",\"UNet2DConditionModel\"],\"safety_checker\":[null,null],"
                            "\"vae\":[\"diffusers\",\"AutoencoderKL\"],\"_ignore\":[1]}");
        QCOMPARE(index->pipeline, QStringLiteral("StableDiffusionPipeline"));
        QCOMPARE(index->parts, QStringList({"unet", "vae"}));
        for (const char* wrong :
            {"{}", "[]", "{\"_class_name\":\"X\",\"unet\":[\"a\"]}", "{\"_class_name\":\"X\",\"unet\":[null,\"a\"]}",
                "{\"_class_name\":\"X\",\"../x\":[\"a\",\"b\"]}", "{\"_class_name\":\"X\",\"a/b\":[\"a\",\"b\"]}"})
            QVERIFY2(!parseModelIndex(wrong), wrong);
    }

    void findsTheNextPage()
    {
        QCOMPARE(nextLink("<https://h/api?cursor=a>; rel=\"next\""), QByteArray("https://h/api?cursor=a"));
        QCOMPARE(nextLink("<https://h/p>; rel=\"prev\", </n>; rel=next"), QByteArray("/n"));
        for (const char* none : {"", "<x>", "x; rel=\"next\"", "<x; rel=\"next\"", "<x>; rel=\"prev\""})
            QCOMPARE(nextLink(none), QByteArray());
    }
};

QTEST_GUILESS_MAIN(TstHubJson)
#include "tst_hub_json.moc"
