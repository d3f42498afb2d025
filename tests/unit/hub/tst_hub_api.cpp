#include "core/hub/hub_api.h"

#include "tests/support/hub_run.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Fault;
using fake_hub::Repository;
using fake_hub::Token;

namespace {

const QString kId = QStringLiteral("org/model");
const QByteArray kMarker = "hf_markertoken";

Repository smallModel()
{
    return Repository::of(kId, {{"README.md", "# hello"}, {"model_index.json", "{}"}, {"unet/w.safetensors", "12345"}});
}

Fault withStatus(int status)
{
    Fault fault;
    fault.status = status;
    return fault;
}

}  // namespace

class TstHubApi final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_run = std::make_unique<HubRun>();
        m_run->hub.add(smallModel());
    }

    void listsAModelAtOneCommit()
    {
        const auto info = api().repository(kId, "main", {});
        QVERIFY2(info, info ? "" : qPrintable(info.error().detail));
        QCOMPARE(info->files.size(), std::size_t{3});
        QCOMPARE(info->files[0].path, QStringLiteral("README.md"));
        QCOMPARE(info->files[2].size, std::uint64_t{5});
        QVERIFY(info->files[2].isLarge && isHex64(info->files[2].etag));
        QCOMPARE(info->id, kId);
    }

    void d28_tenThousandFilesComeInPages()
    {
        QMap<QString, QByteArray> files;
        for (int i = 0; i < 10'000; ++i)
            files.insert(QStringLiteral("f%1.txt").arg(i), "x");
        m_run->hub.add(Repository::of("org/many", files));
        m_run->hub.forgetRequests();
        const auto info = api().repository("org/many", "main", {});
        QVERIFY2(info, info ? "" : qPrintable(info.error().detail));
        QCOMPARE(info->files.size(), std::size_t{10'000});
        QCOMPARE(m_run->hub.requests().size(), std::size_t{11});
    }

    void d28_anEnormousListingIsRefused()
    {
        m_run->hub.change(kId, [](Repository& repository) {
            for (int i = 0; i < 60'000; ++i)
                repository.tags << QString(200, 'x');
        });
        const auto info = api().repository(kId, "main", {});
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::Unsupported);
    }

    void d30_allFilesAreOfTheCommitThatWasListed()
    {
        const auto info = api().describe(kId, "main", {});
        m_run->hub.change(kId, [](Repository& repository) { repository.commit({{"README.md", "newer"}}); });
        const auto head = api().fileHead(kId, info->commit, "README.md", {});
        QVERIFY2(head, head ? "" : qPrintable(head.error().detail));
        QCOMPARE(head->commit, info->commit);
        QCOMPARE(head->size, std::uint64_t{7});
        const auto now = api().describe(kId, "main", {});
        QVERIFY(now->commit != info->commit);
    }

    void asksForTheHeadWithoutLeavingTheHub()
    {
        m_run->token = Secret(kMarker);
        m_run->hub.addToken(kMarker, {"ada"});
        const auto large = api().fileHead(kId, "main", "unet/w.safetensors", {});
        QVERIFY2(large, large ? "" : qPrintable(large.error().detail));
        QCOMPARE(large->size, std::uint64_t{5});
        QVERIFY(isHex64(large->etag));
        QVERIFY(m_run->hub.cdnRequests().empty());
        const auto small = api().fileHead(kId, "main", "README.md", {});
        QVERIFY2(small, small ? "" : qPrintable(small.error().detail));
        QCOMPARE(small->size, std::uint64_t{7});
        QCOMPARE(small->etag.size(), 40);
        for (const auto& request : m_run->hub.requests())
            QCOMPARE(request.header("authorization"), "Bearer " + kMarker);
    }

    void d12_aSignInPageIsNamed()
    {
        Fault page;
        page.isSignInPage = true;
        m_run->hub.addFault({page, {}, {}, 0, -1});
        for (const auto& error :
            {api().describe(kId, "main", {}).error(), api().fileHead(kId, "main", "README.md", {}).error(),
                api().smallFile(kId, "main", "README.md", {}).error()}) {
            QCOMPARE(error.code, ErrorCode::Network);
            QVERIFY2(error.detail.contains("network asks for sign-in"), qPrintable(error.detail));
        }
    }

    void aRedirectThatLeavesTheHubIsNoAnswerOfTheApi()
    {
        Fault elsewhere;
        elsewhere.location = m_run->hub.cdnOrigin() + "/login";
        m_run->hub.addFault({elsewhere, {}, {}, 0, -1});
        QVERIFY(api().describe(kId, "main", {}).error().detail.contains("network asks for sign-in"));
        QVERIFY(m_run->hub.cdnRequests().empty());
    }

    void d14_saysWhatEachAnswerMeans_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("requests");
        QTest::newRow("401") << 401 << QByteArray("RepoNotFound") << int(ErrorCode::NotFound) << "it is private" << 1;
        QTest::newRow("401 gated") << 401 << QByteArray("GatedRepo") << int(ErrorCode::Unauthorized) << "terms" << 1;
        QTest::newRow("403 gated") << 403 << QByteArray("GatedRepo") << int(ErrorCode::Unauthorized) << "terms" << 1;
        QTest::newRow("404 repository") << 404 << QByteArray("RepoNotFound") << int(ErrorCode::NotFound) << "not on"
                                        << 1;
        QTest::newRow("404 revision") << 404 << QByteArray("RevisionNotFound") << int(ErrorCode::NotFound) << "revision"
                                      << 1;
        QTest::newRow("404 file") << 404 << QByteArray("EntryNotFound") << int(ErrorCode::NotFound) << "README.md" << 1;
        QTest::newRow("500") << 500 << QByteArray() << int(ErrorCode::Network) << "500" << 5;
        QTest::newRow("503") << 503 << QByteArray() << int(ErrorCode::Network) << "503" << 5;
        QTest::newRow("408") << 408 << QByteArray() << int(ErrorCode::Network) << "408" << 5;
        QTest::newRow("418") << 418 << QByteArray() << int(ErrorCode::Network) << "418" << 1;
    }

    void d14_saysWhatEachAnswerMeans()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(int, error);
        QFETCH(QString, words);
        QFETCH(int, requests);
        Fault fault = withStatus(status);
        if (!code.isEmpty())
            fault.headers.push_back({"X-Error-Code", code});
        fault.headers.push_back({"X-Error-Message", "in the Hub's words"});
        fault.headers.push_back({"X-Request-Id", "Root=1-234"});
        m_run->hub.addFault({fault, {}, {}, 0, -1});
        const auto head = api().fileHead(kId, "main", "README.md", {});
        QVERIFY(!head);
        QCOMPARE(int(head.error().code), error);
        QVERIFY2(head.error().detail.contains(words), qPrintable(head.error().detail));
        QVERIFY2(head.error().detail.contains("in the Hub's words"), qPrintable(head.error().detail));
        QCOMPARE(head.error().context.front(), QStringLiteral("request Root=1-234"));
        QCOMPARE(int(m_run->hub.requests().size()), requests);
    }

    void d14_waitsAsLongAsALimitAsks()
    {
        m_run->hub.addFault({fake_hub::rateLimited(42), {}, {}, 0, 1});
        QVERIFY(api().describe(kId, "main", {}));
        const auto waits = m_run->waits.all();
        QCOMPARE(waits.size(), std::size_t{1});
        QVERIFY(waits[0] > std::chrono::seconds(40) && waits[0] <= std::chrono::seconds(43));
    }

    void d14_aLimitOfMoreThanFiveMinutesIsToldAtOnce()
    {
        m_run->hub.addFault({fake_hub::rateLimited(301), {}, {}, 0, -1});
        const auto info = api().describe(kId, "main", {});
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::Busy);
        QCOMPARE(m_run->hub.requests().size(), std::size_t{1});
        QVERIFY(m_run->waits.all().empty());
    }

    void honoursALimitThatAnAnswerNamesOnlyWhenNothingIsLeft()
    {
        Fault plenty;
        plenty.headers = {{"RateLimit", "\"api\";r=499;t=200"}};
        m_run->hub.addFault({plenty, {}, "resolve-cache", 0, 1});
        QVERIFY(api().smallFile(kId, "main", "README.md", {}));
        QVERIFY(api().describe(kId, "main", {}));
        QVERIFY(m_run->waits.all().empty());
        Fault spent;
        spent.headers = {{"RateLimit", "\"api\";r=0;t=10"}};
        m_run->hub.addFault({spent, {}, "resolve-cache", 0, 1});
        QVERIFY(api().smallFile(kId, "main", "README.md", {}));
        QVERIFY(api().describe(kId, "main", {}));
        QCOMPARE(m_run->waits.all().size(), std::size_t{1});
        QVERIFY(m_run->waits.all()[0] > std::chrono::seconds(9));
    }

    void backsOffFurtherEachTime()
    {
        m_run->hub.addFault({withStatus(503), {}, {}, 0, 4});
        QVERIFY(api().describe(kId, "main", {}));
        using std::chrono::seconds;
        const std::vector<std::chrono::milliseconds> expected{seconds(1), seconds(2), seconds(4), seconds(8)};
        QCOMPARE(m_run->waits.all(), expected);
    }

    void stopsWaitingWhenItIsCancelled()
    {
        Cancellation cancellation;
        cancellation.cancel();
        const auto info = api().describe(kId, "main", cancellation);
        QVERIFY(!info);
        QCOMPARE(info.error().code, ErrorCode::Cancelled);
    }

    void searchesPageByPage()
    {
        for (int i = 0; i < 5; ++i) {
            auto repository = Repository::of(QStringLiteral("org/forest-%1").arg(i), {{"README.md", "x"}});
            repository.tags << "text-to-image";
            repository.likes = i;
            m_run->hub.add(repository);
        }
        auto page = api().search({.text = "forest", .sort = SearchQuery::Sort::Likes, .most = 3}, {});
        QVERIFY2(page, page ? "" : qPrintable(page.error().detail));
        QCOMPARE(page->cards.size(), std::size_t{3});
        QCOMPARE(page->cards[0].id, QStringLiteral("org/forest-4"));
        QVERIFY(!page->next.isEmpty());
        page = api().searchOn(page->next, {});
        QCOMPARE(page->cards.size(), std::size_t{2});
        QVERIFY(page->next.isEmpty());
    }

    void n01_aNextPageElsewhereIsAskedOfTheEndpoint()
    {
        m_run->token = Secret(kMarker);
        m_run->hub.addToken(kMarker, {"ada"});
        m_run->hub.setPageSize(2);
        // A mirror whose links name the Hub itself: here the same server under another name.
        HubEnvironment mirror = api().environment();
        mirror.endpoint.setHost("localhost");
        const HubApi there(m_run->client, mirror, [this] { return m_run->token; });
        const auto info = there.repository(kId, "main", {});
        QVERIFY2(info, info ? "" : qPrintable(sentence(info.error())));
        QCOMPARE(info->files.size(), std::size_t{3});
        for (const auto& request : m_run->hub.requests()) {
            QVERIFY(request.header("host").startsWith("localhost"));
            QCOMPARE(request.header("authorization"), "Bearer " + kMarker);
        }
    }

    void asksWhoseTokenItIsOnce()
    {
        QCOMPARE(api().whoAmI({}).error().code, ErrorCode::Unauthorized);
        m_run->hub.addToken(kMarker, {"ada", Token::Kind::FineGrained});
        m_run->token = Secret(kMarker);
        m_run->hub.forgetRequests();
        for (int i = 0; i < 3; ++i) {
            const auto who = api().whoAmI({});
            QVERIFY2(who, who ? "" : qPrintable(who.error().detail));
            QCOMPARE(who->name, QStringLiteral("ada"));
            QVERIFY(!who->readsGated);
        }
        QCOMPARE(m_run->hub.requests().size(), std::size_t{1});
        m_run->token = Secret("hf_other");
        QCOMPARE(api().whoAmI({}).error().code, ErrorCode::Unauthorized);
    }

    void asksNothingOffline()
    {
        HubEnvironment environment = api().environment();
        environment.isOffline = true;
        const HubApi offline(m_run->client, environment, {});
        const auto info = offline.describe(kId, "main", {});
        QVERIFY(!info);
        QVERIFY(info.error().detail.contains("HF_HUB_OFFLINE"));
        QVERIFY(m_run->hub.requests().empty());
    }

    void encodesRevisionsAndPaths()
    {
        QVERIFY(api()
                    .fileUrl(kId, "refs/pr/1", "a b/c#d.txt")
                    .toEncoded()
                    .endsWith("/org/model/resolve/refs%2Fpr%2F1/a%20b/c%23d.txt"));
    }

    void n10_noErrorHoldsTheToken()
    {
        m_run->token = Secret(kMarker);
        for (const int status : {401, 403, 404, 500}) {
            m_run->hub.clearFaults();
            m_run->hub.addFault({withStatus(status), {}, {}, 0, -1});
            const auto info = api().describe(kId, "main", {});
            QVERIFY(!info && !sentence(info.error()).contains(kMarker));
        }
    }

private:
    static bool isHex64(const QString& text) { return text.size() == 64; }
    HubApi& api() { return m_run->api; }

    std::unique_ptr<HubRun> m_run;
};

QTEST_GUILESS_MAIN(TstHubApi)
#include "tst_hub_api.moc"
