#include "app/reverie/program.h"

#include "app/reverie/command_line.h"
#include "app/reverie/completion.h"
#include "app/reverie/help_text.h"
#include "app/reverie/session.h"
#include "core/base/log.h"
#include "core/base/version.h"

namespace reverie::app {
namespace {

constexpr const char* kCompletionWord = "__complete";

int wrongUsage(Console& console, const Error& error)
{
    console.complain(error);
    return WrongUsage;
}

/// What is printed without running a command: help, version, or that a command is missing.
int answerWithoutCommand(Console& console, const CommonOptions& given, const std::vector<Command>& commands,
    const std::vector<Option>& common)
{
    if (given.wantsVersion) {
        console.print(QStringLiteral("reverie ") + version());
        return Done;
    }
    const QString text = overview(commands, common).trimmed();
    if (given.wantsHelp) {
        console.print(text);
        return Done;
    }
    console.note(text + QStringLiteral("\n\nThe window is not there yet; name a command."));
    return WrongUsage;
}

int runCommand(Console& console, const CommonOptions& given, const Command& command)
{
    const auto level = logLevelFromName(given.logLevel);
    if (!level)
        return wrongUsage(console,
            {ErrorCode::InvalidArgument, QStringLiteral("--log-level knows no \"%1\"").arg(given.logLevel),
                QStringLiteral("choose debug, info, warning or error"), {}});
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

int runProgram(const QStringList& words, bool isUnicode)
{
    Console console(isUnicode);
    CommonOptions given;
    const std::vector<Option> common = commonOptions(given);
    const std::vector<Command> commands = allCommands();
    if (!words.isEmpty() && words.front() == QLatin1String(kCompletionWord)) {
        for (const QString& each : completions(commands, common, words.mid(1)))
            console.print(each);
        return Done;
    }
    const auto split = splitWords(commands, common, words);
    if (!split)
        return wrongUsage(console, split.error());
    const Command none;
    const Command& command = split->command == nullptr ? none : *split->command;
    if (const auto parsed = parseWords(command, common, given, split->words); !parsed)
        return wrongUsage(console, parsed.error());
    if (split->command == nullptr || given.wantsVersion)
        return answerWithoutCommand(console, given, commands, common);
    if (given.wantsHelp) {
        console.print(helpOf(command, common).trimmed());
        return Done;
    }
    return runCommand(console, given, command);
}

}  // namespace reverie::app
