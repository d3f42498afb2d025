#pragma once

#include <QDateTime>
#include <QString>

namespace reverie::ui {

/// How the program started, as far as the window must know.
struct StartFacts {
    QDateTime began = QDateTime::currentDateTimeUtc();
    bool hasCrashed = false;  ///< the last run did not end as it should
    /// The last starts did not come up: nothing of the last time is brought back or goes on by itself.
    bool isCareful = false;
    QString whyNotKept;  ///< nothing can be written, a sentence; empty = all is kept as usual
};

}  // namespace reverie::ui
