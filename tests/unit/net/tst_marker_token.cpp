#include "core/net/http_client.h"

#include "tests/support/fake_hub/fake_hub.h"
#include "tests/support/fake_hub/fake_proxy.h"
#include "tests/support/kept_body.h"

#include <QTcpServer>
#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using namespace reverie::fake_hub;

namespace {

const QByteArray kMarker = "hf_markerMarkerMARKER";

QStringList* g_log = nullptr;

void keepLog(QtMsgType, const QMessageLogContext&, const QString& text)
{
    g_log->append(text);
}

HttpRequest to(const QByteArray& address)
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(address);
    request.bearer = Secret(kMarker);
    return request;
}

/// All that an error could tell.
QString allOf(const Result<HttpReply>& reply)
{
    if (reply)
        return reply->url.toString() + reply->location.toString() + QString::fromUtf8(reply->body);
    QString text = sentence(reply.error());
    for (const QString& line : reply.error().context)
        text += line;
    return text;
}

}  // namespace

/// N10, as far as the network goes: a token and a signature are sent, and told to nobody else.
class TstMarkerToken final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log.clear();
        g_log = &m_log;
        m_before = qInstallMessageHandler(keepLog);
    }
    void cleanup() { qInstallMessageHandler(m_before); }

    void n10_notInErrorsAndNotInTheLog()
    {
        FakeHub hub;
        Repository gated = Repository::of("org/gated", {{"weights.bin", QByteArray(100'000, 'w')}});
        gated.gate = Gate::Auto;
        gated.access["ada"] = Access::Granted;
        hub.add(gated);
        hub.addToken(kMarker, {"ada", Token::Kind::Read, false});
        Fault cut;
        cut.cutAt = 10;
        hub.addCdnFault({cut, "GET", {}, 1, 1});
        Fault away;
        away.location = "http://open.test/" + kMarker + "?token=" + kMarker;
        hub.addFault({away, "GET", {}, 2, 1});
        const HttpClient client{{}};
        QStringList told;
        for (int i = 0; i < 3; ++i) {
            KeptBody body;
            told << allOf(client.stream(to(hub.endpoint() + "/org/gated/resolve/main/weights.bin"), body, {}));
            QVERIFY(i > 0 || body.bytes().size() == 100'000);
        }
        QVERIFY(hub.requests().front().header("authorization").contains(kMarker));
        told << allOf(client.send(to("https://user:" + kMarker + "@hub.test/"), {}));
        told << allOf(client.send(to("ftp://hub.test/" + kMarker + "?a=" + kMarker), {}));
        for (const QString& text : told)
            QVERIFY2(!text.contains(QString::fromLatin1(kMarker)), qPrintable(text));
        QVERIFY2(m_log.join('\n').contains("resolve/main/weights.bin: 302"), "the log is on");
        QVERIFY2(!m_log.join('\n').contains(QString::fromLatin1(kMarker)), qPrintable(m_log.join('\n')));
        QVERIFY2(!m_log.join('\n').contains("Signature"), qPrintable(m_log.join('\n')));
    }

    void n10_notToTheProxy()
    {
        FakeProxy proxy({{}, {}});
        NetSettings settings;
        settings.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.port());
        settings.proxyUser = "ada";
        settings.proxyPassword = Secret("geheimesWort");
        const QString told = allOf(HttpClient(settings).send(to("https://hub.test/"), {}));
        QVERIFY(!told.contains("geheimesWort") && !told.contains(QString::fromLatin1(kMarker)));
        QVERIFY(!m_log.join('\n').contains("geheimesWort"));
        QVERIFY(!proxy.requests().empty());
        for (const QByteArray& request : proxy.requests())
            QVERIFY(!request.contains(kMarker));
    }

    /// No child is started with it, and ours is the only command line there is.
    void n10_notAmongTheArgumentsOfAProcess()
    {
        FakeServer server([](const fake_hub::Request&) {
            QByteArray arguments;
            for (const QString& process : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs)) {
                QFile file("/proc/" + process + "/cmdline");
                if (file.open(QIODevice::ReadOnly))
                    arguments += file.readAll();
            }
            return Answer{200, {}, arguments.contains(kMarker) ? "seen" : "unseen", {}};
        });
        QCOMPARE(HttpClient({}).send(to(server.origin() + "/"), {})->body, QByteArray("unseen"));
    }

private:
    QStringList m_log;
    QtMessageHandler m_before = nullptr;
};

QTEST_GUILESS_MAIN(TstMarkerToken)
#include "tst_marker_token.moc"
