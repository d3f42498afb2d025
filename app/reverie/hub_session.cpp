#include "app/reverie/hub_session.h"

#include "app/reverie/progress_text.h"
#include "app/reverie/session.h"
#include "app/signals/interruption.h"
#include "core/hub/names.h"

#include <QCoreApplication>

namespace reverie::app {
namespace {

QStringList idsOf(const library::Catalogue& catalogue)
{
    QStringList ids;
    for (const library::CatalogueModel& each : catalogue.models())
        ids << each.id;
    return ids;
}

/// Waits are told from the thread that waits; the console belongs to the main one.
hub::Patience patienceTelling(Console& console)
{
    hub::Patience patience = hub::Patience::real();
    patience.told = [&console](const hub::WaitNote& note) {
        const double seconds = std::chrono::duration<double>(note.time).count();
        const QString line = QStringLiteral("%1 (%2)").arg(note.why, duration(seconds));
        QMetaObject::invokeMethod(QCoreApplication::instance(), [&console, line] { console.note(line); });
    };
    return patience;
}

}  // namespace

Result<std::unique_ptr<HubServices>> openHub(const Session& session, const Interruption& interruption)
{
    const Surroundings surroundings;
    auto environment = hubEnvironment(surroundings);
    if (!environment)
        return failWith(std::move(environment));
    const settings::Settings settings(settingsFile(session.paths()));
    auto services = std::make_unique<HubServices>(session.paths(), surroundings, std::move(*environment),
        networkSettings(settings), patienceTelling(session.console()));
    QObject::connect(&interruption, &Interruption::requested, services.get(), &HubServices::giveUpKeychain);
    return services;
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

}  // namespace reverie::app
