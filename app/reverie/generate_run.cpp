#include "app/reverie/generate_run.h"

#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/run_report.h"
#include "app/reverie/services.h"
#include "app/reverie/session.h"
#include "app/reverie/unsaved_pictures.h"
#include "app/signals/interruption.h"
#include "core/prompt/unsupported_forms.h"
#include "core/request/validate.h"
#include "core/weights/model_folder.h"

#include <QCoreApplication>

#include <csignal>
#include <unistd.h>

namespace reverie::app {
namespace {

Result<void> checkCombination(const GenerateWish& wish)
{
    if (wish.output != QLatin1String("-"))
        return {};
    if (wish.json)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("--json and -o - both want standard output"),
            QStringLiteral("name a file with -o, or leave --json out"));
    if (::isatty(STDOUT_FILENO) == 1)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("-o - would fill this terminal with bytes"),
            QStringLiteral("send it on, as in: reverie generate ... -o - | display"));
    return {};
}

Result<queue::OutputPlan> planOutput(const Session& session, const GenerateWish& wish)
{
    return queue::OutputPlan::make(
        {wish.output, session.paths().pictures(), QDate::currentDate(), wish.request.count, wish.force});
}

/// All that can be judged before the engine starts, cheapest first: nothing is computed for the bin.
Result<queue::PictureJob> prepare(const Session& session, const GenerateWish& wish)
{
    if (auto checked = checkCombination(wish); !checked)
        return failWith(std::move(checked));
    if (auto checked = checkRequest(wish.request); !checked)
        return failWith(std::move(checked));
    auto output = planOutput(session, wish);
    if (!output)
        return failWith(std::move(output));
    if (!wish.latentsFile.isEmpty())
        if (auto checked = queue::checkNewFile(wish.latentsFile, wish.force); !checked)
            return failWith(std::move(checked));
    auto model = chooseModel(wish.request.model, session.paths());
    if (!model)
        return failWith(std::move(model));
    if (auto folder = weights::ModelFolder::open(*model); !folder)
        return failWith(std::move(folder));
    queue::PictureJob job{
        wish.request, std::move(*output), wish.latentsFile, wish.force ? io::IfExists::Replace : io::IfExists::Refuse};
    job.request.model = *model;
    return job;
}

ReportKind kindOf(const GenerateWish& wish)
{
    return wish.json ? ReportKind::Json : wish.quiet ? ReportKind::Quiet : ReportKind::Lines;
}

}  // namespace

Result<void> checkRequest(const request::GenerationRequest& request)
{
    if (auto valid = request::validate(request); !valid)
        return valid;
    if (auto checked = prompt::checkPrompt(request.prompt, request.emphasis); !checked)
        return checked;
    return prompt::checkPrompt(request.negativePrompt, request.emphasis);
}

int generate(Session& session, const GenerateWish& wish)
{
    auto job = prepare(session, wish);
    if (!job) {
        session.console().complain(job.error());
        return exitCode(job.error(), false);
    }
    Interruption interruption({SIGINT, SIGTERM});
    Services services(session.paths());
    queue::JobRunner runner(services.worker, services.hashes);
    RunReport report(session.console(), kindOf(wish), runner);
    QObject::connect(&interruption, &Interruption::requested, &runner, &queue::JobRunner::cancel);
    int code = Failed;
    QObject::connect(&runner, &queue::JobRunner::finished, &report, [&](const queue::RunOutcome& outcome) {
        report.conclude(outcome);
        code = outcome.error ? exitCode(*outcome.error, interruption.wasRequested()) : Done;
        const bool isComplete = outcome.saved + outcome.unsaved == wish.request.count;
        if (outcome.unsaved > 0 && rescueUnsaved(session, runner) && isComplete)
            code = Done;
        QCoreApplication::exit(code);
    });
    runner.start(std::move(*job));
    QCoreApplication::exec();
    return code;
}

}  // namespace reverie::app
