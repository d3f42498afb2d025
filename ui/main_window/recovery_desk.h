#pragma once

#include "ui/main_window/notice_card.h"

#include <QObject>
#include <QStringList>

#include <functional>

namespace reverie::queue {
class Dispatcher;
}
namespace reverie::settings {
class Settings;
}

namespace reverie::ui {

class NoticeStack;
class Toast;
struct StartFacts;

/// What the last time left: unfinished jobs; and after a crash the half-written files, and the session, where a careful
/// start has left it out. Offers each, unless the settings say what to do with jobs.
class RecoveryDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        const StartFacts& start;
        queue::Dispatcher& queue;
        const settings::Settings& settings;
        NoticeStack& notices;
        Toast& toast;
        QStringList folders;  ///< in which half-written files may lie, or in folders in them
        std::function<void()> restoreSession;
    };

    RecoveryDesk(const Places& places, QObject* parent);

private:
    void onQueueOpened();
    [[nodiscard]] bool isGoingOn();
    void offerJobs();
    void tellOfCrash(const QStringList& files);
    [[nodiscard]] Notice::Part jobsPart();
    [[nodiscard]] Notice::Part filesPart(const QStringList& files);
    void removeFiles(const QStringList& files);

    Places m_at;
    bool m_asks = true;  ///< about jobs
};

}  // namespace reverie::ui
