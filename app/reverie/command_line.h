#pragma once

#include "app/reverie/command.h"

#include <optional>

namespace reverie::app {

/// Options that every command takes.
struct CommonOptions {
    QString dataDir;
    QString logLevel = QStringLiteral("warning");
    bool wantsHelp = false;
    bool wantsVersion = false;
};

[[nodiscard]] std::vector<Option> commonOptions(CommonOptions& common);

/// Takes the words after a command's name apart by CLI11 and hands each value to its option's setter.
/// Errors: InvalidArgument, one sentence: an unknown option names the closest one.
/// `common` sets `given`; with help or version wanted, nothing may be missing.
[[nodiscard]] Result<void> parseWords(
    const Command& command, const std::vector<Option>& common, const CommonOptions& given, const QStringList& words);

/// A command and the words around its name.
struct SplitWords {
    const Command* command = nullptr;  ///< none: no command was named
    QStringList words;                 ///< all but the command's name, in their order
};

/// Where the command's name stands: behind common options and their values. -1 = nowhere.
[[nodiscard]] qsizetype placeOfCommand(const std::vector<Option>& common, const QStringList& words);

/// Finds the command's name among the words. InvalidArgument for an unknown one, which names the closest.
[[nodiscard]] Result<SplitWords> splitWords(
    const std::vector<Command>& commands, const std::vector<Option>& common, const QStringList& words);

/// The entry of `known` that is closest to what was typed, if any is close.
[[nodiscard]] std::optional<QString> closest(const QString& typed, const QStringList& known);

}  // namespace reverie::app
