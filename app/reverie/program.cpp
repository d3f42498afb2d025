#include "app/reverie/program.h"

#include "app/reverie/command_line.h"
#include "app/reverie/completion.h"
#include "app/reverie/help_text.h"
#include "app/reverie/open_window.h"
#include "app/reverie/session.h"
#include "core/base/log.h"
#include "core/base/version.h"

#include <QFileInfo>

namespace reverie::app {
namespace {

constexpr const char* kCompletionWord = "__complete";

int wrongUsage(Console& console, const Error& error)
{
    console.complain(error);
    return WrongUsage;
}

Error unknownLevel(const QString& name)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("--log-level knows no \"%1\"").arg(name),
        QStringLiteral("choose debug, info, warning or error"), {}};
}

/// What is printed without running a command: help or version.
int answerWithoutCommand(Console& console, const CommonOptions& given, const std::vector<Command>& commands,
    const std::vector<Option>& common)
{
    console.print(given.wantsVersion ? QStringLiteral("reverie ") + version() : overview(commands, common).trimmed());
    return Done;
}

/// Without a command the words are options and files for the window.
ProgramOutcome answerWithWindow(Console& console, const std::vector<Command>& commands, const QStringList& words)
{
    CommonOptions given;
    const std::vector<Option> common = commonOptions(given);
    DesktopWish wish;
    if (const auto parsed = parseWords(windowCommand(wish), common, given, words); !parsed)
        return {wrongUsage(console, parsed.error()), {}};
    if (given.wantsVersion || given.wantsHelp)
        return {answerWithoutCommand(console, given, commands, common), {}};
    if (!logLevelFromName(given.logLevel))
        return {wrongUsage(console, unknownLevel(given.logLevel)), {}};
    wish.dataDir = given.dataDir;
    wish.logLevel = given.logLevel;
    return {Done, wish};
}

int runCommand(Console& console, const CommonOptions& given, const Command& command)
{
    const auto level = logLevelFromName(given.logLevel);
    if (!level)
        return wrongUsage(console, unknownLevel(given.logLevel));
    installLog(*level);
    Session session(Paths::forProcess(given.dataDir), console);
    const int code = command.run(session);
    if (console.flush() || code != Done)
        return code;
    console.complain({ErrorCode::Io, QStringLiteral("standard output did not take everything"),
        QStringLiteral("check where it goes"), {}});
    return Failed;
}

}  // namespace

ProgramOutcome runProgram(const QStringList& words, bool isUnicode)
{
    Console console(isUnicode);
    CommonOptions given;
    const std::vector<Option> common = commonOptions(given);
    const std::vector<Command> commands = allCommands();
    if (!words.isEmpty() && words.front() == QLatin1String(kCompletionWord)) {
        for (const QString& each : completions(commands, common, words.mid(1)))
            console.print(each);
        return {Done, {}};
    }
    const auto split = splitWords(commands, common, words);
    if (!split && !QFileInfo::exists(words[placeOfCommand(common, words)]))
        return {wrongUsage(console, split.error()), {}};
    if (!split || split->command == nullptr)
        return answerWithWindow(console, commands, words);
    const Command& command = *split->command;
    if (const auto parsed = parseWords(command, common, given, split->words); !parsed)
        return {wrongUsage(console, parsed.error()), {}};
    if (given.wantsVersion)
        return {answerWithoutCommand(console, given, commands, common), {}};
    if (given.wantsHelp) {
        console.print(helpOf(command, common).trimmed());
        return {Done, {}};
    }
    return {runCommand(console, given, command), {}};
}

}  // namespace reverie::app
