#include "ui/compose/prompt_text.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <optional>

namespace reverie::ui {
namespace {

struct Stretch {
    qsizetype from = 0;
    qsizetype to = 0;
};

constexpr double kWeightStep = 0.1;
constexpr double kTagStep = 0.05;

QString written(double weight)
{
    return QString::number(std::round(weight * 100) / 100);
}

bool isWordPart(QChar letter)
{
    return letter.isLetterOrNumber() || QStringView(u"_-'").contains(letter);
}

Stretch wordAround(QStringView text, qsizetype at)
{
    Stretch word{at, at};
    while (word.from > 0 && isWordPart(text[word.from - 1]))
        --word.from;
    while (word.to < text.size() && isWordPart(text[word.to]))
        ++word.to;
    return word;
}

Stretch trimmed(QStringView text, Stretch part)
{
    while (part.from < part.to && text[part.from].isSpace())
        ++part.from;
    while (part.to > part.from && text[part.to - 1].isSpace())
        --part.to;
    return part;
}

/// "(words:1.2)" without brackets within, around a stretch; `words` and `number` lie in the whole text.
struct Weighted {
    Stretch whole;
    Stretch words;
    double weight = 1;
};

std::optional<Weighted> weightedAround(const QString& text, Stretch part)
{
    static const QRegularExpression pattern(QStringLiteral("\\(([^()\\\\]*):\\s*([+-]?[0-9]*\\.?[0-9]+)\\s*\\)"));
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        if (match.capturedStart() <= part.from && match.capturedEnd() >= part.to)
            return Weighted{{match.capturedStart(), match.capturedEnd()},
                {match.capturedStart(1), match.capturedEnd(1)}, match.captured(2).toDouble()};
    }
    return std::nullopt;
}

/// The number at the end of the tag around the caret; where there is none yet, an empty stretch before ">".
struct TagNumber {
    Stretch number;
    double value = 1;
    bool isThere = false;
};

std::optional<TagNumber> tagNumberAround(const QString& text, Stretch part)
{
    static const QRegularExpression pattern(QStringLiteral("<\\w+:[^<>:]+(?::([+-]?[0-9]*\\.?[0-9]+))?>"));
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        if (match.capturedStart() > part.from || match.capturedEnd() < part.to)
            continue;
        const bool isThere = match.capturedStart(1) >= 0;
        const qsizetype before = match.capturedEnd() - 1;
        return TagNumber{isThere ? Stretch{match.capturedStart(1), match.capturedEnd(1)} : Stretch{before, before},
            isThere ? match.captured(1).toDouble() : 1, isThere};
    }
    return std::nullopt;
}

TextState replaced(TextState state, Stretch part, const QString& by, Stretch selection)
{
    state.text.replace(part.from, part.to - part.from, by);
    return {state.text, selection.from, selection.to};
}

/// Commas outside brackets part them.
std::vector<Stretch> phrases(QStringView text)
{
    std::vector<Stretch> all;
    int depth = 0;
    qsizetype from = 0;
    for (qsizetype at = 0; at <= text.size(); ++at) {
        const QChar letter = at < text.size() ? text[at] : QChar(u',');
        if (QStringView(u"([<").contains(letter))
            ++depth;
        if (QStringView(u")]>").contains(letter))
            depth = std::max(0, depth - 1);
        if (at < text.size() && (letter != QLatin1Char(',') || depth > 0))
            continue;
        all.push_back({from, at});
        from = at + 1;
    }
    return all;
}

}  // namespace

