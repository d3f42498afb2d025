#pragma once

#include <QObject>

class QSocketNotifier;

namespace reverie::app {

/// Ctrl+C and SIGTERM while it lives: the first is a signal to stop cleanly, the second ends the program at once.
/// One at a time; made in the main thread.
class Interruption final : public QObject {
    Q_OBJECT

public:
    explicit Interruption(QObject* parent = nullptr);
    ~Interruption() override;

    /// Whether it was Ctrl+C or SIGTERM, and not something else, that ended the run.
    [[nodiscard]] bool wasRequested() const { return m_wasRequested; }

Q_SIGNALS:
    void requested();

private:
    QSocketNotifier* m_notifier;
    bool m_wasRequested = false;
};

}  // namespace reverie::app
