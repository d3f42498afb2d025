#include "core/engine/noise_levels.h"
#include "core/engine/schedulers.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

class TstSchedulerConfig final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheOldestStableDiffusionFile();
    void refuses_data();
    void refuses();
    void keepsSamplersUsableWhenTheClassIsUnknown_data();
    void keepsSamplersUsableWhenTheClassIsUnknown();
    void refusesImpossibleSteps_data();
    void refusesImpossibleSteps();
    void spreadsTrailingStepsWithoutTheExtraOne();
};

// The file of Stable Diffusion 1.5; clip_sample is no option of PNDM, and steps_offset would be 1 without it too.
void TstSchedulerConfig::readsTheOldestStableDiffusionFile()
{
    const auto config = readSchedulerConfig(json::parse(R"({"_class_name": "PNDMScheduler",
        "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
        "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1,
        "trained_betas": null, "clip_sample": false})"));
    QVERIFY(config.has_value());
    QVERIFY(config->unsupported.isEmpty());
    const auto row = findScheduler(*config, 50);
    QVERIFY(row.has_value());
    QCOMPARE((*row)->calls(*config, 50), 51);
    const auto times = spreadTimesteps(*config, (*row)->defaultSpacing, 50);
    QCOMPARE(times.front(), 981.0);
    QCOMPARE(times.back(), 1.0);
}

void TstSchedulerConfig::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("names");
    const auto add = [](const char* row, const char* text, ErrorCode code, const char* names) {
        QTest::addRow("%s", row) << QByteArray(text) << code << QString::fromLatin1(names);
    };
    add("no object", "[]", ErrorCode::Corrupt, "holds no options");
    add("text for a number", R"({"beta_start": "0.1"})", ErrorCode::Corrupt, "beta_start");
    add("fraction for a count", R"({"num_train_timesteps": 1000.5})", ErrorCode::Corrupt, "num_train_timesteps");
    add("number for a flag", R"({"skip_prk_steps": 1})", ErrorCode::Corrupt, "skip_prk_steps");
    add("text among betas", R"({"trained_betas": [0.1, "x"]})", ErrorCode::Corrupt, "trained_betas");
    add("too few betas", R"({"trained_betas": [0.1, 0.2]})", ErrorCode::Corrupt, "noise levels");
    add("no training steps", R"({"num_train_timesteps": 0})", ErrorCode::Corrupt, "noise levels");
    add("negative beta", R"({"beta_start": -1})", ErrorCode::Corrupt, "noise levels");
    add("unknown beta schedule", R"({"beta_schedule": "sigmoid"})", ErrorCode::Unsupported, "sigmoid");
    add("unknown prediction", R"({"prediction_type": "flow"})", ErrorCode::Unsupported, "flow");
    add("unknown spacing", R"({"timestep_spacing": 3})", ErrorCode::Unsupported, "timestep_spacing");
}

void TstSchedulerConfig::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, names);
    const auto config = readSchedulerConfig(json::parse(text.toStdString()));
    QVERIFY(!config.has_value());
    QTEST(config.error().code, "code");
    QVERIFY2(config.error().detail.contains(names), qPrintable(config.error().detail));
}

void TstSchedulerConfig::keepsSamplersUsableWhenTheClassIsUnknown_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("names");
    const auto add = [](const char* row, const char* text, const char* names) {
        QTest::addRow("%s", row) << QByteArray(text) << QString::fromLatin1(names);
    };
    add("class of a later issue", R"({"_class_name": "UniPCMultistepScheduler"})", "UniPCMultistepScheduler");
    add("no class", "{}", "does not name");
    add("unknown option", R"({"_class_name": "DDIMScheduler", "warp": 9})", "warp");
    add("beta sigmas", R"({"_class_name": "EulerDiscreteScheduler", "use_beta_sigmas": true})", "use_beta_sigmas");
    add("two spacings",
        R"({"_class_name": "LMSDiscreteScheduler", "use_karras_sigmas": true, "use_exponential_sigmas": true})",
        "more than one");
    add("PNDM of pictures", R"({"_class_name": "PNDMScheduler", "prediction_type": "sample"})", "PNDM");
}

void TstSchedulerConfig::keepsSamplersUsableWhenTheClassIsUnknown()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, names);
    const auto config = readSchedulerConfig(json::parse(text.toStdString()));
    QVERIFY(config.has_value());
    const auto row = findScheduler(*config, 20);
    QVERIFY(!row.has_value());
    QCOMPARE(row.error().code, ErrorCode::Unsupported);
    QVERIFY2(row.error().detail.contains(names), qPrintable(row.error().detail));
}

void TstSchedulerConfig::refusesImpossibleSteps_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("steps");
    QTest::addRow("Runge-Kutta needs 4") << QByteArray(R"({"_class_name": "PNDMScheduler"})") << 3;
    QTest::addRow("leading goes past the end")
        << QByteArray(R"({"_class_name": "PNDMScheduler", "skip_prk_steps": true})") << 1000;
    QTest::addRow("more than trained") << QByteArray(R"({"_class_name": "DDIMScheduler", "num_train_timesteps": 100})")
                                       << 101;
}

void TstSchedulerConfig::refusesImpossibleSteps()
{
    QFETCH(QByteArray, text);
    QFETCH(int, steps);
    const auto config = readSchedulerConfig(json::parse(text.toStdString()));
    QVERIFY(config.has_value());
    const auto row = findScheduler(*config, steps);
    QVERIFY(!row.has_value());
    QCOMPARE(row.error().code, ErrorCode::InvalidArgument);
}

void TstSchedulerConfig::spreadsTrailingStepsWithoutTheExtraOne()
{
    const auto config = readSchedulerConfig(json::object());
    QVERIFY(config.has_value());
    const auto times = spreadTimesteps(*config, TimestepSpacing::Trailing, 61);
    QCOMPARE(times.size(), std::size_t{61});
    QCOMPARE(times.front(), 999.0);
    QVERIFY(times.back() > 0);
}

QTEST_GUILESS_MAIN(TstSchedulerConfig)
#include "tst_scheduler_config.moc"
