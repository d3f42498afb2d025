#include "core/worker/exit_words.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <csignal>

namespace reverie::worker {
namespace {

constexpr int kMaxLastWords = 200;
/// What the dynamic linker and shells exit with when a program or a library is missing.
constexpr int kNotRunnable = 127;

struct SignalRow {
    int number;
    const char* what;
    const char* remedy;
};

constexpr std::array kSignals = {
    SignalRow{SIGKILL, "the engine was ended by the system (SIGKILL), most likely because memory ran out",
        "choose a smaller size or batch, or close other programs"},
    SignalRow{SIGSEGV, "the engine crashed (SIGSEGV, a forbidden memory access)", ""},
    SignalRow{SIGBUS, "the engine crashed (SIGBUS, memory or a file went away under it)", ""},
    SignalRow{SIGFPE, "the engine crashed (SIGFPE, a forbidden division)", ""},
    SignalRow{
        SIGILL, "the engine used an instruction that this processor lacks (SIGILL)", "please report this with the log"},
    SignalRow{SIGABRT, "the engine gave up on a fault inside itself (SIGABRT)", ""},
    SignalRow{SIGTERM, "the engine was ended by another program (SIGTERM)", ""},
};

Error died(const QString& detail, const char* remedy = "")
{
    return Error{ErrorCode::WorkerDied, detail, QString::fromLatin1(remedy), {}};
}

QString saying(const QString& lastWords)
{
    return lastWords.isEmpty() ? QString() : QStringLiteral(", saying \"%1\"").arg(lastWords.left(kMaxLastWords));
}

/// The library that the dynamic linker did not find; empty when it complained of something else.
QString missingLibrary(const QString& lastWords)
{
    static const QRegularExpression kNamed(QStringLiteral("loading shared libraries: ([^:]+): cannot open"));
    return kNamed.match(lastWords).captured(1);
}

Error explainNotRunnable(const QString& lastWords)
{
    const QString library = missingLibrary(lastWords);
    const QString why =
        library.isEmpty() ? saying(lastWords) : QStringLiteral(", because its library %1 is missing").arg(library);
    return died(QStringLiteral("the engine could not run") + why, "run packaging/setup or install Reverie again");
}

Error explainSignal(int number)
{
    const auto* row = std::find_if(
        kSignals.begin(), kSignals.end(), [number](const SignalRow& each) { return each.number == number; });
    if (row == kSignals.end())
        return died(QStringLiteral("the engine was ended by signal %1").arg(number));
    return died(QString::fromLatin1(row->what), row->remedy);
}

}  // namespace

Error explainExit(const WorkerExit& exit)
{
    if (exit.bySignal)
        return explainSignal(exit.number);
    if (exit.number == kNotRunnable)
        return explainNotRunnable(exit.lastWords);
    if (exit.number == 0)
        return died(QStringLiteral("the engine ended before its work was done"));
    return died(QStringLiteral("the engine ended with exit code %1").arg(exit.number) + saying(exit.lastWords));
}

}  // namespace reverie::worker
