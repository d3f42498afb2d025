#pragma once

#include "core/engine/denoiser.h"
#include "core/engine/samplers.h"

namespace reverie::engine {

/// A scheduler of diffusers 0.42 with the loop of its StableDiffusionPipeline around it: what "Model default" runs.
/// \param noise normal noise, [B, C, h, w], float32
/// \param steps 1..1000, the pipeline's num_inference_steps; checked by checkModelDefault
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

/// EulerDiscreteScheduler: sampleEuler on the schedule that the config describes.
[[nodiscard]] Result<at::Tensor> runEulerDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// LMSDiscreteScheduler: sampleLms on the schedule that the config describes.
[[nodiscard]] Result<at::Tensor> runLmsDiscrete(
    const GuidedModel& model, at::Tensor noise, const SchedulerConfig& config, int steps, const SamplerRun& run);

/// One line of the table: a scheduler under its diffusers class name.
struct SchedulerRow {
    const char16_t* className;
    Scheduler function;
    TimestepSpacing defaultSpacing;
    int (*calls)(const SchedulerConfig& config, int steps);  ///< how often it calls the model
};

/// The scheduler that the config names, once it is sure that it can run as the config wants it.
/// Errors: Unsupported (an unknown class or option, by name); InvalidArgument (a number of steps it cannot make).
[[nodiscard]] Result<const SchedulerRow*> findScheduler(const SchedulerConfig& config, int steps);

}  // namespace reverie::engine
