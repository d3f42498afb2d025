#pragma once

#include "core/engine/devices.h"
#include "core/engine/offload_kind.h"
#include "core/engine/unet_config.h"
#include "core/engine/vae_config.h"
#include "core/request/generation_request.h"

#include <cstdint>
#include <vector>

namespace reverie::engine {

/// What a run trades for memory. Every plan makes the same picture, but for rounding.
struct MemoryPlan {
    int batch = 1;                 ///< pictures at a time
    bool pairsGuidance = true;     ///< prompt and negative prompt as one batch, else one after the other
    bool decodesInStrips = false;  ///< decodeVaeInStrips, else decodeVae

    bool operator==(const MemoryPlan&) const = default;
};

/// What a run asks for, as far as its memory goes.
struct MemoryDemand {
    const UNetConfig& unet;
    const VaeConfig& vae;
    at::ScalarType type = at::kFloat;     ///< of the UNet's numbers
    at::ScalarType vaeType = at::kFloat;  ///< of the VAE's
    int width = 512;                      ///< pixels
    int height = 512;                     ///< pixels
    int batch = 1;                        ///< pictures at a time, as asked for
    bool pairsGuidance = true;            ///< whether there is a negative prompt that can run with the prompt
    std::uint64_t unetBytes = 0;          ///< of weights that come to the device for sampling
    std::uint64_t vaeBytes = 0;           ///< of weights that come to the device for decoding
};

/// From the fastest plan, which does all as it is asked, to the leanest.
[[nodiscard]] std::vector<MemoryPlan> memoryPlans(const MemoryDemand& demand);

/// The memory that a run takes at most beside weights and libraries, by measurement: see
/// docs/decisions/0005-memory-and-devices.md.
[[nodiscard]] std::uint64_t likelyBytes(const MemoryDemand& demand, const MemoryPlan& plan);

/// The same from below: what it must hold at once, whatever is done.
[[nodiscard]] std::uint64_t leastBytes(const MemoryDemand& demand, const MemoryPlan& plan);

/// The place of the plan to begin with: the fastest, the leanest, or the fastest that fits, and where none does the
/// leanest.
/// \param plans from memoryPlans(demand)
[[nodiscard]] std::size_t choosePlan(
    const MemoryDemand& demand, const std::vector<MemoryPlan>& plans, request::MemoryUse use, std::uint64_t freeBytes);

/// Memory of a model's weights, part by part.
struct PartBytes {
    std::uint64_t text = 0;  ///< of all text encoders
    std::uint64_t unet = 0;
    std::uint64_t vae = 0;
};

/// Where the weights stay, so that the leanest plan fits beside those that are on the device.
[[nodiscard]] Offload chooseOffload(const MemoryDemand& demand, const PartBytes& weights, std::uint64_t freeBytes);

/// "computes 2 pictures at a time and decodes in strips"; empty where nothing is traded. \param plans from the fastest
[[nodiscard]] QString wordsOf(const MemoryPlan& plan, const MemoryPlan& fastest);

}  // namespace reverie::engine
