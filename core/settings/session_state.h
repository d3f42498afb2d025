#pragma once

#include "core/base/result.h"
#include "core/base/serial_thread.h"
#include "core/request/generation_request.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace reverie::settings {

/// All of a window that comes back when the program starts again.
struct SessionState {
    request::GenerationRequest request;  ///< what the compose form asks for
    QMap<QString, QString> texts;        ///< what stands in fields whose text is no value (yet), by field
    QMap<QString, bool> switches;        ///< folded cards, locks, modes, by name
    QMap<QString, QByteArray> layouts;   ///< geometry and dividers, by screen and pane
    QString page;                        ///< the page that is shown
    QString selectedPicture;             ///< path
    std::optional<std::uint64_t> lastSeed;

    bool operator==(const SessionState&) const = default;
};

/// Keeps the state of the session: a short while after each change it is written whole, in the background, so that a
/// kill -9 loses at most that while. Lives in the window's thread; only the constructor reads.
class SessionKeeper final : public QObject {
    Q_OBJECT

public:
    static constexpr int kPatienceMs = 250;

    /// \param file empty = in memory only
    explicit SessionKeeper(QString file, QObject* parent = nullptr);
    /// Writes what is not written yet.
    ~SessionKeeper() override;

    /// What the last session left; as made by default when there was none or its file is broken (which is put aside as
    /// "<file>.broken").
    [[nodiscard]] const SessionState& state() const { return m_state; }
    /// Whether there was a session before.
    [[nodiscard]] bool isRestored() const { return m_isRestored; }
    /// A sentence when the file was broken; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    void setState(SessionState state);
    /// Begins to write without the short while.
    void writeSoon();
    /// Waits until all is on the disk.
    void flush();

private:
    void read();
    void write();

    QString m_file;  ///< empty = in memory only
    SessionState m_state;
    bool m_isRestored = false;
    QString m_note;
    QTimer m_patience;
    SerialThread m_thread;
};

}  // namespace reverie::settings
