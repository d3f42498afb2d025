#include "core/library/catalogue.h"

#include <algorithm>
#include <cmath>

namespace reverie::library {
namespace {

QString inGigabytes(std::uint64_t bytes)
{
    constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
    return QStringLiteral("%1 GB").arg(std::lround(static_cast<double>(bytes) / kGibibyte));
}

QString machine(std::uint64_t memoryBytes, std::uint64_t gpuMemoryBytes)
{
    if (gpuMemoryBytes > 0)
        return QStringLiteral("The graphics card of this machine has %1").arg(inGigabytes(gpuMemoryBytes));
    return QStringLiteral("This machine has %1 of memory and no graphics card that Reverie can use")
        .arg(inGigabytes(memoryBytes));
}

}  // namespace

QString CatalogueModel::hedged(const QString& fact, const QString& text) const
{
    return isCertain(fact) ? text : QStringLiteral("%1 (as far as known)").arg(text);
}

const CatalogueModel* Catalogue::find(const QString& id) const
{
    const auto at = std::ranges::find_if(
        m_models, [&](const CatalogueModel& model) { return model.id == id || model.repositories.contains(id); });
    if (at != m_models.end())
        return &*at;
    const hub::GoneRepository* gone = findGone(id);
    return gone == nullptr || gone->successor.isEmpty() ? nullptr : find(gone->successor);
}

const hub::GoneRepository* Catalogue::findGone(const QString& repository) const
{
    const auto at = std::ranges::find(m_gone, repository, &hub::GoneRepository::id);
    return at == m_gone.end() ? nullptr : &*at;
}

Recommendation Catalogue::recommendation(std::uint64_t memoryBytes, std::uint64_t gpuMemoryBytes) const
{
    const auto fits = [&](const Advice& advice) {
        return memoryBytes >= advice.memoryBytes && gpuMemoryBytes >= advice.gpuMemoryBytes;
    };
    const QString has = machine(memoryBytes, gpuMemoryBytes);
    const auto advice = std::ranges::find_if(m_advice, fits);
    if (advice == m_advice.end())
        return {nullptr, QStringLiteral("%1: the starter model that came with Reverie suits it.").arg(has)};
    const CatalogueModel* model = find(advice->model);
    return {model, QStringLiteral("%1: %2 suits it, because %3.").arg(has, model->name, advice->because)};
}

}  // namespace reverie::library
