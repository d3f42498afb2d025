#include "core/net/redirect_policy.h"

#include "core/net/address.h"
#include "core/net/http_message.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::net;

namespace {

HttpRequest rangeWithToken()
{
    HttpRequest request;
    request.url = QUrl("https://hub.test/m/resolve/main/f");
    request.headers = {{"Range", "bytes=5-"}, {"If-Range", "\"e\""}, {"X-Api-Key", "marker"}, {"Cookie", "marker"}};
    request.bearer = Secret("marker");
    return request;
}

}  // namespace

class TstRedirectPolicy final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resolvesAgainstTheServerThatAnswered()
    {
        QCOMPARE(
            redirectTarget(QUrl("https://hub.test/a/b?c"), "/d/e")->toEncoded(), QByteArray("https://hub.test/d/e"));
        QCOMPARE(
            redirectTarget(QUrl("https://hub.test/a"), "//cdn.test/x")->toEncoded(), QByteArray("https://cdn.test/x"));
        QCOMPARE(redirectTarget(QUrl("http://localhost:1/a"), "http://127.0.0.1:2/b")->port(), 2);
    }

    /// A signature is over the bytes of the address.
    void keepsASignedAddressAsItIs()
    {
        const QByteArray address =
            "https://cdn.test/xet/ab%2Fcd?response-content-disposition=inline%3B%20filename%2A%3DUTF-8%27%27a.bin"
            "&Policy=eyJ__&Signature=a~b-c%2Bd%2F%3D&Key-Pair-Id=K2";
        QCOMPARE(redirectTarget(QUrl("https://hub.test/f"), address)->toEncoded(QUrl::FullyEncoded), address);
    }

    void n02_httpsNeverBecomesHttp_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("same host") << QByteArray("https://hub.test/a") << QByteArray("http://hub.test/a");
        QTest::newRow("another host") << QByteArray("https://hub.test/a") << QByteArray("http://cdn.test/a");
        QTest::newRow("to this computer") << QByteArray("https://hub.test/a") << QByteArray("http://127.0.0.1/a");
        QTest::newRow("from this computer") << QByteArray("http://127.0.0.1/a") << QByteArray("http://hub.test/a");
    }
    void n02_httpsNeverBecomesHttp()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        const auto target = redirectTarget(QUrl(from), to);
        QVERIFY(!target);
        QCOMPARE(target.error().code, ErrorCode::Tls);
        QVERIFY(target.error().detail.contains(QUrl(from).host()) && target.error().detail.contains(QUrl(to).host()));
    }

    void n04_refusesFilesAndPrivateAddresses_data()
    {
        QTest::addColumn<QByteArray>("to");
        for (const char* to : {"file:///etc/passwd", "ftp://hub.test/a", "gopher://hub.test/", "data:text/plain,a",
                 "https:///nowhere", "https://user:marker@cdn.test/a", "https://127.0.0.1/a", "https://localhost/a",
                 "https://10.0.0.1/", "https://172.31.255.1/", "https://192.168.1.1/", "https://169.254.169.254/latest",
                 "https://100.64.0.1/", "https://0.0.0.0/", "https://[::1]/", "https://[fd00::1]/",
                 "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/", "https://2130706433/", "https://0x7f.1/"})
            QTest::newRow(to) << QByteArray(to);
    }
    void n04_refusesFilesAndPrivateAddresses()
    {
        QFETCH(const QByteArray, to);
        const auto target = redirectTarget(QUrl("https://hub.test/a"), to);
        QVERIFY(!target);
        QCOMPARE(target.error().code, ErrorCode::Network);
        QVERIFY(target.error().detail.contains("hub.test"));
        QVERIFY(!target.error().detail.contains("marker"));
    }

    void letsAPrivateServerSendUsOnInItsNetwork()
    {
        QVERIFY(redirectTarget(QUrl("https://192.168.1.5/a"), "https://192.168.1.6/b"));
        QVERIFY(redirectTarget(QUrl("https://192.168.1.5/a"), "https://cdn.test/b"));
    }

    void tellsPrivateAddressesFromOthers()
    {
        for (const char* open : {"8.8.8.8", "172.32.0.1", "11.0.0.1", "2001:4860::8888", "hub.test", "", "1.2.3"})
            QVERIFY2(!isPrivateAddress(QString::fromLatin1(open)), open);
    }

    void n01_anotherOriginGetsTheRangeAndNoSecret()
    {
        const HttpRequest first = rangeWithToken();
        const HttpRequest next = redirected(first, first, QUrl("https://cdn.test/f"), 302);
        QVERIFY(next.bearer.isEmpty());
        QCOMPARE(headerValue(next.headers, "range"), QByteArray("bytes=5-"));
        QCOMPARE(headerValue(next.headers, "if-range"), QByteArray("\"e\""));
        QCOMPARE(next.headers.size(), 2U);
    }

    void n01_theSameOriginGetsAll()
    {
        const HttpRequest first = rangeWithToken();
        const HttpRequest away = redirected(first, first, QUrl("https://cdn.test/f"), 302);
        const HttpRequest home = redirected(first, away, QUrl("https://hub.test/f"), 302);
        QCOMPARE(home.bearer.reveal(), QByteArray("marker"));
        QCOMPARE(home.headers.size(), first.headers.size());
    }

    void turnsAPostIntoAGetWhereHttpSaysSo()
    {
        HttpRequest first;
        first.url = QUrl("https://hub.test/a");
        first.method = "POST";
        first.body = "b";
        QCOMPARE(redirected(first, first, first.url, 303).method, QByteArray("GET"));
        QCOMPARE(redirected(first, first, first.url, 302).body, QByteArray());
        QCOMPARE(redirected(first, first, first.url, 307).method, QByteArray("POST"));
        QCOMPARE(redirected(first, first, first.url, 308).body, QByteArray("b"));
        first.method = "HEAD";
        QCOMPARE(redirected(first, first, first.url, 302).method, QByteArray("HEAD"));
    }

    void asksOnlyTheWeb_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("code");
        QTest::newRow("http") << "http://hub.test/" << int(ErrorCode::Tls);
        QTest::newRow("password") << "https://a:marker@hub.test/" << int(ErrorCode::InvalidArgument);
        QTest::newRow("file") << "file:///a" << int(ErrorCode::InvalidArgument);
        QTest::newRow("no host") << "models/a" << int(ErrorCode::InvalidArgument);
    }
    void asksOnlyTheWeb()
    {
        QFETCH(const QString, address);
        QFETCH(const int, code);
        const auto allowed = checkAddress(QUrl(address));
        QVERIFY(!allowed);
        QCOMPARE(int(allowed.error().code), code);
        QVERIFY(!sentence(allowed.error()).contains("marker"));
        QVERIFY(checkAddress(QUrl("https://hub.test/")) && checkAddress(QUrl("http://localhost:8080/")));
    }
};

QTEST_GUILESS_MAIN(TstRedirectPolicy)
#include "tst_redirect_policy.moc"
