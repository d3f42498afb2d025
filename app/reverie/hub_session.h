#pragma once

#include "app/services/hub_services.h"
#include "core/library/catalogue.h"

#include <memory>

namespace reverie::app {

class Interruption;
class Session;

/// The services that commands need to speak to the Hub, with the network settings of the window. An interruption ends
/// the wait for a keychain too.
/// Errors: InvalidArgument for an HF_ENDPOINT that is no address.
[[nodiscard]] Result<std::unique_ptr<HubServices>> openHub(const Session& session, const Interruption& interruption);

/// The repository that a person named: its id, its address, or a name of the catalogue ("sd-1-5").
[[nodiscard]] Result<QString> repositoryNamed(const QString& named, const library::Catalogue& catalogue);

}  // namespace reverie::app
