#include "core/engine/scheduler_config.h"

#include "core/engine/option_reader.h"
#include "core/engine/schedulers.h"

#include <array>
#include <set>

namespace reverie::engine {

namespace {

using nlohmann::json;

/// All options of the schedulers of diffusers 0.42 that run Stable Diffusion. A class ignores those that are not its
/// own.
const std::set<std::string, std::less<>> kKnownOptions{"algorithm_type", "beta_end", "beta_schedule", "beta_start",
    "clip_sample", "clip_sample_range", "corrector_order", "disable_corrector", "dynamic_thresholding_ratio",
    "euler_at_final", "final_sigmas_type", "flow_shift", "interpolation_type", "lambda_min_clipped",
    "lower_order_final", "noise_sampler_seed", "num_train_timesteps", "original_inference_steps", "predict_x0",
    "prediction_type", "predictor_order", "rescale_betas_zero_snr", "sample_max_value", "set_alpha_to_one",
    "shift_terminal", "sigma_max", "sigma_min", "skip_prk_steps", "solver_order", "solver_p", "solver_type",
    "steps_offset", "tau_func", "thresholding", "time_shift_type", "timestep_scaling", "timestep_spacing",
    "timestep_type", "trained_betas", "use_beta_sigmas", "use_dynamic_shifting", "use_exponential_sigmas",
    "use_flow_sigmas", "use_karras_sigmas", "use_lu_lambdas", "variance_type"};

void readTraining(OptionReader& options, SchedulerConfig& config)
{
    options.read("num_train_timesteps", config.trainSteps);
    options.read("beta_start", config.betaStart);
    options.read("beta_end", config.betaEnd);
    options.choose("beta_schedule",
        Choices<BetaSchedule>{{"linear", BetaSchedule::Linear}, {"scaled_linear", BetaSchedule::ScaledLinear},
            {"squaredcos_cap_v2", BetaSchedule::SquaredCosine}, {"exp", BetaSchedule::Exponential},
            {"laplace", BetaSchedule::Laplace}, {"sigmoid", BetaSchedule::Sigmoid}},
        config.betaSchedule);
    options.read("trained_betas", config.trainedBetas);
    options.read("rescale_betas_zero_snr", config.rescaleBetasZeroSnr);
    options.choose("prediction_type",
        Choices<Prediction>{
            {"epsilon", Prediction::Epsilon}, {"sample", Prediction::Sample}, {"v_prediction", Prediction::Velocity}},
        config.prediction);
}

void readSpacing(OptionReader& options, SchedulerConfig& config)
{
    options.choose("timestep_spacing",
        Choices<TimestepSpacing>{{"linspace", TimestepSpacing::Linspace}, {"leading", TimestepSpacing::Leading},
            {"trailing", TimestepSpacing::Trailing}},
        config.spacing);
    options.read("steps_offset", config.stepsOffset);
}

void readClipping(OptionReader& options, SchedulerConfig& config)
{
    options.read("clip_sample", config.clipSample);
    options.read("clip_sample_range", config.clipRange);
}

void readThresholding(OptionReader& options, SchedulerConfig& config)
{
    options.read("thresholding", config.thresholding);
    options.read("dynamic_thresholding_ratio", config.thresholdingRatio);
    options.read("sample_max_value", config.sampleMaxValue);
}

void readSigmaSpacing(OptionReader& options, SchedulerConfig& config)
{
    bool isKarras = false;
    bool isExponential = false;
    bool isBeta = false;
    options.read("use_karras_sigmas", isKarras);
    options.read("use_exponential_sigmas", isExponential);
    options.read("use_beta_sigmas", isBeta);
    options.read("sigma_min", config.sigmaMin);
    options.read("sigma_max", config.sigmaMax);
    if (isKarras)
        config.sigmaSpacing = SigmaSpacing::Karras;
    if (isExponential)
        config.sigmaSpacing = SigmaSpacing::Exponential;
    if (isBeta)
        config.sigmaSpacing = SigmaSpacing::Beta;
    if (isKarras + isExponential + isBeta > 1)
        config.unsupported << QStringLiteral(
            "more than one of use_karras_sigmas, use_exponential_sigmas and use_beta_sigmas");
}

/// Lu's spacing goes before all but Karras's.
void readLuSpacing(OptionReader& options, SchedulerConfig& config)
{
    bool isLu = false;
    options.read("use_lu_lambdas", isLu);
    if (isLu && config.sigmaSpacing != SigmaSpacing::Karras)
        config.sigmaSpacing = SigmaSpacing::LuLambdas;
}

void readEuler(OptionReader& options, SchedulerConfig& config)
{
    options.choose("interpolation_type", Choices<bool>{{"linear", false}, {"log_linear", true}}, config.isLogLinear);
    options.choose(
        "timestep_type", Choices<bool>{{"discrete", false}, {"continuous", true}}, config.hasContinuousTimesteps);
}

/// Classes take the names of each other's solvers for their own default.
void readSolverType(OptionReader& options, SchedulerConfig& config, SolverFamily family)
{
    using enum SolverType;
    const bool isUniPc = family == SolverFamily::UniPc;
    const SolverType fallback = isUniPc ? Bh2 : Midpoint;
    options.choose("solver_type",
        Choices<SolverType>{{"midpoint", fallback}, {"heun", isUniPc ? Bh2 : Heun}, {"logrho", fallback},
            {"bh1", isUniPc ? Bh1 : Midpoint}, {"bh2", fallback}},
        config.solverType);
}

void readAlgorithm(OptionReader& options, SchedulerConfig& config, SolverFamily family)
{
    using enum SolverAlgorithm;
    if (family == SolverFamily::Deis)
        options.choose("algorithm_type",
            Choices<SolverAlgorithm>{{"deis", Dpm}, {"dpmsolver", Dpm}, {"dpmsolver++", Dpm}}, config.algorithm);
    if (family == SolverFamily::Singlestep)
        options.choose("algorithm_type",
            Choices<SolverAlgorithm>{{"dpmsolver", Dpm}, {"dpmsolver++", DpmPlusPlus},
                {"sde-dpmsolver++", SdeDpmPlusPlus}, {"deis", DpmPlusPlus}},
            config.algorithm);
    if (family == SolverFamily::Multistep)
        options.choose("algorithm_type",
            Choices<SolverAlgorithm>{{"dpmsolver", Dpm}, {"dpmsolver++", DpmPlusPlus}, {"sde-dpmsolver", SdeDpm},
                {"sde-dpmsolver++", SdeDpmPlusPlus}, {"deis", DpmPlusPlus}},
            config.algorithm);
}

void readSolver(OptionReader& options, SchedulerConfig& config, SolverFamily family)
{
    options.read("solver_order", config.solverOrder);
    options.read("lower_order_final", config.lowerOrderFinal);
    readSolverType(options, config, family);
    readAlgorithm(options, config, family);
    const bool isDpm = family == SolverFamily::Multistep || family == SolverFamily::Singlestep;
    if (isDpm && !config.endsAtSigmaMin)  // diffusers asks before it takes that name for dpmsolver++
        options.exclude("algorithm_type", "deis");
}

/// Rectified flow is no Stable Diffusion 1, 2 or XL.
void readFlow(OptionReader& options)
{
    options.expect("use_flow_sigmas", false);
    options.expect("use_dynamic_shifting", false);
}

void readUniPc(OptionReader& options, SchedulerConfig& config)
{
    options.read("predict_x0", config.predictsX0);
    options.read("disable_corrector", config.uncorrectedSteps);
    options.expect("solver_p", nullptr);
    options.expect("shift_terminal", nullptr);
}

/// Only a UNet with twice as many outputs as latents could tell a learned variance. The logarithm of a small variance
/// is only another way to compute it; that of a large one makes NaN.
void readDdpm(OptionReader& options, SchedulerConfig& config)
{
    options.choose("variance_type",
        Choices<bool>{{"fixed_small", false}, {"fixed_small_log", false}, {"fixed_large", true}},
        config.hasLargeVariance);
}

void readDpmSolver(OptionReader& options, SchedulerConfig& config)
{
    options.read("lambda_min_clipped", config.lambdaMinClipped);
    if (config.prediction == Prediction::Epsilon)
        options.expect("variance_type", nullptr);
}

void readSampling(OptionReader& options, SchedulerConfig& config, const SchedulerRow& row)
{
    const auto reads = [&](OptionGroup group) { return (row.options & group) != 0; };
    if (reads(kSpacing))
        readSpacing(options, config);
    if (reads(kAlphaToOne))
        options.read("set_alpha_to_one", config.setAlphaToOne);
    if (reads(kRungeKutta))
        options.read("skip_prk_steps", config.skipPrkSteps);
    if (reads(kClipping))
        readClipping(options, config);
    if (reads(kThresholding))
        readThresholding(options, config);
    if (reads(kSigmaSpacing))
        readSigmaSpacing(options, config);
    if (reads(kLuSpacing))
        readLuSpacing(options, config);
    if (reads(kFinalSigma))
        options.choose("final_sigmas_type", Choices<bool>{{"zero", false}, {"sigma_min", true}}, config.endsAtSigmaMin);
    if (reads(kEuler))
        readEuler(options, config);
    if (reads(kEulerAtFinal))
        options.read("euler_at_final", config.eulerAtFinal);
    if (reads(kTreeSeed))
        options.read("noise_sampler_seed", config.treeSeed);
    if (reads(kDdpm))
        readDdpm(options, config);
    if (reads(kDistilled)) {
        options.read("original_inference_steps", config.distilledSteps);
        options.read("timestep_scaling", config.timestepScaling);
    }
}

void readSolvers(OptionReader& options, SchedulerConfig& config, const SchedulerRow& row)
{
    const auto reads = [&](OptionGroup group) { return (row.options & group) != 0; };
    if (row.defaults.family != SolverFamily::None)
        readSolver(options, config, row.defaults.family);
    if (reads(kDpmSolver))
        readDpmSolver(options, config);
    if (reads(kFlow))
        readFlow(options);
    if (reads(kUniPc))
        readUniPc(options, config);
}

void applyDefaults(SchedulerConfig& config, const SchedulerDefaults& defaults)
{
    config.betaStart = defaults.betaStart;
    config.betaEnd = defaults.betaEnd;
    config.betaSchedule = defaults.betaSchedule;
    config.spacing = defaults.spacing;
    config.setAlphaToOne = defaults.setsAlphaToOne;
    config.clipSample = defaults.clipsSample;
    config.lowerOrderFinal = defaults.lowersFinalOrder;
    if (defaults.family == SolverFamily::UniPc)
        config.solverType = SolverType::Bh2;
    if (defaults.family == SolverFamily::Deis) {
        config.algorithm = SolverAlgorithm::Dpm;
        config.endsAtSigmaMin = true;
    }
}

void applyHabit(SchedulerConfig& config, PipelineHabit habit)
{
    if (habit != PipelineHabit::StableDiffusion)
        return;
    config.stepsOffset = 1;
    config.clipSample = false;
}

bool isTrainingValid(const SchedulerConfig& config)
{
    const auto isBeta = [](double beta) { return beta > 0 && beta <= 1; };
    const bool areTrainedValid = std::all_of(config.trainedBetas.begin(), config.trainedBetas.end(), isBeta) &&
        (config.trainedBetas.empty() || config.trainedBetas.size() == static_cast<std::size_t>(config.trainSteps));
    return config.trainSteps >= 2 && config.trainSteps <= 100000 && isBeta(config.betaStart) &&
        isBeta(config.betaEnd) && areTrainedValid;
}

void refuseUnknownNames(OptionReader& options, const json& file)
{
    for (const auto& item : file.items())
        if (!item.key().starts_with('_') && !kKnownOptions.contains(item.key()))
            options.refuse(item.key(), item.value());
}

}  // namespace

Result<SchedulerConfig> readSchedulerConfig(const json& file, PipelineHabit habit)
{
    const QString remedy = QStringLiteral("use the scheduler_config.json that came with the model");
    if (!file.is_object())
        return fail(ErrorCode::Corrupt, QStringLiteral("the model's scheduler_config.json holds no options"), remedy);
    SchedulerConfig config;
    const auto name = file.find("_class_name");
    if (name != file.end() && name->is_string())
        config.className = QString::fromStdString(name->get<std::string>());
    const SchedulerRow* row = findSchedulerRow(config.className);
    if (row)
        applyDefaults(config, row->defaults);

    OptionReader training(file);
    readTraining(training, config);
    if (!training.refused().isEmpty())
        return fail(ErrorCode::Corrupt,
            QStringLiteral("the model's scheduler_config.json sets %1, which Reverie does not know")
                .arg(training.refused().join(QStringLiteral(", "))),
            remedy);
    if (!isTrainingValid(config))
        return fail(ErrorCode::Corrupt,
            QStringLiteral("the noise levels in the model's scheduler_config.json are out of range"), remedy);

    OptionReader sampling(file);
    if (row) {
        readSampling(sampling, config, *row);
        readSolvers(sampling, config, *row);
    }
    refuseUnknownNames(sampling, file);
    config.unsupported << sampling.refused();
    applyHabit(config, habit);
    return config;
}

}  // namespace reverie::engine
