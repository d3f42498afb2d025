#include "core/engine/memory_plan.h"

#include "core/engine/memory_needs.h"

#include <QStringList>

#include <algorithm>

namespace reverie::engine {
namespace {

/// What was seen to be in use at most, memory kept for the next step included: so much whatever the size ...
constexpr std::uint64_t kFixedBytes = std::uint64_t{250} << 20;
/// ... and so much of what must be held at least.
constexpr double kUNetShare = 2.4;
constexpr double kDecodeShare = 1.9;
constexpr double kStripsShare = 1.2;
/// Strips hold the level before the last whole: half as wide and high, twice as many channels.
constexpr double kLeastStripsShare = 0.5;
/// What is left to everything else on the machine.
constexpr double kUsableShare = 0.9;

std::uint64_t scaled(std::uint64_t bytes, double share)
{
    return static_cast<std::uint64_t>(static_cast<double>(bytes) * share);
}

std::uint64_t samplingBytes(const MemoryDemand& demand, const MemoryPlan& plan)
{
    const int factor = demand.vae.factor();
    const std::int64_t samples = plan.batch * (plan.pairsGuidance ? 2 : 1);
    return leastUNetBytes(demand.unet, demand.type, samples, demand.width / factor, demand.height / factor);
}

std::uint64_t decodingBytes(const MemoryDemand& demand)
{
    return leastDecodeBytes(demand.vae, demand.vaeType, demand.width, demand.height);
}

std::uint64_t likelySampling(const MemoryDemand& demand, const MemoryPlan& plan)
{
    return scaled(samplingBytes(demand, plan), kUNetShare) + demand.unetBytes;
}

std::uint64_t likelyDecoding(const MemoryDemand& demand, const MemoryPlan& plan)
{
    return scaled(decodingBytes(demand), plan.decodesInStrips ? kStripsShare : kDecodeShare) + demand.vaeBytes;
}

}  // namespace

std::vector<MemoryPlan> memoryPlans(const MemoryDemand& demand)
{
    std::vector<MemoryPlan> plans{
        {demand.batch, demand.pairsGuidance, false}, {demand.batch, demand.pairsGuidance, true}};
    for (int batch = demand.batch / 2; batch > 0; batch /= 2)
        plans.push_back({batch, demand.pairsGuidance, true});
    if (demand.pairsGuidance)
        plans.push_back({1, false, true});
    return plans;
}

std::uint64_t likelyBytes(const MemoryDemand& demand, const MemoryPlan& plan)
{
    return kFixedBytes + std::max(likelySampling(demand, plan), likelyDecoding(demand, plan));
}

std::uint64_t leastBytes(const MemoryDemand& demand, const MemoryPlan& plan)
{
    return std::max(
        samplingBytes(demand, plan), scaled(decodingBytes(demand), plan.decodesInStrips ? kLeastStripsShare : 1));
}

std::size_t choosePlan(
    const MemoryDemand& demand, const std::vector<MemoryPlan>& plans, request::MemoryUse use, std::uint64_t freeBytes)
{
    if (use == request::MemoryUse::Fast)
        return 0;
    const auto fits = [&](const MemoryPlan& plan) {
        return likelyBytes(demand, plan) <= scaled(freeBytes, kUsableShare);
    };
    const auto found = use == request::MemoryUse::Lean ? plans.end() : std::find_if(plans.begin(), plans.end(), fits);
    return found == plans.end() ? plans.size() - 1 : static_cast<std::size_t>(found - plans.begin());
}

Offload chooseOffload(const MemoryDemand& demand, const PartBytes& weights, std::uint64_t freeBytes)
{
    const std::uint64_t usable = scaled(freeBytes, kUsableShare);
    const MemoryPlan leanest = memoryPlans(demand).back();
    if (weights.text + weights.unet + weights.vae + likelyBytes(demand, leanest) <= usable)
        return Offload::None;
    MemoryDemand visited = demand;
    visited.unetBytes = weights.unet;
    visited.vaeBytes = weights.vae;
    const bool partsFit = std::max(weights.text, likelyBytes(visited, leanest)) <= usable;
    return partsFit ? Offload::Parts : Offload::Blocks;
}

QString wordsOf(const MemoryPlan& plan, const MemoryPlan& fastest)
{
    QStringList words;
    if (plan.batch < fastest.batch)
        words << (plan.batch == 1 ? QStringLiteral("computes one picture at a time")
                                  : QStringLiteral("computes %1 pictures at a time").arg(plan.batch));
    if (plan.pairsGuidance != fastest.pairsGuidance)
        words << QStringLiteral("runs prompt and negative prompt one after the other");
    if (plan.decodesInStrips != fastest.decodesInStrips)
        words << QStringLiteral("decodes in strips");
    const QString last = words.isEmpty() ? QString() : words.takeLast();
    return words.isEmpty() ? last : words.join(QStringLiteral(", ")) + QStringLiteral(" and ") + last;
}

}  // namespace reverie::engine
