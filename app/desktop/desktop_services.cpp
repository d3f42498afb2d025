#include "app/desktop/desktop_services.h"

#include "core/request/validate.h"

#include <QDebug>

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

}  // namespace

DesktopServices::DesktopServices(const Paths& paths)
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
          {paths.data() + QStringLiteral("/queue.sqlite"), picturesFolder(m_settings, paths), prepare})
{
    connect(&m_worker, &worker::WorkerClient::logged, this,
        [](const QString& line) { qInfo().noquote() << "engine:" << line; });
    connect(&m_queue, &queue::Dispatcher::measured, &m_forecast, &queue::ForecastKeeper::learn);
    connect(&m_settings, &settings::Settings::changed, this, &DesktopServices::applySetting);
}

DesktopServices::~DesktopServices() = default;

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
    return {m_paths, m_theme, m_queue, m_forecast, m_gallery, m_thumbnails, m_settings, m_session, m_history, m_styles};
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
