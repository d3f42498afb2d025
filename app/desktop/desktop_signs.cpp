#include "app/desktop/desktop_signs.h"

#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QUrl>

#include <cmath>

namespace reverie::app {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");
constexpr int kMostWords = 120;  // of a prompt, in characters

}  // namespace

DesktopSigns::DesktopSigns(const queue::Dispatcher& queue, const settings::Settings& settings,
    std::function<bool()> isInFront, QObject* parent)
    : QObject(parent), m_queue(queue), m_settings(settings), m_isInFront(std::move(isInFront))
{
    connect(&queue, &queue::Dispatcher::jobChanged, this, &DesktopSigns::onJobChanged);
    connect(&queue, &queue::Dispatcher::progress, this, &DesktopSigns::onProgress);
}

void DesktopSigns::listen()
{
    QDBusConnection::sessionBus().connect(
        kService, kPath, kService, QStringLiteral("ActionInvoked"), this, SLOT(onActionInvoked(uint, QString)));
}

void DesktopSigns::onJobChanged(queue::JobKey key)
{
    if (!m_queue.running())
        showProgress(0, false);
    const queue::QueueJob* job = m_queue.find(key);
    if (job == nullptr || m_isInFront() || !m_settings.get<bool>(settings::key::kNotify))
        return;
    const QStringList pictures = job->paths();
    if (job->state == queue::JobState::Done && !pictures.isEmpty())
        notify({tr("%n picture(s) ready", nullptr, static_cast<int>(pictures.size())),
            job->request.prompt.simplified().left(kMostWords), pictures.last()});
    else if (job->state == queue::JobState::Failed && job->error)
        notify({tr("A picture could not be made"), sentence(*job->error), {}});
}

void DesktopSigns::onProgress(queue::JobKey key, const request::Progress& progress)
{
    const queue::QueueJob* job = m_queue.find(key);
    if (job == nullptr || progress.of <= 0)
        return;
    const double ofPicture = static_cast<double>(progress.step) / progress.of;
    showProgress((progress.image + ofPicture) / job->picturesWanted(), true);
}

/// What the desktop's server can show is asked each time: it may have been replaced by another.
void DesktopSigns::notify(const Note& note)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    const QDBusMessage ask =
        QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("GetCapabilities"));
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, note](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QStringList> reply = *done;
        if (!reply.isError())
            send(note, reply.value());
    });
}

void DesktopSigns::send(const Note& note, const QStringList& capabilities)
{
    // A prompt may hold what such a server reads as markup.
    const bool isMarkup = capabilities.contains(QLatin1String("body-markup"));
    QStringList actions;
    if (capabilities.contains(QLatin1String("actions")))
        actions << QStringLiteral("default") << tr("Show");
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("reverie")}};
    if (!note.picture.isEmpty())
        hints.insert(QStringLiteral("image-path"), QUrl::fromLocalFile(note.picture).toString(QUrl::FullyEncoded));
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
    call << QStringLiteral("Reverie") << m_notification << QStringLiteral("reverie") << note.title
         << (isMarkup ? note.words.toHtmlEscaped() : note.words) << actions << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<uint> reply = *done;
        if (!reply.isError())
            m_notification = reply.value();
    });
}

void DesktopSigns::onActionInvoked(uint id, const QString&)
{
    if (id == m_notification)
        Q_EMIT windowWanted();
}

void DesktopSigns::showProgress(double share, bool isShown)
{
    constexpr double kLeast = 0.02;  // what nobody sees is not sent
    if (isShown ? std::abs(share - m_share) < kLeast : m_share < 0)
        return;
    m_share = isShown ? share : -1;
    QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/org/reverie/launcher"),
        QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    signal << QStringLiteral("application://reverie.desktop")
           << QVariantMap{{QStringLiteral("progress"), share}, {QStringLiteral("progress-visible"), isShown}};
    QDBusConnection::sessionBus().send(signal);
}

}  // namespace reverie::app
