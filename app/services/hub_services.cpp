#include "app/services/hub_services.h"

#include "core/base/version.h"
#include "core/settings/settings.h"

#include <QDir>
#include <QProcessEnvironment>

namespace reverie::app {
namespace {

secrets::TokenEnvironment tokenEnvironment(const hub::HubEnvironment& hub)
{
    return {hub.token, hub.tokenVariable, hub.tokenFile, hub.sendsSavedToken};
}

QString settingsFile(const Paths& paths)
{
    return paths.data() + QStringLiteral("/settings.json");
}

}  // namespace

Result<hub::HubEnvironment> hubEnvironment()
{
    return hub::HubEnvironment::from(QProcessEnvironment::systemEnvironment(), QDir::homePath());
}

library::LibraryPlaces libraryPlaces(const Paths& paths)
{
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.remove(QStringLiteral("HF_ENDPOINT"));
    library::LibraryPlaces places;
    places.starter = Paths::starterModel();
    places.models = paths.data() + QStringLiteral("/models");
    places.hubCache = hub::HubEnvironment::from(variables, QDir::homePath()).value_or(hub::HubEnvironment()).cache;
    places.home = QDir::homePath();
    const settings::Settings settings(settingsFile(paths));
    places.folders = settings.get<QString>(settings::key::kModelFolders).split(QLatin1Char(':'), Qt::SkipEmptyParts);
    return places;
}

net::NetSettings networkSettings(const Paths& paths)
{
    const settings::Settings settings(settingsFile(paths));
    net::NetSettings network;
    network.proxy = settings.get<QString>(settings::key::kProxy);
    network.extraCaFile = settings.get<QString>(settings::key::kExtraCaFile);
    network.userAgent = QStringLiteral("reverie/") + version();
    return network;
}

QString libraryCacheFile(const Paths& paths)
{
    return paths.cache() + QStringLiteral("/models.json");
}

HubServices::HubServices(const Paths& paths, hub::HubEnvironment environment, net::NetSettings network)
    : m_keychainStore(m_keychain), m_fileStore(paths.data() + QStringLiteral("/secrets")),
      m_tokens(tokenEnvironment(environment), {m_keychainStore, m_fileStore}), m_client(std::move(network)),
      m_api(m_client, environment, [this] { return m_tokens.held().secret; }),
      m_cache(environment.cache, environment.usesSymlinks)
{
}

}  // namespace reverie::app
