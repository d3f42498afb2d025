#include "app/reverie/command_line.h"

#include "core/request/closest_names.h"

#include <algorithm>

namespace reverie::app {
namespace {

const Option* optionNamed(const std::vector<Option>& options, const QString& name)
{
    const auto found = std::find_if(options.begin(), options.end(),
        [&](const Option& each) { return each.names.split(QLatin1Char(',')).contains(name); });
    return found == options.end() ? nullptr : &*found;
}

/// The command that a word was meant for: one that goes on from it, or one that is spelled nearly like it.
std::optional<QString> commandMeant(const std::vector<Command>& commands, const QString& typed)
{
    QStringList names;
    for (const Command& command : commands) {
        if (command.name.startsWith(typed + QLatin1Char(' ')))
            return command.name;
        names << command.name;
    }
    return closest(typed, names);
}

tl::unexpected<Error> unknownCommand(const std::vector<Command>& commands, const QString& typed)
{
    const auto near = commandMeant(commands, typed);
    return fail(ErrorCode::InvalidArgument, QStringLiteral("there is no command \"%1\"").arg(typed),
        near ? QStringLiteral("did you mean reverie %1, or see reverie --help").arg(*near)
             : QStringLiteral("see reverie --help"));
}

}  // namespace

std::optional<QString> closest(const QString& typed, const QStringList& known)
{
    std::vector<request::Spelling> spellings;
    for (const QString& name : known)
        spellings.push_back({request::nameKey(name), name});
    const QString key = request::nameKey(typed);
    const QStringList nearest = request::closestNames(key, spellings, 1);
    // Names that do not even begin alike are no likely slip of the fingers.
    const bool isLikely = !nearest.isEmpty() && !key.isEmpty() && request::nameKey(nearest.front()).startsWith(key[0]);
    return isLikely ? std::optional(nearest.front()) : std::nullopt;
}

qsizetype placeOfCommand(const std::vector<Option>& common, const QStringList& words)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (!words[i].startsWith(QLatin1Char('-')))
            return i;
        const Option* option = optionNamed(common, words[i]);
        if (option != nullptr && !option->value.isEmpty())
            ++i;
    }
    return -1;
}

Result<SplitWords> splitWords(
    const std::vector<Command>& commands, const std::vector<Option>& common, const QStringList& words)
{
    const qsizetype place = placeOfCommand(common, words);
    if (place < 0)
        return SplitWords{nullptr, words};
    for (const Command& command : commands) {
        const QStringList name = command.name.split(QLatin1Char(' '));
        if (words.mid(place, name.size()) == name)
            return SplitWords{&command, words.mid(0, place) + words.mid(place + name.size())};
    }
    return unknownCommand(commands, words[place]);
}

}  // namespace reverie::app
