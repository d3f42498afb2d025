#include "core/net/rate_limit.h"

#include <QtTest>

using namespace reverie::net;

class TstRateLimit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatTheHubSends_data()
    {
        QTest::addColumn<QByteArray>("limit");
        QTest::addColumn<QByteArray>("retryAfter");
        QTest::addColumn<int>("remaining");
        QTest::addColumn<int>("wait");
        const QByteArray none;
        QTest::newRow("nothing") << none << none << -1 << 0;
        QTest::newRow("enough left") << QByteArray("\"resolvers\";r=2999;t=120") << none << 2999 << 0;
        QTest::newRow("used up") << QByteArray("\"resolvers\";r=0;t=55") << none << 0 << 56;
        QTest::newRow("spaces, other order") << QByteArray("\"api\"; t=7 ; r=0") << none << 0 << 8;
        QTest::newRow("the longer wait counts") << QByteArray("\"api\";r=0;t=7") << QByteArray("30") << 0 << 30;
        QTest::newRow("Retry-After alone") << none << QByteArray("12") << -1 << 12;
        QTest::newRow("Retry-After as a date") << none << QByteArray("Sun, 29 Nov 2026 15:00:00 GMT") << -1 << 0;
        QTest::newRow("nonsense") << QByteArray("\"api\";r=-1;t=x") << QByteArray("-5") << -1 << 0;
        QTest::newRow("too long to be meant") << none << QByteArray("99999999999999") << -1 << 86400;
    }
    void readsWhatTheHubSends()
    {
        QFETCH(const QByteArray, limit);
        QFETCH(const QByteArray, retryAfter);
        QFETCH(const int, remaining);
        QFETCH(const int, wait);
        Headers headers;
        if (!limit.isEmpty())
            headers.push_back({"ratelimit", limit});
        if (!retryAfter.isEmpty())
            headers.push_back({"retry-after", retryAfter});
        const RateLimit read = rateLimit(headers);
        QCOMPARE(read.remaining.value_or(-1), remaining);
        QCOMPARE(read.secondsToWait, wait);
    }
};

QTEST_GUILESS_MAIN(TstRateLimit)
#include "tst_rate_limit.moc"
