#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace reverie::app {

class Session;

/// Exit codes of the program.
enum ExitCode : int { Done = 0, Failed = 1, WrongUsage = 2, Cancelled = 3, Interrupted = 130 };

/// What the shell offers for a value.
enum class Offer { Nothing, Files, Folders, Words };

/// One option as help, parser and completion need it.
struct Option {
    QString names;  ///< "-n,--negative" or "--steps"
    QString value;  ///< "TEXT" in the help; empty = a flag
    QString group;  ///< heading in the help
    QString help;   ///< what it does, then the default in brackets
    /// Takes the value (empty for a flag). Its error is wrong usage.
    std::function<Result<void>(const QString&)> set;
    Offer offer = Offer::Nothing;
    QStringList words;  ///< for Offer::Words
};

/// A word that stands in its place, without a dash, or several of a kind.
struct Positional {
    QString name;  ///< "PROMPT"
    QString help;
    std::function<Result<void>(const QString&)> set;
    bool isRequired = true;
    Offer offer = Offer::Nothing;
    bool isRepeated = false;  ///< takes all words that are left, one after the other; only of the last place
};

/// A subcommand. Made anew for each run: `set` functions and `run` share the values that were given.
struct Command {
    QString name;      ///< "generate" or "models info"
    QString summary;   ///< one line in the list of commands
    QString details;   ///< paragraphs after the summary, without a line break at the end
    QString examples;  ///< one per line
    std::vector<Positional> positionals;
    std::vector<Option> options;
    std::function<int(Session&)> run;
};

/// Every subcommand, in the order of the help.
[[nodiscard]] std::vector<Command> allCommands();

}  // namespace reverie::app
