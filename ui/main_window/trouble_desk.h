#pragma once

#include <QObject>

namespace reverie::gallery {
class Gallery;
}
namespace reverie::queue {
class Dispatcher;
}
namespace reverie::settings {
class Settings;
}

namespace reverie::ui {

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
        ViewerPane& viewer;
        Toast& toast;
    };

    /// \param notes  of files that were broken when the program started; the last is shown
    TroubleDesk(const Places& places, const QStringList& notes, QObject* parent);

    /// Asks for another folder for the pictures that are in memory.
    void saveElsewhere();

private:
    void onQueueOpened(const QString& note);
    void onPaused(const QString& reason);
    void show(class NoticeCard* card);

    Places m_at;
};

}  // namespace reverie::ui
