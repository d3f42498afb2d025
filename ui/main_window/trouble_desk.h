#pragma once

#include "core/queue/queue_job.h"

#include <QObject>
#include <QStringList>

class QWidget;

namespace reverie::gallery {
class Gallery;
}
namespace reverie::queue {
class Dispatcher;
}
namespace reverie::settings {
class Settings;
class StyleBook;
}  // namespace reverie::settings

namespace reverie::ui {

class NoticeStack;
class Toast;
struct StartFacts;

/// Tells what went wrong beside the pictures, with the ways out: a queue that waits, pictures that found no place,
/// files that are broken or cannot be written, parts of the program that are missing.
class TroubleDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        const StartFacts& start;
        queue::Dispatcher& queue;
        gallery::Gallery& gallery;
        settings::Settings& settings;
        settings::StyleBook& styles;
        QWidget& window;
        NoticeStack& notices;
        Toast& toast;
    };

    /// \param notes  of files that were broken when the program started
    TroubleDesk(const Places& places, const QStringList& notes, QObject* parent);

    /// Asks for another folder for the pictures: those in memory are saved there, else it is chosen for all to come and
    /// `failed` tries again.
    void saveElsewhere(std::optional<queue::JobKey> failed = {});
    /// Looks, in the background, which parts of the program are missing, and tells of each.
    void lookForParts();

private:
    void tell(const QString& sentence);
    void tellOfKeeping(const QString& sentence);
    void tellOfOpening(const QString& sentence);
    void tellOnce(const QString& sentence);
    void onPaused(const QString& reason);
    void dropWhyPaused();
    void useCpu();
    void saveInto(const QString& folder, std::optional<queue::JobKey> failed);

    Places m_at;
    QStringList m_told;   ///< once
    int m_whyPaused = 0;  ///< a notice
};

}  // namespace reverie::ui
