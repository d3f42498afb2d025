#include "ui/queue/job_text.h"

#include "ui/widgets/duration_text.h"
#include "ui/widgets/sentence_text.h"

#include <QCoreApplication>

namespace reverie::ui {
namespace {

/// The texts of a context that is no class.
struct JobText {
    Q_DECLARE_TR_FUNCTIONS(JobText)
};

}  // namespace

QString jobTitle(const queue::QueueJob& job)
{
    const QString prompt = job.request.prompt.simplified();
    return prompt.isEmpty() ? JobText::tr("No prompt") : prompt;
}

QString jobProgress(const request::Progress& progress, int pictures)
{
    QString words = JobText::tr("%1 of %2").arg(progress.step).arg(progress.of);
    if (progress.secondsPerStep > 0)
        words = JobText::tr("%1 \u00b7 %2 left")
                    .arg(words, durationText(progress.secondsPerStep * (progress.of - progress.step)));
    return pictures > 1 ? JobText::tr("picture %1 of %2 \u00b7 %3").arg(progress.image + 1).arg(pictures).arg(words)
                        : words;
}

QString jobState(const queue::QueueJob& job, bool isNext)
{
    const bool isOne = job.picturesWanted() == 1;
    const QString remark = job.remark.isEmpty() ? QString() : QStringLiteral(" \u00b7 ") + job.remark;
    const QString pictures =
        isOne ? QString() : QStringLiteral(" \u00b7 ") + JobText::tr("%n picture(s)", nullptr, job.picturesWanted());
    switch (job.state) {
    case queue::JobState::Waiting:
        return (isNext ? JobText::tr("next") : JobText::tr("waiting")) + pictures;
    case queue::JobState::Running:
        return (job.isStalled ? JobText::tr("says nothing any more and may hang") : JobText::tr("starting")) +
            pictures + remark;
    case queue::JobState::Done:
        return JobText::tr("done") + pictures + remark;
    case queue::JobState::Failed:
        return job.error ? sentenceText(*job.error) : JobText::tr("failed");
    case queue::JobState::Cancelled:
        return JobText::tr("cancelled");
    case queue::JobState::Interrupted:
        return JobText::tr("interrupted \u00b7 %1 of %2 made").arg(job.paths().size()).arg(job.picturesWanted());
    }
    return {};
}

}  // namespace reverie::ui
