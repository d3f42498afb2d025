#include "app/reverie/verify_command.h"

#include "app/reverie/exit_code.h"
#include "app/reverie/request_options.h"
#include "app/reverie/services.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "app/reverie/verify_report.h"
#include "app/signals/interruption.h"
#include "core/request/validate.h"

#include <QCoreApplication>

#include <csignal>

namespace reverie::app {
namespace {

int run(Session& session, const VerifyWish& wish)
{
    Console& console = session.console();
    if (const auto valid = request::validate(wish.request); !valid) {
        console.complain(valid.error());
        return exitCode(valid.error(), false);
    }
    Interruption interruption({SIGINT, SIGTERM});
    Services services(session.paths());
    VerifyRun run(services, session.paths(), wish);
    VerifyReport report(console, wish, run);
    QObject::connect(&interruption, &Interruption::requested, &run, &VerifyRun::cancel);
    int code = Failed;
    QObject::connect(&run, &VerifyRun::finished, &report, [&](const std::optional<Error>& error) {
        if (error) {
            console.complain(*error);
            code = exitCode(*error, interruption.wasRequested());
        } else {
            report.conclude();
            code = report.areAllIdentical() ? Done : Failed;
        }
        QCoreApplication::exit();
    });
    run.start();
    QCoreApplication::exec();
    return code;
}

std::vector<Option> options(VerifyWish& wish)
{
    const QString group = QStringLiteral("Output");
    std::vector<Option> all = modelOptions(wish.request);
    all[0].help =
        QStringLiteral("Use this model, though the recipe may name another [the recipe's, found by its hash]");
    all[1].help = QStringLiteral("Use this VAE [the recipe's]");
    std::vector<Option> computing = computingOptions(wish.request);
    computing[0].help = QStringLiteral("auto, cpu, cuda or cuda:N [auto: where the picture was made, or most like it]");
    computing[1].help = QStringLiteral("Number type: auto, fp32, fp16 or bf16 [auto: the recipe's, on such a device]");
    all.insert(all.end(), computing.begin(), computing.end());
    all.push_back({QStringLiteral("--json"), {}, group,
        QStringLiteral("One JSON object per file on standard output, and nothing else there"), keepFlag(&wish.json),
        Offer::Nothing, {}});
    all.push_back({QStringLiteral("--quiet"), {}, group, QStringLiteral("No progress, only the results"),
        keepFlag(&wish.quiet), Offer::Nothing, {}});
    return all;
}

}  // namespace

Command verifyCommand()
{
    const auto wish = std::make_shared<VerifyWish>();
    Command command;
    command.name = QStringLiteral("verify");
    command.summary = QStringLiteral("Make pictures again from their recipes and compare");
    command.details = QStringLiteral(
        "Reads how each picture was made from its file (Reverie's own recipe, or AUTOMATIC1111's), finds the model by "
        "its "
        "hash among the starter model and those that were used on this machine, makes the picture again, and compares "
        "every pixel. Says \"identical\", or how far off it is and why that may be: another device, number type, "
        "version "
        "or model. Changes no file.\n"
        "Exit code: 0 all identical, 1 not all (or a file could not be verified; the others still are), 2 wrong usage, "
        "3 cancelled, 130 after Ctrl+C.");
    command.examples = QStringLiteral("reverie verify red-forest.png\n"
                                      "reverie verify pictures/*.png --json");
    command.positionals = {{QStringLiteral("FILE.png"), QStringLiteral("The pictures"),
        [wish](const QString& file) -> Result<void> {
            wish->files << file;
            return {};
        },
        true, Offer::Files, true}};
    command.options = options(*wish);
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
