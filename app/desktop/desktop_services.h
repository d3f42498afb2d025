#pragma once

#include "core/gallery/gallery.h"
#include "core/gallery/thumbnail_cache.h"
#include "core/queue/dispatcher.h"
#include "core/queue/forecast_keeper.h"
#include "core/settings/prompt_history.h"
#include "core/settings/session_state.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "core/weights/hash_cache.h"
#include "core/worker/worker_client.h"
#include "ui/main_window/services.h"
#include "ui/widgets/theme.h"

namespace reverie::app {

/// Everything that the window works with, made in the order in which it is needed and gone in the reverse.
class DesktopServices final : public QObject {
    Q_OBJECT

public:
    explicit DesktopServices(const Paths& paths);
    /// Waits until everything is on the disk.
    ~DesktopServices() override;

    [[nodiscard]] ui::WindowServices forWindow();
    /// Once the window is up: opens queue and gallery in the background, listens to the desktop, and starts the engine
    /// ahead of the first picture where the settings want that.
    void open();
    [[nodiscard]] queue::Dispatcher& queue() { return m_queue; }
    [[nodiscard]] settings::Settings& settings() { return m_settings; }

private:
    void applySetting(const QString& key);
    void takeFolder(const QString& pictures);

    const Paths m_paths;
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
};

}  // namespace reverie::app
