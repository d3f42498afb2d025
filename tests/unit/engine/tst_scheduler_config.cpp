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
    void keepsSamplersUsable_data();
    void keepsSamplersUsable();
    void acceptsWhatChangesNothing_data();
    void acceptsWhatChangesNothing();
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
    QCOMPARE(observedSteps(**row, *config, 50), 51);
    const auto times = spreadTimesteps(*config, 50);
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
    add("number for a flag", R"({"rescale_betas_zero_snr": 1})", ErrorCode::Corrupt, "rescale_betas_zero_snr to 1");
    add("null for a number", R"({"beta_end": null})", ErrorCode::Corrupt, "beta_end to null");
    add("text among betas", R"({"trained_betas": [0.1, "x"]})", ErrorCode::Corrupt, "trained_betas");
    add("too few betas", R"({"trained_betas": [0.1, 0.2]})", ErrorCode::Corrupt, "noise levels");
    add("no training steps", R"({"num_train_timesteps": 0})", ErrorCode::Corrupt, "noise levels");
    add("negative beta", R"({"beta_start": -1})", ErrorCode::Corrupt, "noise levels");
    add("unknown beta schedule", R"({"beta_schedule": "cubic"})", ErrorCode::Corrupt, "beta_schedule to \"cubic\"");
    add("flow prediction", R"({"prediction_type": "flow_prediction"})", ErrorCode::Corrupt, "flow_prediction");
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

void TstSchedulerConfig::keepsSamplersUsable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("names");
    const auto add = [](const char* row, const QByteArray& text, const char* names) {
        QTest::addRow("%s", row) << text << QString::fromLatin1(names);
    };
    const auto of = [&](const char* name, const char* options, const char* names) {
        add(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(name), QLatin1String(options))),
            QByteArray(R"({"_class_name": ")") + name + R"(Scheduler", )" + options + "}", names);
    };
    add("unknown class", R"({"_class_name": "EDMEulerScheduler"})", "EDMEulerScheduler, is not supported");
    add("no class", "{}", "does not name its sampler");
    of("DDIM", R"("warp": 9)", "warp to 9");
    of("DDIM", R"("warp": [1, 2], "weft": null)", "warp to [1,2], weft to null");
    of("PNDM", R"("skip_prk_steps": 1)", "skip_prk_steps to 1");
    of("DDIM", R"("timestep_spacing": 3)", "timestep_spacing to 3");
    of("DDIM", R"("timestep_spacing": "sideways")", "timestep_spacing to \"sideways\"");
    of("DDIM", R"("thresholding": "yes")", "thresholding to \"yes\"");
    of("DDIM", R"("sample_max_value": true)", "sample_max_value to true");
    of("UniPCMultistep", R"("disable_corrector": [0, "one"])", "disable_corrector to [0,\"one\"]");
    of("UniPCMultistep", R"("disable_corrector": 1)", "disable_corrector to 1");
    of("UniPCMultistep", R"("solver_p": {})", "solver_p to {}");
    of("UniPCMultistep", R"("shift_terminal": 0.1)", "shift_terminal to 0.1");
    of("UniPCMultistep", R"("solver_type": "bh1")", "solver_type \"bh1\" with final_sigmas_type \"zero\"");
    of("UniPCMultistep", R"("predict_x0": false)", "predict_x0 to false");
    of("UniPCMultistep", R"("lower_order_final": false)", "lower_order_final to false");
    of("UniPCMultistep",
        R"("lower_order_final": false, "solver_order": 3, "final_sigmas_type": "sigma_min", "use_karras_sigmas": true)",
        "sigmas spread anew");
    of("UniPCMultistep", R"("solver_order": 0)", "solver_order");
    of("UniPCMultistep", R"("use_flow_sigmas": true)", "use_flow_sigmas to true");
    of("DPMSolverMultistep", R"("use_flow_sigmas": true)", "use_flow_sigmas to true");
    of("DEISMultistep", R"("use_dynamic_shifting": true)", "use_dynamic_shifting to true");
    of("DPMSolverSinglestep", R"("use_flow_sigmas": 1)", "use_flow_sigmas to 1");
    of("DPMSolverMultistep", R"("algorithm_type": "dpmsolver")", "with final_sigmas_type \"zero\"");
    of("DPMSolverMultistep", R"("algorithm_type": "deis")", "algorithm_type to \"deis\"");
    of("DPMSolverMultistep", R"("algorithm_type": "euler")", "algorithm_type to \"euler\"");
    of("DPMSolverMultistep",
        R"("algorithm_type": "sde-dpmsolver", "solver_order": 3, "final_sigmas_type": "sigma_min")",
        "\"sde-dpmsolver\" with solver_order 3");
    of("DPMSolverMultistep", R"("solver_order": 4)", "solver_order");
    of("DPMSolverMultistep", R"("solver_order": 2.0)", "solver_order to 2.0");
    of("DPMSolverMultistep", R"("variance_type": "learned_range")", "variance_type to \"learned_range\"");
    of("DPMSolverMultistep", R"("use_karras_sigmas": true, "final_sigmas_type": "sigma_min", "solver_type": "heun")",
        "a last step of higher order");
    of("DPMSolverSinglestep", R"("algorithm_type": "sde-dpmsolver")", "algorithm_type to \"sde-dpmsolver\"");
    of("DPMSolverSinglestep",
        R"("algorithm_type": "dpmsolver", "final_sigmas_type": "sigma_min", "thresholding": true)",
        "\"dpmsolver\" with thresholding");
    of("DEISMultistep", R"("algorithm_type": "sde-dpmsolver++")", "algorithm_type");
    of("DEISMultistep", R"("solver_order": 4)", "solver_order");
    of("DDPM", R"("variance_type": "learned")", "variance_type to \"learned\"");
    of("DDPM", R"("variance_type": "fixed_large_log")", "variance_type to \"fixed_large_log\"");
    of("DDIM", R"("beta_schedule": "sigmoid")", "beta_schedule");
    of("DDIM", R"("beta_schedule": "exp")", "beta_schedule");
    of("DDIM", R"("rescale_betas_zero_snr": true, "timestep_spacing": "trailing")", "rescale_betas_zero_snr");
    of("LCM", R"("rescale_betas_zero_snr": true)", "rescale_betas_zero_snr");
    of("LCM", R"("original_inference_steps": 1001)", "original_inference_steps");
    of("LCM", R"("original_inference_steps": 0)", "original_inference_steps");
    of("LMSDiscrete", R"("use_karras_sigmas": true, "use_exponential_sigmas": true)", "more than one of");
    for (const char* name : {"PNDM", "EulerAncestralDiscrete", "KDPM2Discrete", "KDPM2AncestralDiscrete"})
        of(name, R"("prediction_type": "sample")", "prediction_type to \"sample\"");
}

