#include "core/request/sampler_names.h"

#include "core/request/closest_names.h"
#include "core/request/quoted.h"

#include <array>

namespace reverie::request {
namespace {

struct SamplerRow {
    const char* name;
    const char* automatic;  ///< the schedule that "Automatic" means here
    const char* aliases;    ///< parted by spaces
};

struct ScheduleRow {
    const char* name;
    const char* aliases;
};

constexpr std::array kSamplers = {
    SamplerRow{"DPM++ 2M", "Karras", "dpmpp_2m k_dpmpp_2m sample_dpmpp_2m DPMSolverMultistepScheduler"},
    SamplerRow{"Euler a", "Uniform",
        "euler_a k_euler_a euler_ancestral k_euler_ancestral sample_euler_ancestral EulerAncestralDiscreteScheduler"},
    SamplerRow{"Euler", "Uniform", "k_euler sample_euler EulerDiscreteScheduler"},
    SamplerRow{"LMS", "Uniform", "k_lms sample_lms LMSDiscreteScheduler"},
    SamplerRow{"Model default", "Automatic", "default"},
};

constexpr std::array kSchedules = {
    ScheduleRow{"Automatic", "auto"},
    ScheduleRow{"Uniform", ""},
    ScheduleRow{"Karras", "k"},
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
    if (choice->schedule == kAutomatic)
        choice->schedule = automaticSchedule(choice->sampler);
    return choice;
}

}  // namespace reverie::request
