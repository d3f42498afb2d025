#include "core/hub/hub_environment.h"

#include <QProcessEnvironment>
#include <QtTest>

using namespace reverie;
using namespace reverie::hub;

namespace {

using Variables = std::initializer_list<std::pair<const char*, const char*>>;

Result<HubEnvironment> with(Variables variables)
{
    QProcessEnvironment all;
    for (const auto& [name, value] : variables)
        all.insert(name, value);
    return HubEnvironment::from(all, QStringLiteral("/home/me"));
}

}  // namespace

class TstHubEnvironment final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsTheUsualPlacesWithoutAnyVariable()
    {
        const auto all = with({});
        QVERIFY(all.has_value());
        QCOMPARE(all->endpoint, QUrl("https://huggingface.co"));
        QCOMPARE(all->home, QStringLiteral("/home/me/.cache/huggingface"));
        QCOMPARE(all->cache, QStringLiteral("/home/me/.cache/huggingface/hub"));
        QCOMPARE(all->tokenFile, QStringLiteral("/home/me/.cache/huggingface/token"));
        QVERIFY(all->token.isEmpty());
        QVERIFY(all->sendsSavedToken && !all->isOffline && all->usesSymlinks);
        QCOMPARE(all->etagTimeoutMs, 0);
        QCOMPARE(all->downloadTimeoutMs, 0);
    }

    void followsEveryFolder()
    {
        QCOMPARE(with({{"XDG_CACHE_HOME", "/c"}})->cache, QStringLiteral("/c/huggingface/hub"));
        const auto home = with({{"XDG_CACHE_HOME", "/c"}, {"HF_HOME", "~/hf"}});
        QCOMPARE(home->cache, QStringLiteral("/home/me/hf/hub"));
        QCOMPARE(home->tokenFile, QStringLiteral("/home/me/hf/token"));
        QCOMPARE(with({{"HF_HOME", "$BIG/hf"}, {"BIG", "/big"}})->home, QStringLiteral("/big/hf"));
        QCOMPARE(with({{"HF_HOME", "${BIG}/$NONE"}, {"BIG", "/big"}})->home, QStringLiteral("/big/$NONE"));
        QCOMPARE(with({{"HUGGINGFACE_HUB_CACHE", "/old"}})->cache, QStringLiteral("/old"));
        QCOMPARE(with({{"HUGGINGFACE_HUB_CACHE", "/old"}, {"HF_HUB_CACHE", "/new/"}})->cache, QStringLiteral("/new"));
        QCOMPARE(with({{"HF_TOKEN_PATH", "/run/token"}})->tokenFile, QStringLiteral("/run/token"));
    }

    void prefersTheNewNameOfTheToken()
    {
        const auto both = with({{"HUGGING_FACE_HUB_TOKEN", "hf_old"}, {"HF_TOKEN", " hf_new\n"}});
        QCOMPARE(both->token.reveal(), QByteArray("hf_new"));
        QCOMPARE(both->tokenVariable, QStringLiteral("HF_TOKEN"));
        const auto old = with({{"HUGGING_FACE_HUB_TOKEN", "hf_old"}, {"HF_TOKEN", ""}});
        QCOMPARE(old->token.reveal(), QByteArray("hf_old"));
        QCOMPARE(old->tokenVariable, QStringLiteral("HUGGING_FACE_HUB_TOKEN"));
    }

    void readsTheSwitches_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isOn");
        for (const char* value : {"1", "ON", "on", "Yes", "TRUE", "true"})
            QTest::newRow(value) << QByteArray(value) << true;
        for (const char* value : {"0", "off", "no", "false", "2", ""})
            QTest::addRow("not \"%s\"", value) << QByteArray(value) << false;
    }

    void readsTheSwitches()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, isOn);
        QCOMPARE(with({{"HF_HUB_OFFLINE", value}})->isOffline, isOn);
        QCOMPARE(with({{"TRANSFORMERS_OFFLINE", value}})->isOffline, isOn);
        QCOMPARE(!with({{"HF_HUB_DISABLE_SYMLINKS", value}})->usesSymlinks, isOn);
        QCOMPARE(!with({{"HF_HUB_DISABLE_IMPLICIT_TOKEN", value}})->sendsSavedToken, isOn);
    }

    void readsTheTimeouts()
    {
        QCOMPARE(with({{"HF_HUB_ETAG_TIMEOUT", "30"}})->etagTimeoutMs, 30'000);
        QCOMPARE(with({{"HF_HUB_DOWNLOAD_TIMEOUT", "7"}})->downloadTimeoutMs, 7'000);
        QCOMPARE(with({{"HF_HUB_ETAG_TIMEOUT", "soon"}})->etagTimeoutMs, 0);
        QCOMPARE(with({{"HF_HUB_ETAG_TIMEOUT", "-1"}})->etagTimeoutMs, 0);
    }

    void trimsTheEndpoint()
    {
        const auto mirror = with({{"HF_ENDPOINT", " https://hf-mirror.com// "}});
        QCOMPARE(mirror->endpoint, QUrl("https://hf-mirror.com"));
        QCOMPARE(with({{"HF_ENDPOINT", "http://127.0.0.1:8080/hub"}})->endpoint, QUrl("http://127.0.0.1:8080/hub"));
    }

    void refusesAnEndpointThatWouldSendTheTokenInTheClear_data()
    {
        QTest::addColumn<QByteArray>("endpoint");
        for (const char* each : {"http://hf-mirror.com", "ftp://huggingface.co", "huggingface.co", "file:///etc",
                 "https://", "https://me:secret@mirror.example", "https://a b"})
            QTest::newRow(each) << QByteArray(each);
    }

    void refusesAnEndpointThatWouldSendTheTokenInTheClear()
    {
        QFETCH(QByteArray, endpoint);
        const auto all = with({{"HF_ENDPOINT", endpoint}});
        QVERIFY(!all.has_value());
        QCOMPARE(all.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(!all.error().detail.contains("secret"), qPrintable(all.error().detail));
    }
};

QTEST_GUILESS_MAIN(TstHubEnvironment)
#include "tst_hub_environment.moc"
