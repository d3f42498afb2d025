#pragma once

#include <QObject>

#include <vector>

class QSocketNotifier;

namespace reverie::app {

/// What another signal does while the program ends because of the first.
enum class SecondSignal { EndsAtOnce, IsIgnored };

/// Signals that ask the program to end, such as Ctrl+C, while it lives: the first is told in the event loop, so that
/// the program ends cleanly. One at a time; made in the main thread.
class Interruption final : public QObject {
    Q_OBJECT

public:
    explicit Interruption(
        std::vector<int> signalNumbers, SecondSignal second = SecondSignal::EndsAtOnce, QObject* parent = nullptr);
    ~Interruption() override;

    /// Whether it was one of them, and not something else, that ended the run.
    [[nodiscard]] bool wasRequested() const;
    /// Can be read from once one of them came, for a poll() where no event loop runs.
    [[nodiscard]] int descriptor() const;

Q_SIGNALS:
    void requested();

private:
    const std::vector<int> m_signals;
    QSocketNotifier* m_notifier;
};

}  // namespace reverie::app
