#include "app/reverie/bench_command.h"

#include "app/reverie/bench_run.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/model_choice.h"
#include "app/reverie/progress_text.h"
#include "app/reverie/request_options.h"
#include "app/reverie/services.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "app/signals/interruption.h"
#include "core/request/validate.h"
#include "core/weights/model_folder.h"
#include "core/weights/published_configs.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <csignal>

namespace reverie::app {
namespace {

constexpr const char* kRandomPrefix = "random:";

struct Wish {
    request::GenerationRequest request;
    int runs = 3;
    bool json = false;
};

/// Turns the model's name into what the engine loads, and returns the config of its UNet.
Result<nlohmann::json> prepare(const Paths& paths, Wish& wish)
{
    if (wish.runs < 1)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 runs measure nothing").arg(wish.runs),
            QStringLiteral("give --runs 1 or more"));
    if (auto valid = request::validate(wish.request); !valid)
        return failWith(std::move(valid));
    const QLatin1String prefix(kRandomPrefix);
    if (wish.request.model.startsWith(prefix)) {
        // The engine says which names there are.
        const auto* configs = weights::publishedConfigs(wish.request.model.mid(prefix.size()));
        return configs ? configs->unet : nlohmann::json();
    }
    auto path = chooseModel(wish.request.model, paths);
    if (!path)
        return failWith(std::move(path));
    auto folder = weights::ModelFolder::open(*path);
    if (!folder)
        return failWith(std::move(folder));
    wish.request.model = *path;
    return folder->unetConfig;
}

void showProgress(Console& console, const BenchRun& bench, int runs)
{
    QObject::connect(&bench, &BenchRun::loading, &bench,
        [&console](double, const QString& what) { console.showTransient(QStringLiteral("Loading %1").arg(what)); });
    QObject::connect(&bench, &BenchRun::progress, &bench, [&console, runs](int run, const request::Progress& progress) {
        console.showTransient(
            QStringLiteral("run %1 of %2  %3").arg(run + 1).arg(runs).arg(progressWords(progress, 1, 1)));
    });
}

int run(Session& session, Wish wish)
{
    Console& console = session.console();
    auto config = prepare(session.paths(), wish);
    if (!config) {
        console.complain(config.error());
        return exitCode(config.error(), false);
    }
    Interruption interruption({SIGINT, SIGTERM});
    Services services(session.paths());
    BenchRun bench(services.worker, wish.request, wish.runs, std::move(*config));
    showProgress(console, bench, wish.runs);
    QObject::connect(&interruption, &Interruption::requested, &bench, &BenchRun::cancel);
    int code = Done;
    QObject::connect(&bench, &BenchRun::finished, &bench, [&](const std::optional<Error>& error) {
        if (error) {
            console.complain(*error);
            code = exitCode(*error, interruption.wasRequested());
        }
        QCoreApplication::exit();
    });
    bench.start();
    QCoreApplication::exec();
    if (code != Done)
        return code;
    BenchResult result = bench.result();
    if (result.model.device == QLatin1String("cpu") && result.model.dtype == QLatin1String("fp32"))
        result.roof = measureRoof(result.threads);
    wish.json ? console.print(benchJson(result)) : console.print(benchText(result));
    return code;
}

std::vector<Option> options(Wish& wish)
{
    const QString group = QStringLiteral("What to measure");
    std::vector<Option> all = {
        {QStringLiteral("-m,--model"), QStringLiteral("NAME|DIR|FILE"), group,
            QStringLiteral("A model, or random:sd1, random:sd2, random:sd2-base, random:sdxl: that family at full size "
                           "with random weights, made in memory [the starter model]"),
            keepText(&wish.request.model), Offer::Files, {}},
        {QStringLiteral("--runs"), QStringLiteral("N"), group, QStringLiteral("How often the picture is made [3]"),
            keepWhole(QStringLiteral("--runs"), &wish.runs), Offer::Nothing, {}},
        {QStringLiteral("--json"), {}, group, QStringLiteral("One JSON object instead of text"), keepFlag(&wish.json),
            Offer::Nothing, {}},
    };
    for (const Option& option : pictureOptions(wish.request))
        if (option.names == QLatin1String("--size") || option.names == QLatin1String("--steps"))
            all.insert(all.end() - 2, option);
    for (const Option& option : computingOptions(wish.request))
        all.push_back(option);
    return all;
}

}  // namespace

Command benchCommand()
{
    const auto wish = std::make_shared<Wish>();
    wish->request.prompt = QStringLiteral("Red forest, digital art, trending");
    wish->request.seed = 0;
    Command command;
    command.name = QStringLiteral("bench");
    command.summary = QStringLiteral("Measure how fast this machine makes pictures");
    command.details = QStringLiteral(
        "Loads a model, makes the same picture several times and reports the time of each "
        "part: loading, reading the prompt, "
        "a step (median and fastest), the VAE, writing PNG, a whole picture; the engine's peak memory; and "
        "how many operations a second the "
        "UNet reaches, counted from its config, beside what the processor does at best. Nothing is saved.");
    command.examples = QStringLiteral("reverie bench\nreverie bench --model random:sd1 --size 512x512 --steps 5");
    command.options = options(*wish);
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
