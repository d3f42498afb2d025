#pragma once

#include "app/services/surroundings.h"
#include "core/base/paths.h"
#include "core/hub/hub_api.h"
#include "core/hub/hub_cache.h"
#include "core/library/catalogue.h"
#include "core/library/library_scan.h"
#include "core/net/http_client.h"
#include "core/secrets/file_store.h"
#include "core/secrets/keychain_store.h"
#include "core/secrets/qt_keychain.h"
#include "core/secrets/token_keeper.h"
#include "core/settings/settings.h"

#include <QObject>

namespace reverie::app {

/// HubEnvironment::from over the surroundings.
[[nodiscard]] Result<hub::HubEnvironment> hubEnvironment(const Surroundings& surroundings);

/// Where models lie on this machine, with the folders that the settings name. A broken HF_ENDPOINT does not hide the
/// Hub's cache.
[[nodiscard]] library::LibraryPlaces libraryPlaces(
    const Paths& paths, const Surroundings& surroundings, const settings::Settings& settings);

/// How the network is reached.
[[nodiscard]] net::NetSettings networkSettings(const settings::Settings& settings);

[[nodiscard]] QString settingsFile(const Paths& paths);
/// What models are is remembered there.
[[nodiscard]] QString libraryCacheFile(const Paths& paths);

/// What Reverie knows of published models; empty, with a warning in the log, where the file is damaged.
[[nodiscard]] library::Catalogue readCatalogue();

/// All that speaks to the Hub, for the window and the command line alike. Asks nobody anything by itself.
class HubServices final : public QObject {
    Q_OBJECT

public:
    HubServices(const Paths& paths, const Surroundings& surroundings, hub::HubEnvironment environment,
        net::NetSettings network, hub::Patience patience);

    [[nodiscard]] secrets::TokenKeeper& tokens() { return m_tokens; }
    [[nodiscard]] const hub::HubApi& api() const { return m_api; }
    [[nodiscard]] const hub::HubCache& cache() const { return m_cache; }
    /// Nobody waits for the system's keychain any more: the program ends. Any thread.
    void giveUpKeychain() { m_systemKeychain.giveUp(); }

private:
    secrets::QtKeychain m_systemKeychain;
    secrets::KeychainStore m_keychainStore;
    secrets::FileStore m_fileStore;
    secrets::TokenKeeper m_tokens;
    net::HttpClient m_client;
    hub::HubApi m_api;
    hub::HubCache m_cache;
};

}  // namespace reverie::app
