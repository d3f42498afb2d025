#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <optional>

namespace reverie::request {

/// The sampler that runs what the model's scheduler_config.json names; it takes no schedule but "Automatic".
inline const QString kModelDefault = QStringLiteral("Model default");
inline const QString kAutomatic = QStringLiteral("Automatic");

/// What a sampler's name stands for: its A1111 1.10 name and, for an old joined name such as "DPM++ 2M Karras", the
/// schedule.
struct SamplerChoice {
    QString sampler;
    std::optional<QString> schedule;

    bool operator==(const SamplerChoice&) const = default;
};

/// The A1111 names of all that exist, in the order in which they are offered.
[[nodiscard]] QStringList samplerNames();
[[nodiscard]] QStringList scheduleNames();

/// Finds A1111's, ComfyUI's, InvokeAI's, k-diffusion's and diffusers' names, whatever their case, spaces, underscores
/// and hyphens. Errors: InvalidArgument, naming the closest.
[[nodiscard]] Result<SamplerChoice> findSampler(const QString& name);
[[nodiscard]] Result<QString> findSchedule(const QString& name);

/// What to run: both names canonical, "Automatic" replaced by the schedule that A1111 uses for that sampler. A schedule
/// given apart goes before one joined to the sampler's name; samplers that read none (DDIM, DDIM CFG++, PLMS, UniPC,
/// DPM fast, DPM adaptive) keep "Automatic", whatever is given. Errors: InvalidArgument (an unknown name, or a schedule
/// for "Model default").
[[nodiscard]] Result<SamplerChoice> chooseSampler(const QString& sampler, const QString& schedule);

}  // namespace reverie::request
