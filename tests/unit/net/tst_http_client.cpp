#include "core/net/http_client.h"

#include "tests/support/fake_hub/fake_server.h"
#include "tests/support/kept_body.h"

#include <QTcpServer>
#include <QtConcurrent>
#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using reverie::fake_hub::Answer;
using reverie::fake_hub::FakeServer;
using reverie::fake_hub::Fault;
using reverie::fake_hub::Request;

namespace {

HttpRequest to(const QByteArray& address)
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(address);
    return request;
}

Answer withFault(const Fault& fault, const QByteArray& body = QByteArray(1000, 'x'))
{
    return {200, {}, body, fault};
}

NetSettings impatient()
{
    NetSettings settings;
    settings.stallTimeoutMs = 300;
    return settings;
}

}  // namespace

/// Real sockets on this computer.
class TstHttpClient final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bringsTheAnswer()
    {
        FakeServer server([](const Request&) { return Answer{404, {{"X-Error-Code", "EntryNotFound"}}, "gone", {}}; });
        const auto reply = HttpClient({}).send(to(server.origin() + "/a%2Fb?c=d"), {});
        QVERIFY2(reply, qPrintable(reply ? QString() : sentence(reply.error())));
        QCOMPARE(reply->status, 404);
        QCOMPARE(reply->body, QByteArray("gone"));
        QCOMPARE(headerValue(reply->headers, "X-ERROR-CODE"), QByteArray("EntryNotFound"));
        QCOMPARE(server.requests().front().path, QByteArray("/a%2Fb"));
        QCOMPARE(server.requests().front().query, QByteArray("c=d"));
    }

    void sendsWhatItIsGiven()
    {
        FakeServer server([](const Request&) { return Answer{}; });
        HttpRequest request = to(server.origin() + "/");
        request.method = "POST";
        request.body = "{\"a\":1}";
        request.headers = {{"Content-Type", "application/json"}, {"X-Split", "a\r\nX-Evil: b"}};
        request.bearer = Secret("hf_marker");
        QVERIFY(HttpClient({}).send(request, {}));
        const Request seen = server.requests().front();
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.body, request.body);
        QCOMPARE(seen.header("content-type"), QByteArray("application/json"));
        QCOMPARE(seen.header("authorization"), QByteArray("Bearer hf_marker"));
        QCOMPARE(seen.header("accept-encoding"), QByteArray("identity"));
        QCOMPARE(seen.header("user-agent"), QByteArray("reverie"));
        QVERIFY(seen.header("x-evil").isEmpty() && seen.header("expect").isEmpty());
    }

    void headHasNoBody()
    {
        FakeServer server([](const Request&) { return Answer{200, {{"Content-Length", "5000000000"}}, {}, {}}; });
        HttpRequest request = to(server.origin() + "/");
        request.method = "HEAD";
        const auto reply = HttpClient({}).send(request, {});
        QVERIFY(reply);
        QCOMPARE(headerValue(reply->headers, "content-length"), QByteArray("5000000000"));
    }

    void keepsConnections()
    {
        FakeServer server([](const Request&) { return Answer{200, {}, "ok", {}}; });
        const HttpClient client{{}};
        for (int i = 0; i < 3; ++i)
            QCOMPARE(client.send(to(server.origin() + "/"), {})->body, QByteArray("ok"));
        QCOMPARE(server.requests().size(), 3U);
        QCOMPARE(server.connections(), 1);
    }

    void servesManyThreadsAtOnce()
    {
        FakeServer server([](const Request& request) { return Answer{200, {}, request.path, {}}; });
        const HttpClient client{{}};
        QList<int> numbers(64);
        std::iota(numbers.begin(), numbers.end(), 0);
        QThreadPool pool;
        pool.setMaxThreadCount(8);
        const auto fetch = [&](int number) {
            const auto reply = client.send(to(server.origin() + '/' + QByteArray::number(number)), {});
            return reply && reply->body == '/' + QByteArray::number(number);
        };
        const QList<bool> all = QtConcurrent::blockingMapped(&pool, numbers, fetch);
        QVERIFY(!all.contains(false));
    }

    void streamsOnlySuccess()
    {
        FakeServer server([](const Request& request) {
            return request.path == "/no" ? Answer{403, {}, "closed", {}}
                                         : Answer{200, {}, QByteArray(3'000'000, 'y'), {}};
        });
        const HttpClient client{{}};
        KeptBody body;
        const auto reply = client.stream(to(server.origin() + "/yes"), body, {});
        QVERIFY(reply && reply->body.isEmpty());
        QCOMPARE(body.bytes(), QByteArray(3'000'000, 'y'));
        QCOMPARE(body.head().status, 200);
        KeptBody untouched;
        QCOMPARE(client.stream(to(server.origin() + "/no"), untouched, {})->body, QByteArray("closed"));
        QCOMPARE(untouched.begun(), 0);
    }

    void theSinkMayEndIt()
    {
        FakeServer server([](const Request&) { return Answer{200, {}, QByteArray(3'000'000, 'y'), {}}; });
        KeptBody refusing;
        refusing.onBegin([] { return Result<void>(fail(ErrorCode::Corrupt, QStringLiteral("not that one"))); });
        QCOMPARE(
            HttpClient({}).stream(to(server.origin() + "/"), refusing, {}).error().detail, QString("not that one"));
        QVERIFY(refusing.bytes().isEmpty());
        KeptBody full;
        full.onAdd([] { return Result<void>(fail(ErrorCode::DiskFull, QStringLiteral("full"))); });
        QCOMPARE(HttpClient({}).stream(to(server.origin() + "/"), full, {}).error().code, ErrorCode::DiskFull);
    }

    void anEmptyBodyIsBegunToo()
    {
        FakeServer server([](const Request&) { return Answer{}; });
        KeptBody body;
        QVERIFY(HttpClient({}).stream(to(server.origin() + "/"), body, {}));
        QCOMPARE(body.begun(), 1);
    }

    void limitsTheBody()
    {
        FakeServer server([](const Request&) { return Answer{200, {}, QByteArray(5000, 'z'), {}}; });
        HttpRequest request = to(server.origin() + "/");
        request.mostBytes = 4999;
        const auto reply = HttpClient({}).send(request, {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Unsupported);
        QVERIFY(reply.error().detail.contains("127.0.0.1"));
        request.mostBytes = 5000;
        QCOMPARE(HttpClient({}).send(request, {})->body.size(), 5000);
    }

    void d07_aBodyThatEndsEarlyIsCutOff_data()
    {
        QTest::addColumn<bool>("resets");
        QTest::newRow("closed") << false;
        QTest::newRow("reset") << true;
    }
    void d07_aBodyThatEndsEarlyIsCutOff()
    {
        QFETCH(const bool, resets);
        Fault fault;
        fault.cutAt = 400;
        fault.resets = resets;
        FakeServer server([&](const Request&) { return withFault(fault); });
        KeptBody body;
        const auto reply = HttpClient({}).stream(to(server.origin() + "/"), body, {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Network);
        QVERIFY(reply.error().detail.contains("127.0.0.1"));
        QVERIFY(resets || body.bytes().size() == 400);
    }

    void d09_aLongerBodyIsNotTaken()
    {
        Fault fault;
        fault.surplus = "more than was said";
        fault.length = 1000;
        FakeServer server([&](const Request&) { return withFault(fault); });
        KeptBody body;
        QVERIFY(HttpClient({}).stream(to(server.origin() + "/"), body, {}));
        QCOMPARE(body.bytes().size(), 1000);
    }

    void d11_aPackedBodyIsRefused()
    {
        FakeServer server([](const Request&) { return Answer{200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b", {}}; });
        KeptBody body;
        const auto streamed = HttpClient({}).stream(to(server.origin() + "/"), body, {});
        QVERIFY(!streamed && body.begun() == 0);
        QCOMPARE(streamed.error().code, ErrorCode::Unsupported);
        QVERIFY(!HttpClient({}).send(to(server.origin() + "/"), {}));
    }

    void d13_aStallEnds_data()
    {
        QTest::addColumn<int>("at");
        QTest::newRow("before the body") << 0;
        QTest::newRow("in the body") << 500;
    }
    void d13_aStallEnds()
    {
        QFETCH(const int, at);
        Fault fault;
        fault.stallAt = at;
        FakeServer server([&](const Request&) { return withFault(fault); });
        const auto reply = HttpClient(impatient()).send(to(server.origin() + "/"), {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Timeout);
        QVERIFY2(reply.error().detail.contains("127.0.0.1"), qPrintable(reply.error().detail));
    }

    /// Slow is not stalled: each byte counts.
    void d13_aDripIsWaitedFor()
    {
        Fault fault;
        fault.dripMs = 20;
        NetSettings settings;
        settings.stallTimeoutMs = 5000;
        FakeServer server([&](const Request&) { return withFault(fault, QByteArray(20, 'd')); });
        QCOMPARE(HttpClient(settings).send(to(server.origin() + "/"), {})->body.size(), 20);
    }

    void n16_aServerThatHangsCanBeLeft()
    {
        Fault fault;
        fault.stallAt = 0;
        FakeServer server([&](const Request&) { return withFault(fault); });
        const HttpClient client{{}};
        Cancellation cancellation;
        auto reply = QtConcurrent::run([&] { return client.send(to(server.origin() + "/"), cancellation); });
        QTRY_COMPARE(server.requests().size(), 1U);
        cancellation.cancel();
        QElapsedTimer watch;
        watch.start();
        QCOMPARE(reply.result().error().code, ErrorCode::Cancelled);
        qInfo("left after %lld ms", watch.elapsed());
        QTRY_COMPARE(server.openConnections(), 0);
    }

    /// Accepts the connection and never says a word.
    void n16_silenceIsATimeout()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QByteArray address = "http://127.0.0.1:" + QByteArray::number(silent.serverPort());
        const auto reply = HttpClient(impatient()).send(to(address), {});
        QCOMPARE(reply.error().code, ErrorCode::Timeout);
    }

    void aRequestMayBringItsOwnPatience()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        HttpRequest request = to("http://127.0.0.1:" + QByteArray::number(silent.serverPort()));
        request.patienceMs = 200;
        const auto reply = HttpClient({}).send(request, {});
        QCOMPARE(reply.error().code, ErrorCode::Timeout);
        QVERIFY2(reply.error().detail.contains("0.2 s"), qPrintable(reply.error().detail));
    }

    void namesTheHostThatIsNotThere()
    {
        quint16 port = 0;
        {
            QTcpServer gone;
            QVERIFY(gone.listen(QHostAddress::LocalHost));
            port = gone.serverPort();
        }
        const auto refused = HttpClient({}).send(to("http://127.0.0.1:" + QByteArray::number(port)), {});
        QCOMPARE(refused.error().code, ErrorCode::Network);
        QVERIFY(refused.error().detail.contains("127.0.0.1"));
        FakeServer hub([&](const Request&) {
            return Answer{
                302, {{"Location", "http://localhost:" + QByteArray::number(port) + "/f?Signature=geheim"}}, {}, {}};
        });
        const auto cdn = HttpClient({}).send(to(hub.origin() + "/f"), {});
        QVERIFY2(cdn.error().detail.contains("localhost"), qPrintable(cdn.error().detail));
        QVERIFY(cdn.error().detail.contains("127.0.0.1 sends us there"));
        QVERIFY(!sentence(cdn.error()).contains("geheim"));
    }

    void whatSpeaksNoHttpIsNoAnswer()
    {
        FakeServer server([](const Request&) { return Answer{}; }, fake_hub::TestAuthority().issue({"localhost"}));
        const QByteArray plain = "http://localhost:" + QByteArray::number(server.port());
        QCOMPARE(HttpClient({}).send(to(plain), {}).error().code, ErrorCode::Network);
    }
};

QTEST_GUILESS_MAIN(TstHttpClient)
#include "tst_http_client.moc"
