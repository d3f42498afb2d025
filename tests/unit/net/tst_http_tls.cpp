#include "core/net/http_client.h"

#include "tests/support/fake_hub/fake_server.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using reverie::fake_hub::Answer;
using reverie::fake_hub::FakeServer;
using reverie::fake_hub::Identity;
using reverie::fake_hub::Request;
using reverie::fake_hub::TestAuthority;

namespace {

Answer secretAnswer(const Request&)
{
    return {200, {}, "over TLS", {}};
}

HttpRequest to(const QByteArray& address)
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(address);
    request.bearer = Secret("hf_marker");
    return request;
}

}  // namespace

class TstHttpTls final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(m_folder.filePath("ca.pem"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(m_authority.certificate()) > 0);
        m_trusting.extraCaFile = file.fileName();
    }

    void trustsTheAuthorityThatItWasGiven()
    {
        FakeServer server(secretAnswer, m_authority.issue({"localhost"}));
        const auto reply = HttpClient(m_trusting).send(to(server.origin() + "/"), {});
        QVERIFY2(reply, qPrintable(reply ? QString() : sentence(reply.error())));
        QCOMPARE(reply->body, QByteArray("over TLS"));
    }

    void n05_refusesWhatCannotBeTrusted_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("expired") << 0 << "signed by Reverie Test CA) has expired";
        QTest::newRow("self-signed") << 1 << "(for localhost, signed by localhost) is not trusted here";
        QTest::newRow("wrong host") << 2 << "(for other.test, signed by Reverie Test CA) belongs to another name";
        QTest::newRow("unknown authority") << 3 << "(for localhost, signed by Reverie Test CA) is not trusted here";
    }
    void n05_refusesWhatCannotBeTrusted()
    {
        QFETCH(const int, kind);
        QFETCH(const QString, words);
        const Identity identity = kind == 0 ? m_authority.issue({"localhost"}, TestAuthority::Validity::Expired)
            : kind == 1                     ? TestAuthority::selfSigned({"localhost"})
            : kind == 2                     ? m_authority.issue({"other.test"})
                                            : TestAuthority().issue({"localhost"});
        FakeServer server(secretAnswer, identity);
        const auto reply = HttpClient(m_trusting).send(to(server.origin() + "/"), {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Tls);
        QVERIFY2(reply.error().detail.contains(words), qPrintable(reply.error().detail));
        QVERIFY(reply.error().detail.contains("that localhost shows"));
        QVERIFY2(server.requests().empty(), "nothing was sent");
    }

    void namesACertificateFileThatHoldsNone()
    {
        FakeServer server(secretAnswer, m_authority.issue({"localhost"}));
        NetSettings settings;
        settings.extraCaFile = m_folder.filePath("none.pem");
        const auto reply = HttpClient(settings).send(to(server.origin() + "/"), {});
        QCOMPARE(reply.error().code, ErrorCode::Tls);
        QVERIFY2(reply.error().detail.contains("none.pem"), qPrintable(reply.error().detail));
    }

    void n02_isNotSentFromHttpsToHttp()
    {
        FakeServer plain(secretAnswer);
        FakeServer server(
            [&](const Request&) {
                return Answer{302, {{"Location", "http://open.test/f?Signature=geheim"}}, {}, {}};
            },
            m_authority.issue({"localhost"}));
        const auto reply = HttpClient(m_trusting).send(to(server.origin() + "/"), {});
        QVERIFY(!reply);
        QCOMPARE(reply.error().code, ErrorCode::Tls);
        QVERIFY(reply.error().detail.contains("open.test") && !sentence(reply.error()).contains("geheim"));
    }

    /// Two servers, both with TLS, as the Hub and its CDN are.
    void n01_theTokenStaysHomeOverTls()
    {
        FakeServer cdn(secretAnswer, m_authority.issue({"localhost"}));
        FakeServer hub(
            [&](const Request&) {
                return Answer{302, {{"Location", cdn.origin() + "/f"}}, {}, {}};
            },
            m_authority.issue({"localhost"}));
        const auto reply = HttpClient(m_trusting).send(to(hub.origin() + "/"), {});
        QVERIFY(reply);
        QCOMPARE(hub.requests().front().header("authorization"), QByteArray("Bearer hf_marker"));
        QVERIFY(cdn.requests().front().header("authorization").isEmpty());
    }

private:
    QTemporaryDir m_folder;
    TestAuthority m_authority;
    NetSettings m_trusting;
};

QTEST_GUILESS_MAIN(TstHttpTls)
#include "tst_http_tls.moc"
