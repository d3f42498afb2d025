#pragma once

#include "core/engine/samplers.h"

#include <QString>

namespace reverie::engine {

/// Where a sampler's noise levels come from.
enum class Levels {
    Schedule,   ///< the schedule that the request names
    Distilled,  ///< the same over the 50 timesteps that latent consistency models know
    Ends,       ///< the model's largest and smallest: the sampler finds its own way
    Timesteps,  ///< range(0, 1000, 1000 // steps) + 1, falling, and timestep 0
};

/// One line of the table: a sampler under its A1111 name.
struct SamplerRow {
    const char16_t* name;
    Sampler function;
    Levels levels = Levels::Schedule;
    bool dropsNextToLast = false;  ///< runs on a schedule of one step more without its last level above the end
    bool asksTwice = false;        ///< of the network, in nearly all of its steps
    bool isBrownian = false;       ///< noise of a Brownian tree, one per picture, instead of the picture's own stream
};

/// The row with that name, or nullptr.
[[nodiscard]] const SamplerRow* findSamplerRow(const QString& name);

}  // namespace reverie::engine
