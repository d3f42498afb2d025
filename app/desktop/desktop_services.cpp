#include "app/desktop/desktop_services.h"

#include "core/base/version.h"
#include "core/request/validate.h"

#include <QDebug>

#include <unistd.h>

namespace reverie::app {
namespace {

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

/// The shipped file is read by a test; without it nothing is recommended.
library::Catalogue readCatalogue()
{
    auto catalogue = library::Catalogue::read(Paths::catalogue());
    if (!catalogue)
        qWarning().noquote() << sentence(catalogue.error());
    return catalogue ? std::move(*catalogue) : library::Catalogue();
}

hub::HubEnvironment readEnvironment(const Surroundings& surroundings)
{
    auto environment = hub::HubEnvironment::from(surroundings.variables, surroundings.home);
    if (!environment)
        qWarning().noquote() << sentence(environment.error());
    return environment ? std::move(*environment) : hub::HubEnvironment();
}

library::LibraryPlaces libraryPlaces(const Paths& paths, const hub::HubEnvironment& environment, const QString& home)
{
    library::LibraryPlaces places;
    places.starter = Paths::starterModel();
    places.models = paths.data() + QStringLiteral("/models");
    places.hubCache = environment.cache;
    places.home = home;
    return places;
}

hub::Patience patienceTelling(ui::HubWaits& waits)
{
    hub::Patience patience = hub::Patience::real();
    patience.told = [&waits](const hub::WaitNote& note) {
        Q_EMIT waits.waiting(std::chrono::duration<double>(note.time).count(), note.why);
    };
    return patience;
}

net::NetSettings netSettings(const settings::Settings& settings)
{
    net::NetSettings net;
    net.proxy = settings.get<QString>(settings::key::kProxy);
    net.extraCaFile = settings.get<QString>(settings::key::kExtraCaFile);
    net.userAgent = QStringLiteral("reverie/") + version();
    return net;
}

std::uint64_t physicalMemory()
{
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageSize = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && pageSize > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageSize) : 0;
}

}  // namespace

DesktopServices::DesktopServices(const Paths& paths, const Surroundings& surroundings)
    : m_paths(paths), m_settings(paths.data() + QStringLiteral("/settings.json")),
      m_session(paths.data() + QStringLiteral("/session.json")),
      m_history(paths.data() + QStringLiteral("/history.json")),
      m_styles(paths.data() + QStringLiteral("/styles.json")), m_hashes(paths.cache() + QStringLiteral("/hashes.json")),
      m_worker({.program = Paths::engineBinary()}),
      m_gallery({picturesFolder(m_settings, paths), paths.data() + QStringLiteral("/gallery.sqlite"),
          paths.data() + QStringLiteral("/stars.jsonl")}),
      m_thumbnails(paths.cache() + QStringLiteral("/thumbnails")),
      m_forecast(paths.cache() + QStringLiteral("/forecast.json")),
      m_queue(m_worker, m_hashes,
          {paths.data() + QStringLiteral("/queue.sqlite"), picturesFolder(m_settings, paths), prepare}),
      m_catalogue(readCatalogue()), m_environment(readEnvironment(surroundings)),
      m_library(libraryPlaces(paths, m_environment, surroundings.home), paths.cache() + QStringLiteral("/models.json")),
      m_keepsakes(paths.data() + QStringLiteral("/models.json")), m_hasher(m_hashes), m_memory{physicalMemory(), 0},
      m_keychain(surroundings.keychain == nullptr ? m_systemKeychain : *surroundings.keychain),
      m_secretFiles(paths.data() + QStringLiteral("/secrets")),
      m_tokens(
          {m_environment.token, m_environment.tokenVariable, m_environment.tokenFile, m_environment.sendsSavedToken},
          {m_keychain, m_secretFiles}),
      m_http(netSettings(m_settings)),
      m_hub(
          m_http, m_environment, [this] { return m_tokens.held().secret; }, patienceTelling(m_waits)),
      m_cache(m_environment.cache, m_environment.usesSymlinks),
      m_downloads(paths.data() + QStringLiteral("/downloads.json"), m_hub, m_cache)
{
    connect(&m_worker, &worker::WorkerClient::logged, this,
        [](const QString& line) { qInfo().noquote() << "engine:" << line; });
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
    return {m_paths, m_theme, m_queue, m_forecast, m_gallery, m_thumbnails, m_settings, m_session, m_history, m_styles,
        m_hashes, m_library, m_keepsakes, m_hasher, m_catalogue, m_memory, m_hub, m_waits, m_cache, m_downloads,
        m_tokens};
}

void DesktopServices::open()
{
    m_queue.setEndedKept(m_settings.get<int>(settings::key::kEndedKept));
    m_forecast.open();
    m_queue.open();
    m_gallery.open();
    m_theme.followDesktop();
    if (m_settings.get<bool>(settings::key::kStartEngineEarly))
        m_worker.start();
}

}  // namespace reverie::app