void TstSchedulerConfig::keepsSamplersUsable()
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

// Files that diffusers writes hold the options of classes that they were converted from, and None for what is not set.
void TstSchedulerConfig::acceptsWhatChangesNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto add = [](const char* row, const char* text) { QTest::addRow("%s", row) << QByteArray(text); };
    add("SDXL", R"({"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0", "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear",
        "num_train_timesteps": 1000, "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false,
        "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "leading", "trained_betas": null,
        "use_karras_sigmas": false})");
    add("LCM", R"({"_class_name": "LCMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
        "beta_start": 0.00085, "clip_sample": false, "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995,
        "num_train_timesteps": 1000, "original_inference_steps": 50, "prediction_type": "epsilon",
        "rescale_betas_zero_snr": false, "sample_max_value": 1.0, "set_alpha_to_one": true, "steps_offset": 1,
        "thresholding": false, "timestep_scaling": 10.0, "timestep_spacing": "leading", "trained_betas": null})");
    add("all of DPM-Solver's", R"({"_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "dpmsolver++",
        "dynamic_thresholding_ratio": 0.995, "euler_at_final": false, "final_sigmas_type": "zero", "flow_shift": 1.0,
        "lambda_min_clipped": -1.7976931348623157e308, "lower_order_final": true, "sample_max_value": 1.0,
        "solver_order": 2, "solver_type": "midpoint", "thresholding": false, "time_shift_type": "exponential",
        "use_beta_sigmas": false, "use_dynamic_shifting": false, "use_exponential_sigmas": false,
        "use_flow_sigmas": false, "use_karras_sigmas": null, "use_lu_lambdas": false, "variance_type": null})");
    add("the wrong kind for others", R"({"_class_name": "DDIMScheduler", "solver_order": "two", "sigma_max": "high"})");
}

void TstSchedulerConfig::acceptsWhatChangesNothing()
{
    QFETCH(QByteArray, text);
    const auto config = readSchedulerConfig(json::parse(text.toStdString()));
    QVERIFY(config.has_value());
    const auto row = findScheduler(*config, 4);
    QVERIFY2(row.has_value(), qPrintable(row ? QString() : sentence(row.error())));
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
    SchedulerConfig config;
    config.spacing = TimestepSpacing::Trailing;
    const auto times = spreadTimesteps(config, 61);
    QCOMPARE(times.size(), std::size_t{61});
    QCOMPARE(times.front(), 999.0);
    QVERIFY(times.back() > 0);
}

QTEST_GUILESS_MAIN(TstSchedulerConfig)
#include "tst_scheduler_config.moc"
