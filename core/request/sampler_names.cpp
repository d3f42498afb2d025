#include "core/request/sampler_names.h"

#include "core/request/closest_names.h"
#include "core/request/quoted.h"

#include <array>

namespace reverie::request {
namespace {

struct SamplerRow {
    const char* name;
    const char* automatic;  ///< the schedule that "Automatic" means here; itself where none is read
    const char* aliases;    ///< parted by spaces
};

struct ScheduleRow {
    const char* name;
    const char* aliases;
};

constexpr std::array kSamplers = {
    SamplerRow{"DPM++ 2M", "Karras", "dpmpp_2m k_dpmpp_2m sample_dpmpp_2m DPMSolverMultistepScheduler"},
    SamplerRow{
        "DPM++ SDE", "Karras", "dpmpp_sde k_dpmpp_sde sample_dpmpp_sde dpmpp_sde_gpu dpm_sde DPMSolverSDEScheduler"},
    SamplerRow{"DPM++ 2M SDE", "Exponential", "dpmpp_2m_sde k_dpmpp_2m_sde sample_dpmpp_2m_sde dpmpp_2m_sde_gpu"},
    SamplerRow{"DPM++ 2M SDE Heun", "Exponential",
        "dpmpp_2m_sde_heun k_dpmpp_2m_sde_heun sample_dpmpp_2m_sde_heun dpmpp_2m_sde_heun_gpu"},
    SamplerRow{"DPM++ 2S a", "Karras",
        "dpmpp_2s_a k_dpmpp_2s_a dpmpp_2s_ancestral k_dpmpp_2s_ancestral sample_dpmpp_2s_ancestral dpmpp_2s "
        "DPMSolverSinglestepScheduler"},
    SamplerRow{"DPM++ 3M SDE", "Exponential", "dpmpp_3m_sde k_dpmpp_3m_sde sample_dpmpp_3m_sde dpmpp_3m_sde_gpu"},
    SamplerRow{"Euler a", "Uniform",
        "euler_a k_euler_a euler_ancestral k_euler_ancestral sample_euler_ancestral EulerAncestralDiscreteScheduler"},
    SamplerRow{"Euler", "Uniform", "k_euler sample_euler EulerDiscreteScheduler"},
    SamplerRow{"LMS", "Uniform", "k_lms sample_lms LMSDiscreteScheduler"},
    SamplerRow{"Heun", "Uniform", "k_heun sample_heun HeunDiscreteScheduler"},
    SamplerRow{"DPM2", "Karras", "dpm_2 k_dpm_2 kdpm_2 sample_dpm_2 KDPM2DiscreteScheduler"},
    SamplerRow{"DPM2 a", "Karras",
        "dpm_2_a k_dpm_2_a kdpm_2_a dpm_2_ancestral k_dpm_2_ancestral kdpm_2_ancestral sample_dpm_2_ancestral "
        "KDPM2AncestralDiscreteScheduler"},
    SamplerRow{"DPM fast", "Automatic", "dpm_fast k_dpm_fast sample_dpm_fast"},
    SamplerRow{"DPM adaptive", "Automatic", "dpm_adaptive k_dpm_adaptive k_dpm_ad sample_dpm_adaptive"},
    SamplerRow{"Restart", "Karras", "restart_sampler"},
    SamplerRow{"DDIM", "Automatic", "DDIMScheduler"},
    SamplerRow{"DDIM CFG++", "Automatic", "ddim_cfgpp ddim_cfg_pp"},
    SamplerRow{"PLMS", "Automatic", "pndm PNDMScheduler"},
    SamplerRow{"UniPC", "Automatic", "uni_pc UniPCMultistepScheduler"},
    SamplerRow{"LCM", "Uniform", "k_lcm sample_lcm LCMScheduler"},
    SamplerRow{"Model default", "Automatic", "default"},
};

constexpr std::array kSchedules = {
    ScheduleRow{"Automatic", "auto"},
    ScheduleRow{"Uniform", ""},
    ScheduleRow{"Karras", "k"},
    ScheduleRow{"Exponential", ""},
    ScheduleRow{"Polyexponential", ""},
    ScheduleRow{"SGM Uniform", "sgm"},
    ScheduleRow{"KL Optimal", "kl"},
    ScheduleRow{"Align Your Steps", "ays"},
    ScheduleRow{"Simple", ""},
    ScheduleRow{"Normal", ""},
    ScheduleRow{"DDIM", "ddim_uniform"},
    ScheduleRow{"Beta", ""},
};

template <typename Rows>
std::vector<Spelling> spellings(const Rows& rows)
{
    std::vector<Spelling> all;
    for (const auto& row : rows) {
        const QString name = QString::fromLatin1(row.name);
        all.push_back({nameKey(name), name});
        for (const QString& alias : QString::fromLatin1(row.aliases).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            all.push_back({nameKey(alias), name});
    }
    return all;
}

const std::vector<Spelling>& samplerSpellings()
{
    static const std::vector<Spelling> all = spellings(kSamplers);
    return all;
}

const std::vector<Spelling>& scheduleSpellings()
{
    static const std::vector<Spelling> all = spellings(kSchedules);
    return all;
}

std::optional<QString> nameOf(const QString& key, const std::vector<Spelling>& all)
{
    for (const Spelling& each : all)
        if (each.key == key)
            return each.name;
    return std::nullopt;
}

/// "dpmpp2mk" and "dpm++2mkarras": a sampler and a schedule in one word.
std::optional<SamplerChoice> joinedChoice(const QString& key)
{
    for (const Spelling& schedule : scheduleSpellings()) {
        if (!key.endsWith(schedule.key))
            continue;
        if (const auto sampler = nameOf(key.chopped(schedule.key.size()), samplerSpellings()))
            return SamplerChoice{*sampler, schedule.name};
    }
    return std::nullopt;
}

tl::unexpected<Error> unknown(const QString& kind, const QString& name, const std::vector<Spelling>& all)
{
    const QStringList closest = closestNames(nameKey(name), all);
    return fail(ErrorCode::InvalidArgument, QStringLiteral("there is no %1 called %2").arg(kind, quoted(name)),
        QStringLiteral("choose %1, the closest names").arg(closest.join(QStringLiteral(" or "))));
}

template <typename Rows>
QStringList names(const Rows& rows)
{
    QStringList all;
    for (const auto& row : rows)
        all << QString::fromLatin1(row.name);
    return all;
}

QString automaticSchedule(const QString& sampler)
{
    for (const SamplerRow& row : kSamplers)
        if (sampler == QLatin1String(row.name))
            return QString::fromLatin1(row.automatic);
    return kAutomatic;
}

}  // namespace

QStringList samplerNames()
{
    return names(kSamplers);
}

QStringList scheduleNames()
{
    return names(kSchedules);
}

Result<SamplerChoice> findSampler(const QString& name)
{
    const QString key = nameKey(name);
    if (const auto sampler = nameOf(key, samplerSpellings()))
        return SamplerChoice{*sampler, std::nullopt};
    if (auto choice = joinedChoice(key))
        return *std::move(choice);
    return unknown(QStringLiteral("sampler"), name, samplerSpellings());
}

Result<QString> findSchedule(const QString& name)
{
    if (auto schedule = nameOf(nameKey(name), scheduleSpellings()))
        return *std::move(schedule);
    return unknown(QStringLiteral("schedule"), name, scheduleSpellings());
}

Result<SamplerChoice> chooseSampler(const QString& sampler, const QString& schedule)
{
    auto choice = findSampler(sampler);
    if (!choice)
        return choice;
    const auto apart = findSchedule(schedule);
    if (!apart)
        return tl::unexpected<Error>(apart.error());
    if (*apart != kAutomatic || !choice->schedule)
        choice->schedule = *apart;
    if (choice->sampler == kModelDefault && choice->schedule != kAutomatic)
        return fail(ErrorCode::InvalidArgument,
            QStringLiteral("the sampler \"%1\" takes no schedule such as %2").arg(kModelDefault, *choice->schedule),
            QStringLiteral("leave the schedule at %1 or choose another sampler").arg(kAutomatic));
    const QString automatic = automaticSchedule(choice->sampler);
    if (choice->schedule == kAutomatic || automatic == kAutomatic)
        choice->schedule = automatic;
    return choice;
}

}  // namespace reverie::request
