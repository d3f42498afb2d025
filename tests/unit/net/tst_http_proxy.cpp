#include "core/net/http_client.h"

#include "tests/support/fake_hub/fake_proxy.h"
#include "tests/support/fake_hub/fake_server.h"

#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using namespace reverie::fake_hub;

namespace {

HttpRequest to(const char* address)
{
    HttpRequest request;
    request.url = QUrl(QString::fromLatin1(address));
    request.bearer = Secret("hf_marker");
    return request;
}

QString portText(quint16 port)
{
    return QStringLiteral("http://127.0.0.1:%1").arg(port);
}

}  // namespace

/// Hosts of the open internet, which a proxy on this computer plays.
class TstHttpProxy final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* name :
            {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "http_proxy"})
            qunsetenv(name);
        QFile file(m_folder.filePath("ca.pem"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(m_authority.certificate()) > 0);
        m_settings.extraCaFile = file.fileName();
    }

    void goesThroughTheProxyOfTheSettings()
    {
        FakeServer server(
            [](const fake_hub::Request&) {
                return Answer{200, {}, "far away", {}};
            },
            m_authority.issue({"hub.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, {}});
        const auto reply = HttpClient(by(proxy)).send(to("https://hub.test/f"), {});
        QVERIFY2(reply, qPrintable(reply ? QString() : sentence(reply.error())));
        QCOMPARE(reply->body, QByteArray("far away"));
        QVERIFY(!proxy.requests().front().contains("hf_marker"));
        QCOMPARE(server.requests().front().header("authorization"), QByteArray("Bearer hf_marker"));
    }

    void goesThroughTheProxyOfTheEnvironment()
    {
        FakeServer server(
            [](const fake_hub::Request&) {
                return Answer{200, {}, "far away", {}};
            },
            m_authority.issue({"hub.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, {}});
        qputenv("https_proxy", portText(proxy.port()).toLatin1());
        QCOMPARE(HttpClient(m_settings).send(to("https://hub.test/f"), {})->body, QByteArray("far away"));
        qunsetenv("https_proxy");
    }

    void thisComputerIsNeverProxied()
    {
        FakeServer server([](const fake_hub::Request&) { return Answer{200, {}, "near", {}}; });
        FakeProxy proxy({});
        HttpRequest request = to("http://127.0.0.1/");
        request.url.setPort(server.port());
        QCOMPARE(HttpClient(by(proxy)).send(request, {})->body, QByteArray("near"));
        QVERIFY(proxy.requests().empty());
    }

    void n06_theProxyDemandsCredentials()
    {
        FakeServer server(
            [](const fake_hub::Request&) {
                return Answer{200, {}, "far away", {}};
            },
            m_authority.issue({"hub.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, "ada:geheim"});
        NetSettings settings = by(proxy);
        const auto first = HttpClient(settings).send(to("https://hub.test/f"), {});
        QCOMPARE(first.error().code, ErrorCode::Unauthorized);
        QVERIFY2(first.error().detail.contains(name(proxy)), qPrintable(first.error().detail));
        QVERIFY(first.error().detail.contains("asks for a name and a password"));
        const QString where = QStringLiteral("https_proxy=http://NAME:PASSWORD@127.0.0.1:%1").arg(proxy.port());
        QVERIFY2(first.error().remedy.contains(where) && first.error().remedy.contains("settings empty"),
            qPrintable(first.error().remedy));
        settings.proxyUser = "ada";
        settings.proxyPassword = Secret("falsch");
        const auto wrong = HttpClient(settings).send(to("https://hub.test/f"), {});
        QCOMPARE(wrong.error().code, ErrorCode::Unauthorized);
        QVERIFY2(wrong.error().detail.contains("does not accept"), qPrintable(wrong.error().detail));
        QVERIFY(!sentence(wrong.error()).contains("falsch"));
        settings.proxyPassword = Secret("geheim");
        const auto reply = HttpClient(settings).send(to("https://hub.test/f"), {});
        QVERIFY2(reply, qPrintable(reply ? QString() : sentence(reply.error())));
        QCOMPARE(reply->body, QByteArray("far away"));
        QVERIFY(server.requests().front().header("proxy-authorization").isEmpty());
    }

    void n06_aPasswordInTheAddressIsNotShown()
    {
        FakeProxy proxy({{}, "ada:other"});
        NetSettings settings = m_settings;
        settings.proxy = QStringLiteral("http://ada:geheim@127.0.0.1:%1").arg(proxy.port());
        const auto reply = HttpClient(settings).send(to("https://hub.test/f"), {});
        QCOMPARE(reply.error().code, ErrorCode::Unauthorized);
        QVERIFY(reply.error().detail.contains(name(proxy)) && !sentence(reply.error()).contains("geheim"));
    }

    void n06_takesNameAndPasswordFromTheEnvironment()
    {
        FakeServer server(
            [](const fake_hub::Request&) {
                return Answer{200, {}, "far away", {}};
            },
            m_authority.issue({"hub.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, "ada:ge@heim"});
        const QByteArray place = "@127.0.0.1:" + QByteArray::number(proxy.port());
        qputenv("https_proxy", "http://ada:ge%40heim" + place);
        const auto reply = HttpClient(m_settings).send(to("https://hub.test/f"), {});
        qputenv("https_proxy", "http://ada:falsch" + place);
        const auto wrong = HttpClient(m_settings).send(to("https://hub.test/f"), {});
        qunsetenv("https_proxy");
        QVERIFY2(reply, qPrintable(reply ? QString() : sentence(reply.error())));
        QCOMPARE(reply->body, QByteArray("far away"));
        QVERIFY2(sentence(wrong.error()).contains("does not accept") && !sentence(wrong.error()).contains("settings") &&
                !sentence(wrong.error()).contains("falsch"),
            qPrintable(sentence(wrong.error())));
    }

    void n06_theProxyRefuses()
    {
        FakeProxy proxy({});
        const auto reply = HttpClient(by(proxy)).send(to("https://hub.test/f"), {});
        QCOMPARE(reply.error().code, ErrorCode::Network);
        QVERIFY(reply.error().detail.contains(name(proxy)) && reply.error().detail.contains("hub.test"));
        QVERIFY(reply.error().detail.contains("403"));
    }

    void n06_theProxyIsDown()
    {
        NetSettings settings = m_settings;
        {
            QTcpServer gone;
            QVERIFY(gone.listen(QHostAddress::LocalHost));
            settings.proxy = portText(gone.serverPort());
        }
        const auto reply = HttpClient(settings).send(to("https://hub.test/f"), {});
        QCOMPARE(reply.error().code, ErrorCode::Network);
        QVERIFY2(reply.error().detail.contains("the proxy 127.0.0.1:"), qPrintable(reply.error().detail));
        settings.proxy = "http://proxy.invalid:3128";
        const auto unknown = HttpClient(settings).send(to("https://hub.test/f"), {});
        QVERIFY2(unknown.error().detail.contains("the proxy proxy.invalid:3128"), qPrintable(unknown.error().detail));
    }

    /// The server's certificate is checked through a proxy too.
    void n05_aProxyCannotPlayTheServer()
    {
        FakeServer server([](const fake_hub::Request&) { return Answer{}; }, m_authority.issue({"evil.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, {}});
        const auto reply = HttpClient(by(proxy)).send(to("https://hub.test/f"), {});
        QCOMPARE(reply.error().code, ErrorCode::Tls);
        QVERIFY(reply.error().detail.contains("hub.test") && reply.error().detail.contains("evil.test"));
        QVERIFY(server.requests().empty());
    }

    void n04_thePublicInternetSendsNobodyHome()
    {
        FakeServer inner([](const fake_hub::Request&) { return Answer{}; });
        const QByteArray location = "http://127.0.0.1:" + QByteArray::number(inner.port()) + "/admin";
        FakeServer server(
            [&](const fake_hub::Request& request) {
                return Answer{302,
                    {{"Location", request.path == "/a" ? location : QByteArray("https://192.168.0.1/admin")}}, {}, {}};
            },
            m_authority.issue({"hub.test"}));
        FakeProxy proxy({{{"hub.test", server.port()}}, {}});
        QCOMPARE(HttpClient(by(proxy)).send(to("https://hub.test/a"), {}).error().code, ErrorCode::Tls);
        const auto reply = HttpClient(by(proxy)).send(to("https://hub.test/b"), {});
        QCOMPARE(reply.error().code, ErrorCode::Network);
        QVERIFY(reply.error().detail.contains("private network"));
        QVERIFY(inner.requests().empty());
        QCOMPARE(proxy.requests().size(), 2U);
    }

private:
    [[nodiscard]] NetSettings by(const FakeProxy& proxy) const
    {
        NetSettings settings = m_settings;
        settings.proxy = portText(proxy.port());
        return settings;
    }
    [[nodiscard]] static QString name(const FakeProxy& proxy)
    {
        return QStringLiteral("the proxy 127.0.0.1:%1").arg(proxy.port());
    }

    QTemporaryDir m_folder;
    TestAuthority m_authority;
    NetSettings m_settings;
};

QTEST_GUILESS_MAIN(TstHttpProxy)
#include "tst_http_proxy.moc"
