#include "app/desktop/desktop_services.h"

#include "core/request/validate.h"

#include <QCoreApplication>
#include <QDebug>
#include <QTimer>

#include <unistd.h>

namespace reverie::app {
namespace {

constexpr int kWellMs = 3000;  // what breaks a start has done so by then

QString picturesFolder(const settings::Settings& settings, const Paths& paths)
{
    const QString chosen = settings.get<QString>(settings::key::kPicturesFolder);
    return chosen.isEmpty() ? paths.pictures() : chosen;
}

/// The form leaves the starter model unnamed.
Result<request::GenerationRequest> prepare(request::GenerationRequest request)
{
    if (request.model.isEmpty())
        request.model = Paths::starterModel();
    if (auto judged = request::validate(request); !judged)
        return failWith(std::move(judged));
    return request;
}

hub::HubEnvironment readEnvironment(const Surroundings& surroundings)
{
    auto environment = hubEnvironment(surroundings);
    if (!environment)
        qWarning().noquote() << sentence(environment.error());
    return environment ? std::move(*environment) : hub::HubEnvironment();
}

hub::Patience patienceTelling(ui::HubWaits& waits)
{
    hub::Patience patience = hub::Patience::real();
    patience.told = [&waits](const hub::WaitNote& note) {
        waits.tell(std::chrono::duration<double>(note.time).count(), note.why);
    };
    return patience;
}

std::uint64_t physicalMemory()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageSize = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && pageSize > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageSize) : 0;
}

}  // namespace

DesktopServices::DesktopServices(const Paths& paths, const Surroundings& surroundings, int stallMs)
    : m_paths(paths),
      m_record(paths.data() + QStringLiteral("/start")), m_start{QDateTime::currentDateTimeUtc(), m_record.hasCrashed(),
                                                             m_record.isCareful(), m_record.whyNotKept()},
      m_settings(settingsFile(paths)), m_session(paths.data() + QStringLiteral("/session.json")),
      m_history(paths.data() + QStringLiteral("/history.json")),
      m_styles(paths.data() + QStringLiteral("/styles.json")), m_hashes(paths.cache() + QStringLiteral("/hashes.json")),
      m_worker({.program = Paths::engineBinary()}),
      m_gallery({picturesFolder(m_settings, paths), paths.data() + QStringLiteral("/gallery.sqlite"),
          paths.data() + QStringLiteral("/stars.jsonl")}),
      m_thumbnails(paths.cache() + QStringLiteral("/thumbnails")),
      m_forecast(paths.cache() + QStringLiteral("/forecast.json")),
      m_queue(m_worker, m_hashes,
          {paths.data() + QStringLiteral("/queue.sqlite"), picturesFolder(m_settings, paths), prepare, stallMs}),
      m_catalogue(readCatalogue()), m_library(libraryPlaces(paths, surroundings, m_settings), libraryCacheFile(paths)),
      m_keepsakes(paths.data() + QStringLiteral("/models.json")), m_hasher(m_hashes), m_memory{physicalMemory(), 0},
      m_hub(paths, surroundings, readEnvironment(surroundings), networkSettings(m_settings), patienceTelling(m_waits)),
      m_downloads(paths.data() + QStringLiteral("/downloads.json"), m_hub.api(), m_hub.cache())
{
    connect(&m_worker, &worker::WorkerClient::logged, this,
        [](const QString& line) { qInfo().noquote() << "engine:" << line; });
    connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, &m_hub, &HubServices::giveUpKeychain);
    connect(&m_queue, &queue::Dispatcher::measured, &m_forecast, &queue::ForecastKeeper::learn);
    connect(&m_settings, &settings::Settings::changed, this, &DesktopServices::applySetting);
    connect(&m_worker, &worker::WorkerClient::ready, this, &DesktopServices::noteEngine);
}

DesktopServices::~DesktopServices() = default;

void DesktopServices::noteEngine(const worker::EngineFacts& engine)
{
    for (const worker::Device& device : engine.devices)
        if (device.name.startsWith(QLatin1String("cuda")))
            m_memory.gpuBytes = std::max(m_memory.gpuBytes, device.memoryBytes);
}

void DesktopServices::applySetting(const QString& key)
{
    if (key == QLatin1String(settings::key::kPicturesFolder))
        takeFolder(picturesFolder(m_settings, m_paths));
    else if (key == QLatin1String(settings::key::kEndedKept))
        m_queue.setEndedKept(m_settings.get<int>(settings::key::kEndedKept));
}

void DesktopServices::takeFolder(const QString& pictures)
{
    m_queue.setPicturesFolder(pictures);
    m_gallery.setFolder(pictures);
}

ui::WindowServices DesktopServices::forWindow()
{
    return {m_paths, m_start, m_theme, m_queue, m_forecast, m_gallery, m_thumbnails, m_settings, m_session, m_history,
        m_styles, m_hashes, m_library, m_keepsakes, m_hasher, m_catalogue, m_memory, m_hub.api(), m_waits,
        m_hub.cache(), m_downloads, m_hub.tokens()};
}

void DesktopServices::open()
{
    m_queue.setEndedKept(m_settings.get<int>(settings::key::kEndedKept));
    m_forecast.open();
    m_queue.open();
    m_gallery.open();
    m_theme.followDesktop();
    QTimer::singleShot(kWellMs, this, [this] { m_record.noteUp(); });
    if (!m_start.isCareful && m_settings.get<bool>(settings::key::kStartEngineEarly))
        m_worker.start();
}

}  // namespace reverie::app
