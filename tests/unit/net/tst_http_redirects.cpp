#include "core/net/http_client.h"
#include "core/net/redirect_policy.h"

#include "tests/support/fake_hub/fake_server.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using reverie::fake_hub::Answer;
using reverie::fake_hub::FakeServer;
using reverie::fake_hub::Request;

namespace {

Answer sendOn(const QByteArray& location, int status = 302)
{
    return {status, {{"Location", location}, {"X-Of-The-Hop", "1"}}, "Redirecting", {}};
}

HttpRequest withToken(const QByteArray& address)
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(address);
    request.bearer = Secret("hf_marker");
    request.headers = {{"Range", "bytes=7-"}, {"X-Own", "yes"}};
    return request;
}

}  // namespace

class TstHttpRedirects final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void n01_anotherHostGetsTheRangeWithoutTheToken()
    {
        FakeServer cdn([](const Request&) { return Answer{206, {{"Content-Range", "bytes 7-9/10"}}, "abc", {}}; });
        FakeServer hub([&](const Request&) { return sendOn(cdn.origin() + "/f?Signature=a~b%2Bc&Expires=1"); });
        const auto reply = HttpClient({}).send(withToken(hub.origin() + "/f"), {});
        QVERIFY(reply);
        QCOMPARE(reply->body, QByteArray("abc"));
        QCOMPARE(reply->status, 206);
        QCOMPARE(hub.requests().front().header("authorization"), QByteArray("Bearer hf_marker"));
        const Request seen = cdn.requests().front();
        QVERIFY(seen.header("authorization").isEmpty() && seen.header("x-own").isEmpty());
        QCOMPARE(seen.header("range"), QByteArray("bytes=7-"));
        QCOMPARE(seen.query, QByteArray("Signature=a~b%2Bc&Expires=1"));
        QVERIFY2(headerValue(reply->headers, "x-of-the-hop").isEmpty(), "headers of hops are kept apart");
    }

    void n01_theSameHostKeepsTheToken()
    {
        FakeServer hub([](const Request& request) {
            return request.path == "/old" ? sendOn("/new?a=%2Fb", 307) : Answer{200, {}, "here", {}};
        });
        const auto reply = HttpClient({}).send(withToken(hub.origin() + "/old"), {});
        QCOMPARE(reply->body, QByteArray("here"));
        QCOMPARE(hub.requests().back().header("authorization"), QByteArray("Bearer hf_marker"));
        QCOMPARE(hub.requests().back().header("x-own"), QByteArray("yes"));
        QCOMPARE(reply->url.path(), QString("/new"));
    }

    /// The same computer under another name, and by another port, is another server.
    void n01_aNameForTheSameAddressIsAnotherHost()
    {
        FakeServer hub([&](const Request& request) {
            return request.path == "/f" ? sendOn("http://localhost:" + request.header("host").split(':').last() + "/g")
                                        : Answer{200, {}, "here", {}};
        });
        QVERIFY(HttpClient({}).send(withToken(hub.origin() + "/f"), {}));
        QVERIFY(hub.requests().back().header("authorization").isEmpty());
    }

    void n03_elevenHopsAreTooMany_data()
    {
        QTest::addColumn<int>("hops");
        QTest::addColumn<bool>("arrives");
        QTest::newRow("10") << kMostRedirects << true;
        QTest::newRow("11") << kMostRedirects + 1 << false;
        QTest::newRow("endless") << 1'000'000 << false;
    }
    void n03_elevenHopsAreTooMany()
    {
        QFETCH(const int, hops);
        QFETCH(const bool, arrives);
        FakeServer hub([&](const Request& request) {
            const int hop = request.path.sliced(1).toInt();
            return hop < hops ? sendOn('/' + QByteArray::number(hop + 1)) : Answer{};
        });
        const auto reply = HttpClient({}).send(withToken(hub.origin() + "/0"), {});
        QCOMPARE(reply.has_value(), arrives);
        QCOMPARE(hub.requests().size(), std::size_t(kMostRedirects + 1));
        QVERIFY(arrives || reply.error().code == ErrorCode::Network);
        QVERIFY(arrives || reply.error().detail.contains("127.0.0.1"));
    }

    void n04_filesAndOtherSchemesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("location");
        for (const char* location :
            {"file:///etc/hostname", "ftp://127.0.0.1/f", "gopher://127.0.0.1/f", "scp://127.0.0.1/f"})
            QTest::newRow(location) << QByteArray(location);
    }
    void n04_filesAndOtherSchemesAreRefused()
    {
        QFETCH(const QByteArray, location);
        FakeServer hub([&](const Request&) { return sendOn(location); });
        const auto reply = HttpClient({}).send(withToken(hub.origin() + "/f"), {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Network);
        QVERIFY(reply.error().detail.contains("127.0.0.1"));
    }

    void stopsWhereItIsTold()
    {
        FakeServer cdn([](const Request&) { return Answer{}; });
        FakeServer hub([&](const Request& request) {
            return request.path == "/f" ? sendOn("/g", 307) : sendOn(cdn.origin() + "/h?Signature=s");
        });
        HttpRequest request = withToken(hub.origin() + "/f");
        request.redirects = Redirects::SameOrigin;
        request.method = "HEAD";
        auto reply = HttpClient({}).send(request, {});
        QCOMPARE(reply->status, 302);
        QCOMPARE(reply->url.path(), QString("/g"));
        QCOMPARE(reply->location.toEncoded(), cdn.origin() + "/h?Signature=s");
        request.redirects = Redirects::None;
        reply = HttpClient({}).send(request, {});
        QCOMPARE(reply->status, 307);
        QCOMPARE(reply->location.path(), QString("/g"));
        QVERIFY(cdn.requests().empty());
    }

    void whatWasWrittenForOneServerIsNotSentToAnother()
    {
        FakeServer other([](const Request&) { return Answer{}; });
        FakeServer server([&](const Request&) { return sendOn(other.origin() + "/", 307); });
        HttpRequest request = withToken(server.origin() + "/");
        request.method = "POST";
        request.body = "a private prompt";
        const auto reply = HttpClient({}).send(request, {});
        QCOMPARE(reply->status, 307);
        QVERIFY(other.requests().empty());
    }
};

QTEST_GUILESS_MAIN(TstHttpRedirects)
#include "tst_http_redirects.moc"
