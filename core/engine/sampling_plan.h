#pragma once

#include "core/engine/samplers.h"
#include "core/request/generation_request.h"

#include <functional>
#include <limits>

namespace reverie::engine {

/// How a request's sampler and schedule carry noise to finished latents. A pure value.
struct SamplingPlan {
    int steps = 0;                ///< that are observed; 0 where nobody can know their number
    int calls = 1;                ///< of the network, as prompts that change on their way count them
    bool isGuided = true;         ///< whether the negative prompt takes part
    bool skipsInNegative = true;  ///< whether clip skip holds for the negative prompt too
    std::function<Result<at::Tensor>(const GuidedModel& model, const at::Tensor& noise, const SamplerRun& run)> sample;
    bool guidesItself = false;                           ///< the sampler wants both halves of the model's answer
    int largestBatch = std::numeric_limits<int>::max();  ///< 1 where pictures of a batch would not stay independent
};

/// "Model default" is the scheduler that the config names, with diffusers' rule that a CFG of 1 or less runs the prompt
/// alone and its habit to read the negative prompt to the last layer whatever the clip skip; everything else is
/// k-diffusion on the model's noise levels, where only a CFG of exactly 1 leaves the negative prompt out. DDIM CFG++
/// needs it always; its lambda is CFG / 12.5, as A1111 users know it. Prompts that change count two calls a step where
/// a sampler asks twice, as A1111's do.
/// \param request resolved
/// \param isXl    whether the model is of Stable Diffusion XL
/// Errors: those of findScheduler; InvalidArgument (a sampler or schedule that does not exist).
[[nodiscard]] Result<SamplingPlan> planSampling(
    const SchedulerConfig& config, const request::GenerationRequest& request, bool isXl = false);

}  // namespace reverie::engine
