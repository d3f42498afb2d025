#include "core/hub/inquiry.h"

#include "core/hub/repo_download.h"
#include "core/io/disk_space.h"

namespace reverie::hub {
namespace {

/// Whose token it is helps where the token is the matter.
void askWhose(const HubApi& api, Gate& gate, const Cancellation& cancellation)
{
    const bool isTheMatter = gate.state != GateState::Offline && gate.state != GateState::NotGated;
    if (!isTheMatter || !gate.facts.hasToken || gate.facts.who || gate.facts.tokenCheck)
        return;
    if (auto who = api.whoAmI(cancellation))
        gate.facts.who = std::move(*who);
}

}  // namespace

Result<Inquiry> inquire(
    const HubApi& api, const HubCache& cache, const InquiryWish& wish, const Cancellation& cancellation)
{
    Inquiry inquiry;
    auto gate = checkGate(api, wish.id, wish.revision, cancellation);
    if (!gate)
        return failWith(std::move(gate));
    inquiry.gate = std::move(*gate);
    askWhose(api, inquiry.gate, cancellation);
    if (!inquiry.gate.isOpen())
        return inquiry;
    auto plan = planDownload(api, inquiry.gate.facts.info->id, wish.revision, wish.selection, cancellation);
    if (!plan)
        return failWith(std::move(plan));
    inquiry.job = plan->job(wish.revision);
    inquiry.repo = std::move(plan->repo);
    inquiry.selection = std::move(plan->selection);
    inquiry.heldBytes = RepoDownload::bytesHeld(cache, inquiry.job);
    inquiry.freeBytes = io::freeBytes(io::nearestExisting(cache.folder())).value_or(0);
    return inquiry;
}

}  // namespace reverie::hub
