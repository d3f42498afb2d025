#pragma once

#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace reverie::queue {
class Dispatcher;
}
namespace reverie::settings {
class Settings;
}

namespace reverie::app {

/// Keeps the computer awake while a job runs (not while it waits for a person), by systemd-logind's inhibitor lock over
/// D-Bus; where there is none, or the person does not want it, nothing happens. Never waits.
class SleepGuard final : public QObject {
    Q_OBJECT

public:
    SleepGuard(const queue::Dispatcher& queue, const settings::Settings& settings, QObject* parent = nullptr);
    [[nodiscard]] bool isHeld() const { return m_lock.isValid(); }

private:
    void follow();
    void ask();

    const queue::Dispatcher& m_queue;
    const settings::Settings& m_settings;
    QDBusUnixFileDescriptor m_lock;  // held as long as it is open
    bool m_isAsking = false;
};

}  // namespace reverie::app
