#pragma once

#include "core/queue/queue_job.h"

#include <QObject>
#include <QPointer>

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

class NoticeCard;
class Toast;
class ViewerPane;

/// Tells what went wrong beside the pictures, with the ways out: unfinished jobs of the last time, pictures that found
/// no place, files that are broken or cannot be written.
class TroubleDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        queue::Dispatcher& queue;
        gallery::Gallery& gallery;
        settings::Settings& settings;
        settings::StyleBook& styles;
        ViewerPane& viewer;
        Toast& toast;
    };

    /// \param notes  of files that were broken when the program started
    TroubleDesk(const Places& places, const QStringList& notes, QObject* parent);

    /// Asks for another folder for the pictures: those in memory are saved there, else it is chosen for all to come and
    /// `failed` tries again.
    void saveElsewhere(std::optional<queue::JobKey> failed = {});

private:
    void onQueueOpened(const QString& note);
    void onPaused(const QString& reason);
    void dropWhyPaused();
    void saveInto(const QString& folder, std::optional<queue::JobKey> failed);
    NoticeCard* show(NoticeCard* card);

    Places m_at;
    QPointer<NoticeCard> m_whyPaused;
};

}  // namespace reverie::ui
