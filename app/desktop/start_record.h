#pragma once

#include "core/base/serial_thread.h"

#include <QString>

namespace reverie::app {

/// What the starts of a data folder came to, in a small file that is there while the program runs: it is written at the
/// start, again when the window has been up well, and goes at a clean end. So a run that finds it follows one that was
/// ended by force, and knows how many starts in a row did not come up.
class StartRecord final {
public:
    /// So many starts that did not come up let the next one be careful.
    static constexpr int kFailuresBorne = 2;

    /// Reads and writes.
    explicit StartRecord(QString file);
    /// A clean end.
    ~StartRecord();

    [[nodiscard]] bool hasCrashed() const { return m_hasCrashed; }
    [[nodiscard]] bool isCareful() const { return m_failures >= kFailuresBorne; }
    /// A sentence when the folder takes no file; else empty.
    [[nodiscard]] const QString& whyNotKept() const { return m_whyNotKept; }

    /// The window is up and well. Does not wait for the disk.
    void noteUp();

private:
    void read();

    const QString m_file;
    bool m_hasCrashed = false;
    int m_failures = 0;  ///< starts in a row, before this one, that did not come up
    QString m_whyNotKept;
    SerialThread m_thread;
};

}  // namespace reverie::app
