#include "core/worker/job_ledger.h"

#include <algorithm>
#include <utility>

namespace reverie::worker {
namespace {

tl::unexpected<Error> impossible(const char* type, const char* why)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("a message \"%1\" %2").arg(QLatin1String(type), QLatin1String(why)));
}

/// Ready, Stats, Pong and Log belong to no job.
template <typename Message>
constexpr bool kHasJob = !std::same_as<Message, message::Ready> && !std::same_as<Message, message::Stats> &&
    !std::same_as<Message, message::Pong> && !std::same_as<Message, message::Log>;

template <typename Message>
constexpr bool kEndsJob = std::same_as<Message, message::Loaded> || std::same_as<Message, message::Done> ||
    std::same_as<Message, message::Failed>;

bool hasSize(const request::RgbImage& picture, const request::GenerationRequest& request)
{
    return picture.width == request.width.value_or(picture.width) &&
        picture.height == request.height.value_or(picture.height);
}

}  // namespace

void JobLedger::open(const message::Load& load)
{
    m_jobs[load.job] = Job{Kind::Load, {}, {}, {}};
}

void JobLedger::open(const message::Generate& generate)
{
    const auto count = static_cast<std::size_t>(generate.request.count);
    m_jobs[generate.job] = Job{Kind::Generate, generate.request, std::vector<bool>(count), {}};
}

void JobLedger::open(const message::Unload& unload)
{
    m_jobs[unload.job] = Job{Kind::Unload, {}, {}, {}};
}

std::vector<JobId> JobLedger::closeAll()
{
    std::vector<JobId> ids;
    for (const auto& [id, job] : std::exchange(m_jobs, {}))
        ids.push_back(id);
    return ids;
}

Result<void> JobLedger::accept(FromWorker& any)
{
    const auto judged = [this]<typename Message>(Message& message) -> Result<void> {
        if constexpr (kHasJob<Message>) {
            const auto job = m_jobs.find(message.job);
            if (job == m_jobs.end())
                return impossible(Message::kType, "names a job that the engine does not have");
            auto verdict = judge(job->second, message);
            if (verdict && kEndsJob<Message>)
                m_jobs.erase(job);
            return verdict;
        }
        return {};
    };
    return std::visit(judged, any);
}

Result<void> JobLedger::judge(Job& job, message::Loading&)
{
    return job.kind == Kind::Load ? Result<void>() : impossible("loading", "names a job that loads nothing");
}

Result<void> JobLedger::judge(Job& job, message::Loaded&)
{
    return job.kind == Kind::Load ? Result<void>() : impossible("loaded", "names a job that loads nothing");
}

Result<void> JobLedger::judge(Job& job, message::Progress& message)
{
    const request::Progress& progress = message.progress;
    if (job.kind != Kind::Generate)
        return impossible("progress", "names a job that makes no pictures");
    const bool isBeyond = progress.of > 0 && progress.step > progress.of;
    if (isBeyond || progress.image >= job.request.count)
        return impossible("progress", "goes beyond the end");
    return {};
}

Result<void> JobLedger::judge(Job& job, message::Preview& message)
{
    if (job.kind != Kind::Generate)
        return impossible("preview", "names a job that makes no pictures");
    if (message.preview.image >= job.request.count)
        return impossible("preview", "shows a picture that nobody wanted");
    return {};
}

Result<void> JobLedger::judge(Job& job, message::Latents& message)
{
    if (job.kind != Kind::Generate || !job.request.wantLatents)
        return impossible("latents", "came though nobody wanted them");
    if (job.latents)
        return impossible("latents", "came twice without an image");
    job.latents = std::move(message);
    return {};
}

Result<void> JobLedger::judge(Job& job, message::Image& message)
{
    request::GeneratedImage& image = message.image;
    const auto index = static_cast<std::size_t>(image.index);
    if (job.kind != Kind::Generate || index >= job.received.size() || job.received[index])
        return impossible("image", "holds a picture that nobody wanted");
    if (!hasSize(image.picture, job.request))
        return impossible("image", "holds a picture of the wrong size");
    if (image.stop.of > 0 && image.stop.step > image.stop.of)
        return impossible("image", "was stopped beyond the end");
    auto latents = std::exchange(job.latents, {});
    if (job.request.wantLatents != latents.has_value() || (latents && latents->index != image.index))
        return impossible("image", "came without its latents");
    if (latents)
        image.latents = std::move(latents->latents);
    job.received[index] = true;
    return {};
}

Result<void> JobLedger::judge(Job& job, message::Done&)
{
    if (job.kind == Kind::Load)
        return impossible("done", "names a job that loads");
    if (std::ranges::find(job.received, false) != job.received.end())
        return impossible("done", "came before all the pictures");
    return {};
}

Result<void> JobLedger::judge(Job&, message::Failed&)
{
    return {};
}

}  // namespace reverie::worker
