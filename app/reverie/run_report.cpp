#include "app/reverie/run_report.h"

#include "app/reverie/progress_text.h"

#include <nlohmann/json.hpp>

namespace reverie::app {
namespace {

using nlohmann::json;
using queue::JobRunner;

const char* phaseName(request::Phase phase)
{
    switch (phase) {
    case request::Phase::LoadingModel:
        return "loading";
    case request::Phase::ReadingPrompt:
        return "prompt";
    case request::Phase::Sampling:
        return "sampling";
    case request::Phase::Decoding:
        return "decoding";
    }
    return "";
}

json failure(const Error& error)
{
    return {{"event", error.code == ErrorCode::Cancelled ? "cancelled" : "failed"},
        {"code", errorCodeName(error.code).toStdString()}, {"message", sentence(error).toStdString()}};
}

}  // namespace

RunReport::RunReport(Console& console, ReportKind kind, const JobRunner& runner)
    : m_console(console), m_kind(kind), m_line(console)
{
    m_clock.start();
    connect(&runner, &JobRunner::loading, this, &RunReport::onLoading);
    connect(&runner, &JobRunner::resolved, this, &RunReport::onResolved);
    connect(&runner, &JobRunner::progress, this, &RunReport::onProgress);
    connect(&runner, &JobRunner::saved, this, &RunReport::onSaved);
}

void RunReport::onLoading(double fraction, const QString& what)
{
    if (m_kind == ReportKind::Json)
        return m_console.print(json{{"event", "loading"}, {"fraction", fraction}, {"what", what.toStdString()}});
    if (m_kind == ReportKind::Lines)
        m_line.show(fraction, QStringLiteral("Loading ") + what);
}

void RunReport::onResolved(const request::GenerationRequest& request)
{
    m_request = request;
    if (m_kind == ReportKind::Json)
        m_console.print(
            json{{"event", "started"}, {"seed", *request.seed}, {"width", *request.width}, {"height", *request.height},
                {"steps", *request.steps}, {"cfg", *request.guidanceScale}, {"sampler", request.sampler->toStdString()},
                {"schedule", request.schedule.value_or(QString()).toStdString()}, {"count", request.count}});
}

void RunReport::onProgress(const request::Progress& progress)
{
    if (m_kind == ReportKind::Json)
        return m_console.print(
            json{{"event", "progress"}, {"phase", phaseName(progress.phase)}, {"image", progress.image},
                {"step", progress.step}, {"of", progress.of}, {"secondsPerStep", progress.secondsPerStep}});
    if (m_kind == ReportKind::Lines)
        m_line.show(progressFraction(progress, m_request.count, m_request.batch),
            progressWords(progress, m_request.count, m_request.batch));
}

void RunReport::onSaved(const queue::SavedPicture& picture)
{
    if (m_kind == ReportKind::Json)
        return m_console.print(json{{"event", "image"}, {"index", picture.index}, {"seed", picture.seed},
            {"path", picture.path.toStdString()}, {"width", picture.width}, {"height", picture.height},
            {"seconds", picture.seconds}});
    if (picture.path != QLatin1String("-"))
        m_console.print(picture.path);
}

void RunReport::conclude(const queue::RunOutcome& outcome)
{
    const double seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    if (m_kind == ReportKind::Json) {
        json last = outcome.error ? failure(*outcome.error) : json{{"event", "done"}};
        last["saved"] = outcome.saved;
        last["seconds"] = seconds;
        m_console.print(last);
    }
    if (outcome.error)
        return m_console.complain(*outcome.error);
    if (m_kind == ReportKind::Lines && m_console.isErrTerminal())
        m_console.note(QStringLiteral("%1 picture%2 in %3 s")
                           .arg(outcome.saved)
                           .arg(outcome.saved == 1 ? QString() : QStringLiteral("s"))
                           .arg(seconds, 0, 'f', 1));
}

}  // namespace reverie::app
