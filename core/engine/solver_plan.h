#pragma once

#include "core/engine/scheduler_config.h"

#include <vector>

namespace reverie::engine {

/// What set_timesteps of diffusers' DPM-Solver, DEIS and UniPC schedulers makes: `timesteps[i]` goes with `sigmas[i]`;
/// one more sigma closes the row.
struct SolverPlan {
    std::vector<int> timesteps;
    std::vector<double> sigmas;
};

/// How a class differs from the others in its planning.
struct SolverRules {
    bool hasZeroSnr = false;
    bool repeatsLast = false;  ///< a row that was spread anew ends where it is, not at the smallest trained level
    bool roundsOnCosineBetas = true;  ///< Karras's timesteps even of squared cosine betas; else these are cut
};

[[nodiscard]] SolverPlan planSolver(const SchedulerConfig& config, int steps, SolverRules rules);

/// The order of a multistep scheduler's step number `step`, from 0, of `count`: lower at both ends.
[[nodiscard]] int multistepOrder(const SchedulerConfig& config, int step, int count);

}  // namespace reverie::engine
