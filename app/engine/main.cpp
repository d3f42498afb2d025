#include "app/engine/joined_engine.h"
#include "app/engine/process_setup.h"
#include "core/base/log.h"
#include "core/base/version.h"
#include "core/worker/process_guard.h"
#include "core/worker/serving_loop.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstdlib>

using namespace reverie;

namespace {

constexpr int kWrongUsage = 2;

constexpr const char* kUsage = "reverie-engine is the worker of reverie, which starts it by itself.\n"
                               "Usage: reverie-engine [--log-level debug|info|warning|error] [--version]\n";

/// The level that the arguments ask for, or nothing when they are wrong.
std::optional<LogLevel> logLevelFrom(const QStringList& arguments)
{
    if (arguments.isEmpty())
        return LogLevel::Warning;
    const bool isRight = arguments.size() == 2 && arguments[0] == QLatin1String("--log-level");
    return isRight ? logLevelFromName(arguments[1]) : std::nullopt;
}

[[noreturn]] void serve(const worker::Channels& channels)
{
    app::JoinedEngine engine;
    worker::ServingLoop loop(engine, channels.input.get(), channels.output.get());
    // Leaves without unwinding: an engine that hangs must not keep the process, and memory goes faster as a whole.
    std::_Exit(static_cast<int>(loop.run()));
}

}  // namespace

/// The worker process: joins the engine to the pipes that lead to the parent.
int main(int argc, char** argv)
{
    app::setUpProcess();
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments == QStringList(QStringLiteral("--version"))) {
        std::printf("reverie-engine %s\n", qUtf8Printable(version()));
        return EXIT_SUCCESS;
    }
    const auto level = logLevelFrom(arguments);
    if (!level) {
        std::fputs(kUsage, stderr);
        return kWrongUsage;
    }
    installLog(*level);
    auto channels = worker::guardProcess();
    if (!channels) {
        qCritical("%s", qUtf8Printable(sentence(channels.error())));
        return EXIT_FAILURE;
    }
    serve(*channels);
}
