#pragma once

#include "core/queue/picture_saver.h"
#include "core/queue/queue_job.h"
#include "core/request/generation_events.h"

#include <QObject>

#include <functional>

namespace reverie::queue {
class Dispatcher;
}
namespace reverie::settings {
class Settings;
}

namespace reverie::app {

/// What the desktop shows of the queue outside of the window, over D-Bus: a notification with the picture when a job
/// has ended and the window is not in front, and progress on the launcher's icon where the desktop has that. Never
/// waits; where nobody listens nothing happens.
class DesktopSigns final : public QObject {
    Q_OBJECT

public:
    DesktopSigns(const queue::Dispatcher& queue, const settings::Settings& settings, std::function<bool()> isInFront,
        QObject* parent = nullptr);

    /// Once the window is up: hears when a notification is pressed.
    void listen();

Q_SIGNALS:
    /// The notification was pressed.
    void windowWanted();

private Q_SLOTS:
    void onActionInvoked(uint id, const QString& action);

private:
    struct Note {
        QString title;
        QString words;
        QString picture;  ///< a file; may be empty
    };

    void onJobChanged(queue::JobKey key);
    void onProgress(queue::JobKey key, const request::Progress& progress);
    void notify(const Note& note);
    void send(const Note& note, const QStringList& capabilities);
    void showProgress(double share, bool isShown);

    const queue::Dispatcher& m_queue;
    const settings::Settings& m_settings;
    const std::function<bool()> m_isInFront;
    uint m_notification = 0;
    double m_share = -1;  // of the running job, as it was sent; negative = none is shown
};

}  // namespace reverie::app
