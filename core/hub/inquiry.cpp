#include "core/hub/inquiry.h"

#include "core/hub/names.h"
#include "core/io/disk_space.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::hub {
namespace {

/// The cache may not be there yet.
std::uint64_t freeFor(const QString& folder)
{
    QDir nearest(folder);
    while (!nearest.exists() && !nearest.isRoot())
        nearest.setPath(QFileInfo(nearest.path()).path());
    return io::freeBytes(nearest.path()).value_or(0);
}

/// Whose token it is helps where the token is the matter.
void askWhose(const HubApi& api, Gate& gate, const Cancellation& cancellation)
{
    const bool isTheMatter = gate.state != GateState::Offline && gate.state != GateState::NotGated;
    if (!isTheMatter || !gate.facts.hasToken || gate.facts.who || gate.facts.tokenCheck)
        return;
    if (auto who = api.whoAmI(cancellation))
        gate.facts.who = std::move(*who);
}

Result<std::optional<ModelIndex>> readIndex(const HubApi& api, const RepoInfo& repo, const Cancellation& cancellation)
{
    if (!needsIndex(repo))
        return std::nullopt;
    auto body = api.smallFile(repo.id, repo.commit, QStringLiteral("model_index.json"), cancellation);
    if (!body)
        return failWith(std::move(body));
    auto parsed = parseModelIndex(*body);
    if (!parsed)
        return failWith(std::move(parsed));
    return std::move(*parsed);
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
    auto repo = api.repository(inquiry.gate.facts.info->id, wish.revision, cancellation);
    if (!repo)
        return failWith(std::move(repo));
    inquiry.repo = std::move(*repo);
    auto index = readIndex(api, inquiry.repo, cancellation);
    if (!index)
        return failWith(std::move(index));
    auto selection = selectFiles(inquiry.repo, *index, wish.selection);
    if (!selection)
        return failWith(std::move(selection));
    inquiry.selection = std::move(*selection);
    inquiry.job = {inquiry.repo.id, wish.revision, inquiry.repo.commit, inquiry.selection.files};
    inquiry.heldBytes = RepoDownload::bytesHeld(cache, inquiry.job);
    inquiry.freeBytes = freeFor(cache.folder());
    return inquiry;
}

QString repositoryIn(const QString& text)
{
    QString id = text.trimmed();
    if (id.contains(QLatin1String("://")))
        id = QUrl(id).path().mid(1);
    const QStringList parts = id.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (parts.size() < 2)
        return {};
    id = parts[0] + QLatin1Char('/') + parts[1];
    return checkRepoId(id) ? id : QString();
}

}  // namespace reverie::hub
