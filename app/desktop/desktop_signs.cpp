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

}  // namespace

DesktopSigns::DesktopSigns(const queue::Dispatcher& queue, const settings::Settings& settings,
    std::function<bool()> isInFront, QObject* parent)
    : QObject(parent), m_queue(queue), m_settings(settings), m_isInFront(std::move(isInFront))
{
    using queue::Dispatcher;
    connect(&queue, &Dispatcher::jobChanged, this, &DesktopSigns::onJobChanged);
    connect(&queue, &Dispatcher::progress, this, [this](queue::JobKey, const request::Progress& progress) {
        if (progress.of > 0)
            showProgress(static_cast<double>(progress.step) / progress.of, true);
    });
}

void DesktopSigns::listen()
{
    QDBusConnection::sessionBus().connect(
        kService, kPath, kService, QStringLiteral("ActionInvoked"), this, SLOT(onActionInvoked(uint, QString)));
}

void DesktopSigns::onJobChanged(queue::JobKey key)
{
    const queue::QueueJob* job = m_queue.find(key);
    if (job == nullptr || job->state == queue::JobState::Running || !job->started.isValid())
        return;
    showProgress(0, false);
    if (m_isInFront() || !m_settings.get<bool>(settings::key::kNotify))
        return;
    const QString prompt = job->request.prompt.simplified().left(120);
    if (job->state == queue::JobState::Done)
        notify(tr("%n picture(s) ready", nullptr, job->picturesWanted()), prompt, job->paths().value(0));
    else if (job->state == queue::JobState::Failed && job->error)
        notify(tr("A picture could not be made"), sentence(*job->error), {});
}

void DesktopSigns::notify(const QString& title, const QString& words, const QString& picture)
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("reverie")}};
    if (!picture.isEmpty())
        hints.insert(QStringLiteral("image-path"), QUrl::fromLocalFile(picture).toString());
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
    // The words may hold a prompt, and the desktop reads them as markup.
    call << QStringLiteral("Reverie") << m_notification << QStringLiteral("reverie") << title << words.toHtmlEscaped()
         << QStringList{QStringLiteral("default"), tr("Show")} << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
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
    if (isShown && std::abs(share - m_share) < kLeast)
        return;
    m_share = isShown ? share : -1;
    QDBusMessage signal = QDBusMessage::createSignal(QStringLiteral("/org/reverie/launcher"),
        QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    signal << QStringLiteral("application://reverie.desktop")
           << QVariantMap{{QStringLiteral("progress"), share}, {QStringLiteral("progress-visible"), isShown}};
    QDBusConnection::sessionBus().send(signal);
}

}  // namespace reverie::app
