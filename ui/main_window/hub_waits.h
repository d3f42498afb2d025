#pragma once

#include <QObject>

namespace reverie::ui {

/// Says what the Hub is waited for, such as a rate limit; told from whichever thread waits. Lives in the window's
/// thread.
class HubWaits final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void waiting(double seconds, const QString& why);
};

}  // namespace reverie::ui