TextState withWeight(TextState state, int steps)
{
    const Stretch given = trimmed(state.text, {std::min(state.from, state.to), std::max(state.from, state.to)});
    if (const auto tag = tagNumberAround(state.text, given)) {
        const QString number = written(tag->value + steps * kTagStep);
        const QString by = tag->isThere ? number : QLatin1Char(':') + number;
        return replaced(state, tag->number, by, {given.from, given.to});
    }
    if (const auto old = weightedAround(state.text, given)) {
        const QString words = state.text.mid(old->words.from, old->words.to - old->words.from);
        const double weight = old->weight + steps * kWeightStep;
        const bool isPlain = std::abs(weight - 1) < kWeightStep / 4;
        const QString by = isPlain ? words : QStringLiteral("(%1:%2)").arg(words, written(weight));
        const qsizetype from = old->whole.from + (isPlain ? 0 : 1);
        return replaced(state, old->whole, by, {from, from + words.size()});
    }
    const Stretch part = given.from == given.to ? wordAround(state.text, given.from) : given;
    if (part.from == part.to)
        return state;
    const QString words = state.text.mid(part.from, part.to - part.from);
    return replaced(state, part, QStringLiteral("(%1:%2)").arg(words, written(1 + steps * kWeightStep)),
        {part.from + 1, part.from + 1 + words.size()});
}

TextState withPhraseMoved(TextState state, int direction)
{
    const std::vector<Stretch> all = phrases(state.text);
    const auto here = std::find_if(all.begin(), all.end(), [&](const Stretch& each) { return state.to <= each.to; });
    const auto at = static_cast<std::size_t>(here - all.begin());
    if (here == all.end() || (direction < 0 && at == 0) || (direction > 0 && at + 1 == all.size()))
        return state;
    const auto first = direction < 0 ? at - 1 : at;
    const Stretch left = trimmed(state.text, all[first]);
    const Stretch right = trimmed(state.text, all[first + 1]);
    const QString leftText = state.text.mid(left.from, left.to - left.from);
    const QString rightText = state.text.mid(right.from, right.to - right.from);
    const QString between = state.text.mid(left.to, right.from - left.to);
    state.text.replace(left.from, right.to - left.from, rightText + between + leftText);
    const qsizetype moved = direction < 0 ? left.from : left.from + rightText.size() + between.size();
    const qsizetype length = direction < 0 ? rightText.size() : leftText.size();
    return {state.text, moved, moved + length};
}

std::vector<PromptMark> promptMarks(QStringView text, const QSet<QString>& embeddings)
{
    using Kind = PromptMark::Kind;
    static const QRegularExpression pattern(
        QStringLiteral("(?<escape>\\\\[\\\\()\\[\\]])|(?<tag><(?<kind>\\w+):[^<>]*>)|\\bembedding:(?<name>[\\w-]+(?:\\."
                       "[\\w-]*[^\\W0-9][\\w-]*)*)|(?<weight>:\\s*[+-]?[0-9]*\\.?[0-"
                       "9]+\\s*(?=[)\\]]))"
                       "|(?<word>\\b(?:BREAK|AND)\\b)|(?<alternative>\\|)|(?<bracket>[()\\[\\]])"));
    std::vector<PromptMark> marks;
    int squares = 0;
    auto matches = pattern.globalMatch(text.toString());
    while (matches.hasNext()) {
        const auto match = matches.next();
        const auto add = [&](Kind kind) { marks.push_back({kind, match.capturedStart(), match.capturedLength()}); };
        const QChar first = text[match.capturedStart()];
        squares = std::max(0, squares + (first == QLatin1Char('[')) - (first == QLatin1Char(']')));
        if (!match.captured(u"escape").isEmpty())
            add(Kind::Escape);
        else if (const QString kind = match.captured(u"kind"); !kind.isEmpty())
            add(kind == QLatin1String("lora") || kind == QLatin1String("hypernet") ? Kind::Unknown : Kind::Tag);
        else if (const QString name = match.captured(u"name"); !name.isEmpty())
            add(embeddings.contains(name.toLower()) ? Kind::Tag : Kind::Unknown);
        else if (!match.captured(u"weight").isEmpty())
            add(Kind::Weight);
        else if (!match.captured(u"word").isEmpty())
            add(Kind::Word);
        else if (!match.captured(u"bracket").isEmpty())
            add(Kind::Bracket);
        else if (squares > 0)
            add(Kind::Alternative);
    }
    return marks;
}

}  // namespace reverie::ui
