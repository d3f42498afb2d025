#include "app/reverie/help_text.h"

namespace reverie::app {
namespace {

constexpr qsizetype kWidth = 100;
constexpr qsizetype kColumn = 30;  // where explanations begin

/// Breaks a text into lines of at most `width` letters.
QStringList wrapped(const QString& text, qsizetype width)
{
    QStringList lines;
    for (const QString& word : text.split(QLatin1Char(' '))) {
        if (lines.isEmpty() || lines.back().size() + 1 + word.size() > width)
            lines << word;
        else
            lines.back() += QLatin1Char(' ') + word;
    }
    return lines;
}

/// "  name        explanation", the explanation wrapped in its column.
QString row(const QString& name, const QString& explanation)
{
    const QString indent(kColumn, QLatin1Char(' '));
    QString text = QStringLiteral("  ") + name;
    text += text.size() < kColumn - 1 ? indent.mid(text.size()) : QLatin1Char('\n') + indent;
    return text + wrapped(explanation, kWidth - kColumn).join(QLatin1Char('\n') + indent) + QLatin1Char('\n');
}

QString nameOf(const Option& option)
{
    const bool hasShort = option.names.contains(QLatin1Char(','));
    const QString names = option.names.split(QLatin1Char(',')).join(QStringLiteral(", "));
    const QString value = option.value.isEmpty() ? QString() : QLatin1Char(' ') + option.value;
    return (hasShort ? QString() : QStringLiteral("    ")) + names + value;
}

QString groups(const std::vector<Option>& options)
{
    QStringList order;
    for (const Option& option : options)
        if (!order.contains(option.group))
            order << option.group;
    QString text;
    for (const QString& group : order) {
        text += QStringLiteral("\n%1:\n").arg(group);
        for (const Option& option : options)
            if (option.group == group)
                text += row(nameOf(option), option.help);
    }
    return text;
}

QString usageOf(const Command& command)
{
    QString text = QStringLiteral("reverie ") + command.name;
    for (const Positional& positional : command.positionals)
        text += (positional.isRequired ? QStringLiteral(" %1%2") : QStringLiteral(" [%1%2]"))
                    .arg(positional.name, positional.isRepeated ? QStringLiteral("...") : QString());
    return text + QStringLiteral(" [options]");
}

}  // namespace

QString overview(const std::vector<Command>& commands, const std::vector<Option>& common)
{
    QString text = QStringLiteral("Reverie makes pictures from words, on this machine.\n\nUsage: reverie [FILE...]     "
                                  "the window, with pictures or a model\n       reverie COMMAND ...\n\n");
    for (const Command& command : commands)
        text += row(command.name, command.summary);
    text += groups(common);
    return text +
        QStringLiteral("\nStart with:\n  reverie generate \"Red forest, digital art, trending\"\n"
                       "  reverie generate --help\n");
}

QString helpOf(const Command& command, const std::vector<Option>& common)
{
    QString text = QStringLiteral("%1\n\nUsage: %2\n").arg(command.summary, usageOf(command));
    for (const QString& paragraph : command.details.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        text += QLatin1Char('\n') + wrapped(paragraph, kWidth).join(QLatin1Char('\n')) + QLatin1Char('\n');
    if (!command.positionals.empty())
        text += QLatin1Char('\n');
    for (const Positional& positional : command.positionals)
        text += row(positional.name, positional.help);
    std::vector<Option> options = command.options;
    options.insert(options.end(), common.begin(), common.end());
    text += groups(options);
    if (!command.examples.isEmpty())
        text += QStringLiteral("\nExamples:\n  ") +
            command.examples.split(QLatin1Char('\n')).join(QStringLiteral("\n  ")) + QLatin1Char('\n');
    return text;
}

}  // namespace reverie::app
