#include "app/desktop/sleep_guard.h"

#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace reverie::app {

SleepGuard::SleepGuard(const queue::Dispatcher& queue, const settings::Settings& settings, QObject* parent)
    : QObject(parent), m_queue(queue), m_settings(settings)
{
    using queue::Dispatcher;
    connect(&queue, &Dispatcher::jobChanged, this, &SleepGuard::follow);
    connect(&queue, &Dispatcher::paused, this, &SleepGuard::follow);
    connect(&queue, &Dispatcher::resumed, this, &SleepGuard::follow);
    connect(&settings, &settings::Settings::changed, this, &SleepGuard::follow);
}

void SleepGuard::follow()
{
    // A job whose pictures found no place waits for a person.
    const bool isWorking = m_queue.running() && m_queue.unsaved() == 0;
    const bool isWanted = isWorking && m_settings.get<bool>(settings::key::kInhibitSleep);
    if (!isWanted)
        m_lock = {};
    else if (!isHeld() && !m_isAsking)
        ask();
}

void SleepGuard::ask()
{
    const QString login = QStringLiteral("org.freedesktop.login1");
    QDBusMessage call = QDBusMessage::createMethodCall(login, QStringLiteral("/org/freedesktop/login1"),
        QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
    call << QStringLiteral("sleep:idle") << QStringLiteral("Reverie") << tr("Pictures are being made")
         << QStringLiteral("block");
    const QDBusConnection bus = QDBusConnection::systemBus();
    if (!bus.isConnected())
        return;
    m_isAsking = true;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        m_isAsking = false;
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *done;
        if (reply.isError())
            return;
        m_lock = reply.value();
        follow();  // what was wanted may not be any more
    });
}

}  // namespace reverie::app
