#pragma once

#include "app/desktop/single_instance.h"
#include "core/base/paths.h"
#include "core/base/serial_thread.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace reverie::ui {
class Theme;
}

namespace reverie::app {

class EntranceCard;
enum class Obstacle;

/// How a start comes to data that no other window uses: at once where nobody has them; by handing its files to the
/// window that has them, and ending; and where that one does not answer, or may run on another computer, by asking.
/// Until then no file is opened but the lock. Lives in the window's thread.
class Entrance final : public QObject {
    Q_OBJECT

public:
    /// \param files  to hand over
    Entrance(Paths paths, QStringList files, QObject* parent = nullptr);
    ~Entrance() override;

    /// Ends with `entered` or `left`, which may come from inside it.
    void begin();
    /// Where the data lie, once entered: those that were asked for, or a folder of their own in them.
    [[nodiscard]] const Paths& paths() const { return m_paths; }
    [[nodiscard]] SingleInstance& instance() const { return *m_instance; }

Q_SIGNALS:
    void entered();
    /// \param code  of the program
    void left(int code);

private:
    void ask(Obstacle obstacle);
    void wait();
    void probe();
    void goOn();
    void separate();
    void leave(int code);
    void dropCard();

    Paths m_paths;
    const QStringList m_files;
    std::unique_ptr<SingleInstance> m_instance;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<EntranceCard> m_card;
    QTimer m_pulse;  // of probes
    bool m_isDecided = false;
    SerialThread m_probing;  // last: it ends first
};

}  // namespace reverie::app
