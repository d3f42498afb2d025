#pragma once

#include "app/reverie/machine_roof.h"
#include "core/request/generation_events.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace reverie::app {

/// What a benchmark measured; times in seconds.
struct BenchResult {
    request::GenerationRequest request;  ///< resolved
    request::ModelFacts model;
    int threads = 0;
    double load = 0;
    std::vector<double> texts;        ///< one a run
    std::vector<double> steps;        ///< of all runs
    std::vector<double> vaes;         ///< one a run
    std::vector<double> encodings;    ///< PNG, one a run
    std::vector<double> pictures;     ///< from the request to the pixels, one a run; the first prepares the weights
    std::uint64_t peakBytes = 0;      ///< of the engine
    double operationsPerStep = 0;     ///< counted; 0 = unknown
    std::optional<MachineRoof> roof;  ///< where the engine computed in fp32 on the processor
};

/// The middle value, or the mean of the two in the middle; 0 of nothing.
[[nodiscard]] double median(std::vector<double> values);

[[nodiscard]] QString benchText(const BenchResult& result);
[[nodiscard]] nlohmann::json benchJson(const BenchResult& result);

}  // namespace reverie::app
