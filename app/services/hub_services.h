#pragma once

#include "core/base/paths.h"
#include "core/hub/hub_api.h"
#include "core/hub/hub_cache.h"
#include "core/library/library_scan.h"
#include "core/net/http_client.h"
#include "core/secrets/file_store.h"
#include "core/secrets/keychain_store.h"
#include "core/secrets/qt_keychain.h"
#include "core/secrets/token_keeper.h"

namespace reverie::app {

/// The address of a Hub, or why the one that was set cannot be: HubEnvironment::from over this process.
[[nodiscard]] Result<hub::HubEnvironment> hubEnvironment();

/// Where models lie on this machine, with the folders that the settings name. A broken HF_ENDPOINT does not hide the
/// Hub's cache. Reads the settings' file.
[[nodiscard]] library::LibraryPlaces libraryPlaces(const Paths& paths);

/// How the settings' file says that the network is reached.
[[nodiscard]] net::NetSettings networkSettings(const Paths& paths);

/// What models are is remembered there.
[[nodiscard]] QString libraryCacheFile(const Paths& paths);

/// All that speaks to the Hub, for the window and the command line alike. Asks nobody anything by itself.
class HubServices final {
public:
    HubServices(const Paths& paths, hub::HubEnvironment environment, net::NetSettings network);
    HubServices(const HubServices&) = delete;
    HubServices& operator=(const HubServices&) = delete;

    [[nodiscard]] secrets::TokenKeeper& tokens() { return m_tokens; }
    [[nodiscard]] const hub::HubApi& api() const { return m_api; }
    [[nodiscard]] const hub::HubCache& cache() const { return m_cache; }

private:
    secrets::QtKeychain m_keychain;
    secrets::KeychainStore m_keychainStore;
    secrets::FileStore m_fileStore;
    secrets::TokenKeeper m_tokens;
    net::HttpClient m_client;
    hub::HubApi m_api;
    hub::HubCache m_cache;
};

}  // namespace reverie::app
