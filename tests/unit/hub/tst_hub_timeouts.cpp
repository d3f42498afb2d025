#include "tests/support/download_run.h"

#include <QTcpServer>
#include <QtTest>

using namespace reverie;
using namespace reverie::hub;

/// HF_HUB_ETAG_TIMEOUT and HF_HUB_DOWNLOAD_TIMEOUT end what would be waited for a minute otherwise.
class TstHubTimeouts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHeadOfAFileIsWaitedForAsLongAsTheVariableSays()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        HubEnvironment environment = m_run.run.api.environment();
        environment.endpoint = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort()));
        environment.etagTimeoutMs = 100;
        const HubApi api(m_run.run.client, environment, {}, m_run.run.waits.patience());
        const auto head = api.fileHead(DownloadRun::kId, "main", DownloadRun::kPath, {});
        QVERIFY(!head);
        QCOMPARE(head.error().code, ErrorCode::Timeout);
        QVERIFY2(head.error().detail.contains("0.1 s"), qPrintable(head.error().detail));
    }

    void aFileIsWaitedForAsLongAsTheVariableSays()
    {
        fake_hub::Fault stall;
        stall.stallAt = 100'000;
        m_run.run.hub.addCdnFault({stall, {}, {}, 0, 1});
        HubEnvironment environment = m_run.run.api.environment();
        environment.downloadTimeoutMs = 1'000;
        const HubApi api(m_run.run.client, environment, {}, m_run.run.waits.patience());
        const auto done = FileDownload(api, m_run.cache, m_run.options, m_run.job).run({}, {});
        QVERIFY2(done, done ? "" : qPrintable(sentence(done.error())));
        QVERIFY(m_run.isRight());
        QCOMPARE(m_run.ranges().back(), QByteArray("bytes=100000-"));
    }

private:
    DownloadRun m_run;
};

QTEST_GUILESS_MAIN(TstHubTimeouts)
#include "tst_hub_timeouts.moc"
