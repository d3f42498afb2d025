#include "app/reverie/doctor_command.h"

#include "app/reverie/findings.h"
#include "app/reverie/services.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/base/version.h"

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;
using worker::WorkerClient;

/// Starts the engine and waits for its first words, or for its end.
EngineAnswer askEngine(const Paths& paths)
{
    Services services(paths);
    EngineAnswer answer = fail(ErrorCode::WorkerDied, QStringLiteral("the engine did not answer"));
    QObject::connect(&services.worker, &WorkerClient::ready, &services.worker, [&](const worker::EngineFacts& engine) {
        answer = engine;
        QCoreApplication::exit();
    });
    QObject::connect(&services.worker, &WorkerClient::ended, &services.worker, [&](const Error& why) {
        if (!answer)
            answer = tl::unexpected<Error>(why);
        QCoreApplication::exit();
    });
    services.worker.start();
    QCoreApplication::exec();
    return answer;
}

const char* healthName(Health health)
{
    return health == Health::Good ? "good" : health == Health::Advice ? "advice" : "broken";
}

void printJson(Console& console, const Finding& finding)
{
    console.print(json{{"subject", finding.subject.toStdString()}, {"state", finding.state.toStdString()},
        {"health", healthName(finding.health)}, {"remedy", finding.remedy.toStdString()}});
}

void printText(Console& console, const Finding& finding)
{
    const bool isGood = finding.health == Health::Good;
    const QString mark = isGood            ? QStringLiteral("ok")
        : finding.health == Health::Advice ? QStringLiteral("--")
                                           : QStringLiteral("!!");
    console.print(QStringLiteral("%1  %2 %3").arg(mark).arg(finding.subject, -14).arg(finding.state));
    if (!isGood)
        console.print(QStringLiteral("    %1 -> %2").arg(QString(), -14).arg(finding.remedy));
}

int run(Session& session, bool asJson)
{
    Console& console = session.console();
    const auto findings = examine(readSystemFacts({}), askEngine(session.paths()), session.paths());
    int broken = 0;
    for (const Finding& finding : findings) {
        broken += finding.health == Health::Broken ? 1 : 0;
        if (asJson)
            printJson(console, finding);
        else
            printText(console, finding);
    }
    if (!asJson)
        console.print(broken == 0
                ? QStringLiteral("\nReverie %1 can make pictures here.").arg(version())
                : QStringLiteral("\nReverie %1 cannot make pictures yet; see what is marked !!.").arg(version()));
    return broken == 0 ? Done : Failed;
}

}  // namespace

Command doctorCommand()
{
    const auto asJson = std::make_shared<bool>(false);
    Command command;
    command.name = QStringLiteral("doctor");
    command.summary = QStringLiteral("Look at this machine and say what is missing");
    command.details = QStringLiteral("Looks at the processor, memory, NVIDIA card and driver, the engine with its "
                                     "libtorch, the starter model and the "
                                     "folders that Reverie writes to. What is not well comes with what to do about it. "
                                     "Exit code 1 when no picture can be "
                                     "made.");
    command.options = {{QStringLiteral("--json"), {}, QStringLiteral("Output"),
        QStringLiteral("One JSON object a finding instead of text"), keepFlag(asJson.get()), Offer::Nothing, {}}};
    command.run = [asJson](Session& session) { return run(session, *asJson); };
    return command;
}

}  // namespace reverie::app
