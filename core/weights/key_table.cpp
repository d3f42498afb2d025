#include "core/weights/key_table.h"

#include <QtGlobal>

#include <algorithm>
#include <vector>

namespace reverie::weights {
namespace {

constexpr std::size_t kMaximumDigits = 4;

/// Takes a number off the front of `text`.
std::optional<int> takeNumber(std::string_view& text)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > kMaximumDigits)
        return std::nullopt;
    int number = 0;
    for (const char digit : text.substr(0, digits))
        number = 10 * number + (digit - '0');
    text.remove_prefix(digits);
    return number;
}

struct Match {
    std::vector<int> numbers;
    std::string_view rest;
};

std::optional<Match> matched(std::string_view name, std::string_view pattern)
{
    Match match{{}, name};
    for (const char letter : pattern) {
        if (letter == '#') {
            const auto number = takeNumber(match.rest);
            if (!number)
                return std::nullopt;
            match.numbers.push_back(*number);
            continue;
        }
        if (!match.rest.starts_with(letter))
            return std::nullopt;
        match.rest.remove_prefix(1);
    }
    return match;
}

std::vector<int> converted(std::vector<int> numbers, Numbers meaning, const BlockCounts& counts)
{
    const int first = numbers.empty() ? 0 : numbers.front();
    const int period = std::max(counts.blocksPerLevel, 1);
    switch (meaning) {
    case Numbers::Same:
        return numbers;
    case Numbers::Down:
        return {(first - 1) / period, (first - 1) % period};
    case Numbers::Up:
        return {first / period, first % period};
    case Numbers::Reversed:
        numbers.front() = counts.levels - 1 - first;
        return numbers;
    }
    Q_UNREACHABLE();
}

std::string filledIn(std::string_view pattern, const std::vector<int>& numbers)
{
    std::string name;
    auto next = numbers.begin();
    for (const char letter : pattern) {
        if (letter == '#' && next != numbers.end())
            name += std::to_string(*next++);
        else
            name += letter;
    }
    return name;
}

std::string ending(std::string_view rest, std::span<const KeyPair> endings)
{
    const auto row =
        std::ranges::find_if(endings, [&](const KeyPair& each) { return rest.starts_with(each.original); });
    return row == endings.end() ? std::string(rest)
                                : std::string(row->diffusers) + std::string(rest.substr(row->original.size()));
}

}  // namespace

std::optional<std::string> renamed(std::string_view name, std::span<const KeyRow> table, const BlockCounts& counts)
{
    for (const KeyRow& row : table)
        if (const auto match = matched(name, row.original))
            return filledIn(row.diffusers, converted(match->numbers, row.numbers, counts)) +
                ending(match->rest, row.endings);
    return std::nullopt;
}

std::optional<int> numberAfter(std::string_view name, std::string_view prefix)
{
    if (!name.starts_with(prefix))
        return std::nullopt;
    name.remove_prefix(prefix.size());
    const auto number = takeNumber(name);
    return name.empty() || name.front() == '.' ? number : std::nullopt;
}

}  // namespace reverie::weights
