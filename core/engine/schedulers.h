#pragma once

#include "core/engine/denoiser.h"
#include "core/engine/samplers.h"

namespace reverie::engine {

/// A scheduler of diffusers 0.42 with the loop of its pipeline around it: what "Model default" runs.
/// \param noise normal noise, [B, C, h, w], float32
/// \param steps 1..1000, the pipeline's num_inference_steps; what findScheduler has found possible
/// \return the finished latents. Errors: those of the model
using Scheduler = Result<at::Tensor> (*)(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// PNDMScheduler: Runge-Kutta steps to begin with, unless skip_prk_steps, then Adams and Bashforth's four steps.
/// Source: Liu et al. 2022 (arXiv 2202.09778), formulas (9), (12), (13), algorithm 2.
[[nodiscard]] Result<at::Tensor> runPndm(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DDIMScheduler with eta 0. Source: Song et al. 2021 (arXiv 2010.02502), formula (12).
[[nodiscard]] Result<at::Tensor> runDdim(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DDPMScheduler. Source: Ho et al. 2020 (arXiv 2006.11239), formulas (6), (7).
[[nodiscard]] Result<at::Tensor> runDdpm(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// EulerDiscreteScheduler: sampleEuler on the schedule that the config describes.
[[nodiscard]] Result<at::Tensor> runEulerDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// LMSDiscreteScheduler: sampleLms on the schedule that the config describes.
[[nodiscard]] Result<at::Tensor> runLmsDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// EulerAncestralDiscreteScheduler: sampleEulerAncestral on the schedule that the config describes.
[[nodiscard]] Result<at::Tensor> runEulerAncestralDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// HeunDiscreteScheduler. Source: Karras et al. 2022 (arXiv 2206.00364), algorithm 2, without churn.
[[nodiscard]] Result<at::Tensor> runHeunDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// KDPM2DiscreteScheduler. Source: Lu et al. 2022 (arXiv 2206.00927), DPM-Solver-2, as k-diffusion has it.
[[nodiscard]] Result<at::Tensor> runKdpm2Discrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// KDPM2AncestralDiscreteScheduler: the same, going too far down and adding noise again.
[[nodiscard]] Result<at::Tensor> runKdpm2AncestralDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DPMSolverSDEScheduler: sampleDpmppSde on the schedule that the config describes. Where the config has no
/// noise_sampler_seed, for which diffusers draws one, each picture's motion has its own seed.
[[nodiscard]] Result<at::Tensor> runDpmSolverSde(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DPMSolverMultistepScheduler. Source: Lu et al. 2022 (arXiv 2206.00927 and 2211.01095, algorithm 2, appendix B).
[[nodiscard]] Result<at::Tensor> runDpmSolverMultistep(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DPMSolverSinglestepScheduler. Source: Lu et al. 2022 (arXiv 2206.00927 and 2211.01095, algorithm 1, appendix B).
[[nodiscard]] Result<at::Tensor> runDpmSolverSinglestep(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// DEISMultistepScheduler. Source: Zhang and Chen 2023 (arXiv 2204.13902), "rho-AB" over log rho.
[[nodiscard]] Result<at::Tensor> runDeisMultistep(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// UniPCMultistepScheduler. Source: Zhao et al. 2023 (arXiv 2302.04867), algorithms 5 and 6.
[[nodiscard]] Result<at::Tensor> runUniPc(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// LCMScheduler. Source: Luo et al. 2023 (arXiv 2310.04378), algorithm 3.
[[nodiscard]] Result<at::Tensor> runLcm(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// TCDScheduler with eta 0, which is what diffusers' pipelines give it. Source: Zheng et al. 2024 (arXiv 2402.19159).
[[nodiscard]] Result<at::Tensor> runTcd(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// The options that a class reads beyond those of the training, in groups.
enum OptionGroup : unsigned {
    kSpacing = 1u << 0,       ///< timestep_spacing, steps_offset
    kAlphaToOne = 1u << 1,    ///< set_alpha_to_one
    kRungeKutta = 1u << 2,    ///< skip_prk_steps
    kClipping = 1u << 3,      ///< clip_sample, clip_sample_range
    kThresholding = 1u << 4,  ///< thresholding, dynamic_thresholding_ratio, sample_max_value
    kSigmaSpacing = 1u << 5,  ///< use_karras_sigmas, use_exponential_sigmas, use_beta_sigmas, sigma_min, sigma_max
    kLuSpacing = 1u << 6,     ///< use_lu_lambdas
    kFinalSigma = 1u << 7,    ///< final_sigmas_type
    kEuler = 1u << 8,         ///< interpolation_type, timestep_type
    kEulerAtFinal = 1u << 9,  ///< euler_at_final
    kTreeSeed = 1u << 10,     ///< noise_sampler_seed
    kDdpm = 1u << 11,         ///< variance_type
    kDpmSolver = 1u << 12,    ///< lambda_min_clipped, variance_type
    kFlow = 1u << 13,         ///< use_flow_sigmas, use_dynamic_shifting, and what these would read
    kUniPc = 1u << 14,        ///< predict_x0, disable_corrector, solver_p, shift_terminal
    kDistilled = 1u << 15,    ///< original_inference_steps, timestep_scaling
    kZeroSnr = 1u << 16,      ///< rescale_betas_zero_snr
};

/// Whose solver_type and algorithm_type a class knows: solver_order, lower_order_final and those two.
enum class SolverFamily { None, Multistep, Singlestep, Deis, UniPc };

/// Where the config is silent.
struct SchedulerDefaults {
    TimestepSpacing spacing = TimestepSpacing::Linspace;
    double betaStart = 0.0001;
    double betaEnd = 0.02;
    BetaSchedule betaSchedule = BetaSchedule::Linear;
    bool setsAlphaToOne = true;
    bool clipsSample = false;
    bool lowersFinalOrder = true;
    SolverFamily family = SolverFamily::None;
};

/// One line of the table: a scheduler under its diffusers class name.
struct SchedulerRow {
    const char16_t* className;
    Scheduler function;
    unsigned options;  ///< OptionGroup bits
    SchedulerDefaults defaults = {};
    bool knowsSamplePrediction = true;
    /// What the config asks for that diffusers cannot do in so many steps: it raises or makes NaN. Null: nothing.
    const char* (*obstacle)(const SchedulerConfig& config, int steps) = nullptr;
    /// How often it observes, where that is not once a step.
    int (*calls)(const SchedulerConfig& config, int steps) = nullptr;
    bool asksTwice = false;  ///< of the network, in nearly all of its steps
};

/// The row of that class, or nullptr.
[[nodiscard]] const SchedulerRow* findSchedulerRow(const QString& className);

/// The scheduler that the config names, once it is sure that it can run as the config wants it.
/// Errors: Unsupported (an unknown class or option, by name); InvalidArgument (a number of steps it cannot make).
[[nodiscard]] Result<const SchedulerRow*> findScheduler(const SchedulerConfig& config, int steps);

/// How many steps it observes.
[[nodiscard]] int observedSteps(const SchedulerRow& row, const SchedulerConfig& config, int steps);

}  // namespace reverie::engine
