#include "core/net/transfer.h"

#include "core/net/handle_pool.h"
#include "tests/support/fake_hub/fake_server.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::net;
using reverie::fake_hub::Answer;
using reverie::fake_hub::FakeServer;
using reverie::fake_hub::Request;

class TstTransfer final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// A name of the open internet that turns out to stand for an address in here.
    void n04_aHostIsJudgedByTheAddressThatItHas_data()
    {
        QTest::addColumn<bool>("mayAnswerPrivately");
        QTest::newRow("asked for by the user") << true;
        QTest::newRow("after a redirect from outside") << false;
    }
    void n04_aHostIsJudgedByTheAddressThatItHas()
    {
        QFETCH(const bool, mayAnswerPrivately);
        FakeServer server([](const Request&) { return Answer{}; });
        HttpRequest request;
        request.url = QUrl::fromEncoded("http://localhost:" + QByteArray::number(server.port()) + "/admin");
        const NetSettings settings;
        const Cancellation cancellation;
        HandlePool pool;
        const HandlePool::Lease handle = pool.take();
        for (int connection = 0; connection < 2; ++connection) {
            const Transfer::Setting setting{settings, nullptr, mayAnswerPrivately, cancellation};
            Transfer transfer(handle.get(), request, setting);
            const auto reply = transfer.run();
            QCOMPARE(reply.has_value(), mayAnswerPrivately);
            QVERIFY(reply || reply.error().detail.contains("localhost, which is in a private network"));
        }
        QCOMPARE(server.requests().empty(), !mayAnswerPrivately);
    }

    void knowsWhereItsAnswerCameFrom()
    {
        FakeServer server([](const Request&) { return Answer{}; });
        HttpRequest request;
        request.url = QUrl::fromEncoded(server.origin());
        const NetSettings settings;
        const Cancellation cancellation;
        HandlePool pool;
        const HandlePool::Lease handle = pool.take();
        const Transfer::Setting setting{settings, nullptr, true, cancellation};
        Transfer transfer(handle.get(), request, setting);
        QVERIFY(transfer.run());
        QVERIFY(transfer.isPrivatelyAnswered());
    }
};

QTEST_GUILESS_MAIN(TstTransfer)
#include "tst_transfer.moc"
