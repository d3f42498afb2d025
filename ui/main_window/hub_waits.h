#pragma once

#include <QObject>

namespace reverie::ui {

/// Says what the Hub is waited for, such as a rate limit, and who waits. Lives in the window's thread.
class HubWaits final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// As long as it lives, its thread asks the Hub under this number. Without one a thread asks under 0, as downloads
    /// do.
    class Asking final {
    public:
        explicit Asking(quint64 number);
        ~Asking();
        Asking(const Asking&) = delete;
        Asking& operator=(const Asking&) = delete;
    };

    /// Called from the thread that waits.
    void tell(double seconds, const QString& why);

Q_SIGNALS:
    void waiting(quint64 number, double seconds, const QString& why);
};

}  // namespace reverie::ui
