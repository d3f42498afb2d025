#pragma once

#include "app/reverie/progress_line.h"
#include "core/queue/job_runner.h"

#include <QElapsedTimer>
#include <QObject>

namespace reverie::app {

enum class ReportKind { Lines, Json, Quiet };

/// Tells a person or a program how a run goes: a progress bar on a terminal, one line per event elsewhere, or one JSON
/// object per event on standard output. Paths of saved pictures always go to standard output.
class RunReport final : public QObject {
    Q_OBJECT

public:
    RunReport(Console& console, ReportKind kind, const queue::JobRunner& runner);

    /// The last word about a run.
    void conclude(const queue::RunOutcome& outcome);

private:
    void onLoading(double fraction, const QString& what);
    void onResolved(const request::GenerationRequest& request);
    void onProgress(const request::Progress& progress);
    void onSaved(const queue::SavedPicture& picture);

    Console& m_console;
    const ReportKind m_kind;
    QElapsedTimer m_clock;
    request::GenerationRequest m_request;
    ProgressLine m_line;
};

}  // namespace reverie::app
