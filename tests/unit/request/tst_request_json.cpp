#include "core/request/request_json.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::request;
using nlohmann::json;

namespace {

GenerationRequest fullRequest()
{
    GenerationRequest request;
    request.prompt = QStringLiteral("a \"red\" forest\n👩‍👩‍👧");
    request.negativePrompt = QStringLiteral("fog");
    request.model = QStringLiteral("/models/sd");
    request.vae = QStringLiteral("vae");
    request.steps = 30;
    request.guidanceScale = 7.25;
    request.seed = 18'446'744'073'709'551'615u;
    request.width = 512;
    request.height = 768;
    request.sampler = QStringLiteral("Euler a");
    request.schedule = QStringLiteral("Karras");
    request.emphasis = Emphasis::NoNorm;
    request.clipSkip = 2;
    request.count = 5;
    request.batch = 3;
    request.rng = RngSource::Nv;
    request.memory = MemoryUse::Lean;
    request.device = QStringLiteral("cuda:1");
    request.dtype = DType::Bf16;
    request.wantLatents = true;
    return request;
}

Result<GenerationRequest> throughText(const json& table)
{
    return requestFromJson(json::parse(table.dump()));
}

}  // namespace

/// A request as JSON: nothing lost, nothing guessed.
class TstRequestJson final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackWhole()
    {
        QVERIFY(*throughText(toJson(fullRequest())) == fullRequest());
        QVERIFY(*throughText(toJson({})) == GenerationRequest());
        QCOMPARE(toJson(fullRequest()).size(), std::size_t{20});
    }

    void leavesOutWhatIsEmpty()
    {
        const json table = toJson({});
        for (const char* key : {"steps", "guidanceScale", "seed", "width", "height", "sampler", "schedule"})
            QVERIFY2(!table.contains(key), key);
    }

    void keepsSeedsAbove2To53Exact()
    {
        for (const std::uint64_t seed :
            {9'007'199'254'740'993u, 9'223'372'036'854'775'809u, 18'446'744'073'709'551'615u}) {
            GenerationRequest request;
            request.seed = seed;
            QCOMPARE(throughText(toJson(request))->seed, std::optional(seed));
        }
    }

    void takesNothingForEmpty()
    {
        const auto request = requestFromJson(json::parse(R"({"steps": null, "seed": -1, "sampler": null})"));
        QVERIFY(request.has_value());
        QVERIFY(*request == GenerationRequest());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* text, const char* message) {
            QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(message);
        };
        row("[]", "the request is not a JSON table; send an object such as {\"prompt\": \"red forest\"}.");
        row(R"({"Steps": 3})", "the request has an unknown key \"Steps\"; remove it or correct its name.");
        const char* wrong = "the request's \"%1\" has a value of the wrong type; give %2.";
        const auto typeRow = [&](const char* text, const char* key, const char* wanted) {
            row(text, qPrintable(QString::fromUtf8(wrong).arg(QLatin1String(key), QLatin1String(wanted))));
        };
        constexpr auto kWhole = "a whole number of at most nine digits";
        constexpr auto kSeed = "a whole number from 0 to 18446744073709551615, or -1 to have one drawn";
        typeRow(R"({"steps": "25"})", "steps", kWhole);
        typeRow(R"({"steps": 25.0})", "steps", kWhole);
        typeRow(R"({"count": null})", "count", kWhole);
        typeRow(R"({"count": 4294967297})", "count", kWhole);
        typeRow(R"({"count": -4294967297})", "count", kWhole);
        typeRow(R"({"count": true})", "count", kWhole);
        typeRow(R"({"prompt": 1})", "prompt", "a text");
        typeRow(R"({"guidanceScale": "7"})", "guidanceScale", "a number");
        typeRow(R"({"wantLatents": 1})", "wantLatents", "true or false");
        typeRow(R"({"seed": 18446744073709551616})", "seed", kSeed);
        typeRow(R"({"seed": 1e3})", "seed", kSeed);
        typeRow(R"({"seed": -2})", "seed", kSeed);
        typeRow(R"({"seed": "5"})", "seed", kSeed);
        typeRow(R"({"emphasis": "loud"})", "emphasis", "one of none, ignore, original, no-norm");
        typeRow(R"({"rng": 0})", "rng", "one of cpu, nv");
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        const auto request = requestFromJson(json::parse(text.toStdString()));
        QVERIFY(!request);
        QCOMPARE(request.error().code, ErrorCode::InvalidArgument);
        QTEST(sentence(request.error()), "message");
    }
};

QTEST_GUILESS_MAIN(TstRequestJson)
#include "tst_request_json.moc"
