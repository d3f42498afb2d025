#include "core/net/origin.h"

#include <QtTest>

using reverie::net::Origin;

class TstOrigin final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsServersApart_data()
    {
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("path and query do not count") << "https://hub.test/a?b"
                                                     << "https://hub.test/c" << true;
        QTest::newRow("the usual port") << "https://hub.test:443/"
                                        << "https://hub.test/" << true;
        QTest::newRow("case") << "HTTPS://Hub.Test/"
                              << "https://hub.test/" << true;
        QTest::newRow("a name and its ASCII form") << "https://bücher.test/"
                                                   << "https://xn--bcher-kva.test/" << true;
        QTest::newRow("another scheme") << "http://hub.test/"
                                        << "https://hub.test/" << false;
        QTest::newRow("another port") << "https://hub.test:8443/"
                                      << "https://hub.test/" << false;
        QTest::newRow("a part of the host") << "https://cdn.hub.test/"
                                            << "https://hub.test/" << false;
        QTest::newRow("a host as user name") << "https://hub.test@evil.test/"
                                             << "https://hub.test/" << false;
    }
    void tellsServersApart()
    {
        QFETCH(const QString, one);
        QFETCH(const QString, other);
        QFETCH(const bool, isSame);
        QCOMPARE(Origin::of(QUrl(one)) == Origin::of(QUrl(other)), isSame);
    }

    void writesItself()
    {
        QCOMPARE(Origin::of(QUrl("https://hub.test:443/models")).text(), QString("https://hub.test"));
        QCOMPARE(Origin::of(QUrl("http://[::1]:8080/x")).text(), QString("http://[::1]:8080"));
    }

    void knowsLoopback_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isLoopback");
        QTest::newRow("IPv4") << "http://127.0.0.1:80/" << true;
        QTest::newRow("its whole block") << "http://127.8.9.1/" << true;
        QTest::newRow("IPv6") << "http://[::1]/" << true;
        QTest::newRow("name") << "http://localhost/" << true;
        QTest::newRow("a name that begins so") << "http://127.0.0.example/" << false;
        QTest::newRow("a host below it") << "http://localhost.example/" << false;
        QTest::newRow("private network") << "http://192.168.0.1/" << false;
    }
    void knowsLoopback()
    {
        QFETCH(const QString, address);
        QFETCH(const bool, isLoopback);
        QCOMPARE(Origin::of(QUrl(address)).isLoopback(), isLoopback);
    }
};

QTEST_GUILESS_MAIN(TstOrigin)
#include "tst_origin.moc"
