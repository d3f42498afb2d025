#pragma once

#include <QString>

namespace reverie::hub {

/// Names one process among all that ever ran, so that another can tell whether it still lives. A plain value.
struct ProcessIdentity {
    QString machine;  ///< of the computer and its name
    QString boot;     ///< of its start
    QString space;    ///< of the process numbers: containers have their own
    qint64 number = 0;
    QString began;  ///< in ticks since the start

    [[nodiscard]] static ProcessIdentity own();

    enum class Life { Ended, Runs, Unknown };
    /// Unknown where this process cannot see: another computer, another container.
    [[nodiscard]] Life life() const;
    /// Whether the computer was not restarted since: what that process wrote is then whole, even without a sync.
    [[nodiscard]] bool isOfThisBoot() const;

    bool operator==(const ProcessIdentity&) const = default;
};

}  // namespace reverie::hub
