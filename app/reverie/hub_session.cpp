#include "app/reverie/hub_session.h"

#include "app/reverie/session.h"
#include "core/hub/inquiry.h"

#include <QDebug>

namespace reverie::app {
namespace {

QStringList idsOf(const library::Catalogue& catalogue)
{
    QStringList ids;
    for (const library::CatalogueModel& each : catalogue.models())
        ids << each.id;
    return ids;
}

}  // namespace

Result<std::unique_ptr<HubServices>> openHub(const Session& session)
{
    auto environment = hubEnvironment();
    if (!environment)
        return failWith(std::move(environment));
    return std::make_unique<HubServices>(session.paths(), std::move(*environment), networkSettings(session.paths()));
}

library::Catalogue readCatalogue()
{
    auto catalogue = library::Catalogue::read(Paths::catalogue());
    if (!catalogue)
        qWarning().noquote() << sentence(catalogue.error());
    return catalogue ? std::move(*catalogue) : library::Catalogue();
}

Result<QString> repositoryNamed(const QString& named, const library::Catalogue& catalogue)
{
    if (const QString id = hub::repositoryIn(named); !id.isEmpty())
        return id;
    const library::CatalogueModel* known = catalogue.find(named);
    if (known != nullptr && !known->repositories.isEmpty())
        return known->repositories.front();
    return fail(ErrorCode::InvalidArgument, QStringLiteral("\"%1\" names no model of the Hub").arg(named),
        QStringLiteral("write OWNER/NAME, the address of its page, or one of %1")
            .arg(idsOf(catalogue).join(QStringLiteral(", "))));
}

std::vector<hub::KnownSuccessor> successors(const library::Catalogue& catalogue)
{
    std::vector<hub::KnownSuccessor> all;
    for (const library::RemovedRepository& each : catalogue.removed())
        if (!each.successor.isEmpty())
            all.push_back({each.id, each.successor, each.why});
    return all;
}

}  // namespace reverie::app
