#include "app/reverie/completion.h"

#include "app/reverie/command_line.h"

#include <algorithm>

namespace reverie::app {
namespace {

QStringList beginningWith(const QString& start, const QStringList& words)
{
    QStringList found;
    for (const QString& word : words)
        if (word.startsWith(start, Qt::CaseInsensitive) && !found.contains(word))
            found << word;
    return found;
}

QStringList offered(Offer offer, const QStringList& words, const QString& start)
{
    switch (offer) {
    case Offer::Files:
        return {QString::fromLatin1(kOfferFiles)};
    case Offer::Folders:
        return {QString::fromLatin1(kOfferFolders)};
    case Offer::Words:
        return beginningWith(start, words);
    case Offer::Nothing:
        break;
    }
    return {};
}

const Option* optionNamed(const std::vector<Option>& options, const QString& name)
{
    const auto found = std::find_if(options.begin(), options.end(),
        [&](const Option& each) { return each.names.split(QLatin1Char(',')).contains(name); });
    return found == options.end() ? nullptr : &*found;
}

/// The names of commands as far as they go on from `typed`: "mod" gives "models", "models inf" gives "info".
QStringList commandWords(const std::vector<Command>& commands, const QStringList& before, const QString& start)
{
    QStringList next;
    for (const Command& command : commands) {
        const QStringList name = command.name.split(QLatin1Char(' '));
        if (name.size() > before.size() && name.mid(0, before.size()) == before)
            next << name[before.size()];
    }
    return beginningWith(start, next);
}

QStringList optionWords(const std::vector<Option>& options, const QString& start)
{
    QStringList names;
    for (const Option& option : options)
        names << option.names.section(QLatin1Char(','), -1);
    return beginningWith(start, names);
}

/// How many words that are neither options nor their values stand there.
std::size_t placesTaken(const std::vector<Option>& options, const QStringList& words)
{
    std::size_t taken = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const Option* option = optionNamed(options, words[i]);
        if (option != nullptr && !option->value.isEmpty())
            ++i;
        else if (option == nullptr && !words[i].startsWith(QLatin1Char('-')))
            ++taken;
    }
    return taken;
}

/// What the next word is; nullptr where no word may stand.
const Positional* placeAt(const Command& command, std::size_t taken)
{
    const auto& places = command.positionals;
    if (taken < places.size())
        return &places[taken];
    return !places.empty() && places.back().isRepeated ? &places.back() : nullptr;
}

}  // namespace

QStringList completions(
    const std::vector<Command>& commands, const std::vector<Option>& common, const QStringList& words)
{
    const QString start = words.isEmpty() ? QString() : words.back();
    const QStringList before = words.mid(0, words.size() - 1);
    const auto split = splitWords(commands, common, before);
    const Command* command = split ? split->command : nullptr;
    std::vector<Option> options = common;
    if (command != nullptr)
        options.insert(options.begin(), command->options.begin(), command->options.end());
    if (const Option* option = before.isEmpty() ? nullptr : optionNamed(options, before.back());
        option != nullptr && !option->value.isEmpty())
        return offered(option->offer, option->words, start);
    if (start.startsWith(QLatin1Char('-')))
        return optionWords(options, start);
    if (command == nullptr)
        return commandWords(commands, before, start);
    const Positional* place = placeAt(*command, placesTaken(options, split->words));
    return place == nullptr ? QStringList() : offered(place->offer, {}, start);
}

}  // namespace reverie::app
