#pragma once

#include "core/base/paths.h"

#include <cstdint>

namespace reverie::hub {
class DownloadList;
class HubApi;
class HubCache;
}  // namespace reverie::hub
namespace reverie::library {
class BackgroundHasher;
class Catalogue;
class Keepsakes;
class Library;
}  // namespace reverie::library
namespace reverie::secrets {
class TokenKeeper;
}
namespace reverie::weights {
class HashCache;
}
namespace reverie::gallery {
class Gallery;
class ThumbnailCache;
}  // namespace reverie::gallery
namespace reverie::queue {
class Dispatcher;
class ForecastKeeper;
}  // namespace reverie::queue
namespace reverie::settings {
class PromptHistory;
class SessionKeeper;
class Settings;
class StyleBook;
}  // namespace reverie::settings

namespace reverie::ui {

class HubWaits;
class Theme;
struct StartFacts;

/// What models have room in; 0 = unknown or none.
struct MachineMemory {
    std::uint64_t bytes = 0;
    std::uint64_t gpuBytes = 0;  ///< of the card that the engine would use; known once it runs
};

/// What the window works with; `app` owns it all, and it outlives the window.
struct WindowServices {
    Paths paths;
    const StartFacts& start;
    Theme& theme;
    queue::Dispatcher& queue;
    const queue::ForecastKeeper& forecast;
    gallery::Gallery& gallery;
    gallery::ThumbnailCache& thumbnails;
    settings::Settings& settings;
    settings::SessionKeeper& session;
    settings::PromptHistory& history;
    settings::StyleBook& styles;
    weights::HashCache& hashes;
    library::Library& library;
    library::Keepsakes& keepsakes;
    library::BackgroundHasher& hasher;
    const library::Catalogue& catalogue;
    const MachineMemory& memory;
    const hub::HubApi& hub;
    const HubWaits& waits;
    const hub::HubCache& cache;
    hub::DownloadList& downloads;
    secrets::TokenKeeper& tokens;
};

}  // namespace reverie::ui
