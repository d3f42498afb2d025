#pragma once

#include "app/desktop/start_record.h"
#include "app/services/hub_services.h"
#include "core/gallery/gallery.h"
#include "core/gallery/thumbnail_cache.h"
#include "core/hub/download_list.h"
#include "core/library/background_hasher.h"
#include "core/library/keepsakes.h"
#include "core/library/library.h"
#include "core/queue/dispatcher.h"
#include "core/queue/forecast_keeper.h"
#include "core/settings/prompt_history.h"
#include "core/settings/session_state.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "core/weights/hash_cache.h"
#include "core/worker/worker_client.h"
#include "ui/main_window/hub_waits.h"
#include "ui/main_window/services.h"
#include "ui/main_window/start_facts.h"
#include "ui/widgets/theme.h"

namespace reverie::app {

/// Everything that the window works with, made in the order in which it is needed and gone in the reverse.
class DesktopServices final : public QObject {
    Q_OBJECT

public:
    /// \param stallMs  of the queue, see DispatcherOptions
    explicit DesktopServices(const Paths& paths, const Surroundings& surroundings = Surroundings(),
        int stallMs = queue::DispatcherOptions().stallMs);
    /// Waits until everything is on the disk.
    ~DesktopServices() override;

    [[nodiscard]] ui::WindowServices forWindow();
    /// Once the window is up: opens queue and gallery in the background, listens to the desktop, and starts the engine
    /// ahead of the first picture where the settings want that and the last starts came up.
    void open();
    [[nodiscard]] queue::Dispatcher& queue() { return m_queue; }
    [[nodiscard]] settings::Settings& settings() { return m_settings; }
    [[nodiscard]] hub::DownloadList& downloads() { return m_downloads; }
    [[nodiscard]] secrets::TokenKeeper& tokens() { return m_hub.tokens(); }

private:
    void noteEngine(const worker::EngineFacts& engine);
    void applySetting(const QString& key);
    void takeFolder(const QString& pictures);

    const Paths m_paths;
    StartRecord m_record;
    const ui::StartFacts m_start;
    ui::Theme m_theme;
    settings::Settings m_settings;
    settings::SessionKeeper m_session;
    settings::PromptHistory m_history;
    settings::StyleBook m_styles;
    weights::HashCache m_hashes;
    worker::WorkerClient m_worker;
    gallery::Gallery m_gallery;
    gallery::ThumbnailCache m_thumbnails;
    queue::ForecastKeeper m_forecast;
    queue::Dispatcher m_queue;
    library::Catalogue m_catalogue;
    library::Library m_library;
    library::Keepsakes m_keepsakes;
    library::BackgroundHasher m_hasher;
    ui::MachineMemory m_memory;
    ui::HubWaits m_waits;
    HubServices m_hub;
    hub::DownloadList m_downloads;
};

}  // namespace reverie::app
