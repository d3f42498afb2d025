#pragma once

#include "core/queue/queue_job.h"

#include <QImage>

class QPainter;

namespace reverie::ui {

/// How a job looks, as a card of the strip or a row of the page.
struct JobLook {
    queue::JobState state = queue::JobState::Waiting;
    QString title;
    QString words;     ///< how it stands, or why it failed
    double share = 0;  ///< 0..1, while it runs
    QImage picture;    ///< null = a sign of its state
    int room = 0;      ///< pixels at the right that stay free for buttons
    QString facts;     ///< what was asked for, where there is room beside the words
};

/// Its picture at the left, two lines of words, and while it runs a thin bar.
void paintJob(QPainter& painter, const QRect& place, const JobLook& look);

}  // namespace reverie::ui
