#include "app/services/hub_services.h"

#include "core/base/version.h"

#include <QDebug>

namespace reverie::app {
namespace {

secrets::TokenEnvironment tokenEnvironment(const hub::HubEnvironment& hub)
{
    return {hub.token, hub.tokenVariable, hub.tokenFile, hub.sendsSavedToken};
}

}  // namespace

Result<hub::HubEnvironment> hubEnvironment(const Surroundings& surroundings)
{
    return hub::HubEnvironment::from(surroundings.variables, surroundings.home);
}

library::LibraryPlaces libraryPlaces(
    const Paths& paths, const Surroundings& surroundings, const settings::Settings& settings)
{
    QProcessEnvironment variables = surroundings.variables;
    variables.remove(QStringLiteral("HF_ENDPOINT"));
    library::LibraryPlaces places;
    places.starter = Paths::starterModel();
    places.models = paths.data() + QStringLiteral("/models");
    places.hubCache = hub::HubEnvironment::from(variables, surroundings.home).value_or(hub::HubEnvironment()).cache;
    places.home = surroundings.home;
    places.folders = settings.folders(settings::key::kModelFolders);
    return places;
}

net::NetSettings networkSettings(const settings::Settings& settings)
{
    net::NetSettings network;
    network.proxy = settings.get<QString>(settings::key::kProxy);
    network.extraCaFile = settings.get<QString>(settings::key::kExtraCaFile);
    network.userAgent = QStringLiteral("reverie/") + version();
    return network;
}

QString settingsFile(const Paths& paths)
{
    return paths.data() + QStringLiteral("/settings.json");
}

QString libraryCacheFile(const Paths& paths)
{
    return paths.cache() + QStringLiteral("/models.json");
}

library::Catalogue readCatalogue()
{
    auto catalogue = library::Catalogue::read(Paths::catalogue());
    if (!catalogue)
        qWarning().noquote() << sentence(catalogue.error());
    return catalogue ? std::move(*catalogue) : library::Catalogue();
}

HubServices::HubServices(const Paths& paths, const Surroundings& surroundings, hub::HubEnvironment environment,
    net::NetSettings network, hub::Patience patience)
    : m_keychainStore(surroundings.keychain == nullptr ? m_systemKeychain : *surroundings.keychain),
      m_fileStore(paths.data() + QStringLiteral("/secrets")),
      m_tokens(tokenEnvironment(environment), {m_keychainStore, m_fileStore}), m_client(std::move(network)),
      m_api(
          m_client, environment, [this] { return m_tokens.held().secret; }, std::move(patience)),
      m_cache(environment.cache, environment.usesSymlinks)
{
}

}  // namespace reverie::app
