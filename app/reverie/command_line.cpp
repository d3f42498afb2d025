#include "app/reverie/command_line.h"

#include "app/reverie/values.h"

#include <CLI/CLI.hpp>

namespace reverie::app {
namespace {

tl::unexpected<Error> wrongUsage(const QString& detail, const QString& remedy)
{
    return fail(ErrorCode::InvalidArgument, detail, remedy);
}

QString helpHint(const Command& command)
{
    const QString name = command.name.isEmpty() ? QString() : QLatin1Char(' ') + command.name;
    return QStringLiteral("see reverie%1 --help").arg(name);
}

QStringList longNames(const std::vector<Option>& options)
{
    QStringList names;
    for (const Option& option : options)
        names += option.names.split(QLatin1Char(','));
    return names;
}

/// CLI11's view of the tables: it says which words belong to which entry, the setters do the rest.
class Parser final {
public:
    explicit Parser(const Command& command, const std::vector<Option>& common) : m_command(command), m_options(common)
    {
        m_options.insert(m_options.begin(), command.options.begin(), command.options.end());
        m_app.set_help_flag();
        m_app.allow_extras();
        for (const Option& option : m_options)
            m_added.push_back(add(option));
        for (const Positional& positional : command.positionals)
            m_places.push_back(add(positional));
    }

    Result<void> parse(const QStringList& words)
    {
        std::vector<std::string> reversed;
        for (auto word = words.rbegin(); word != words.rend(); ++word)
            reversed.push_back(word->toStdString());
        try {
            m_app.parse(std::move(reversed));
        } catch (const CLI::ArgumentMismatch& error) {
            const QString name = QString::fromStdString(error.what()).section(QLatin1Char(':'), 0, 0);
            return wrongUsage(QStringLiteral("%1 wants a value").arg(name), helpHint(m_command));
        } catch (const CLI::ParseError& error) {
            return wrongUsage(QString::fromStdString(error.what()), helpHint(m_command));
        }
        return refuseExtras();
    }

    Result<void> setAll() const
    {
        for (std::size_t i = 0; i < m_options.size(); ++i)
            if (auto set = takeLast(m_options[i].set, *m_added[i]); !set)
                return set;
        for (std::size_t i = 0; i < m_command.positionals.size(); ++i)
            if (auto set = takeAll(m_command.positionals[i].set, *m_places[i]); !set)
                return set;
        return {};
    }

    Result<void> refuseMissing() const
    {
        for (std::size_t i = 0; i < m_places.size(); ++i)
            if (m_command.positionals[i].isRequired && m_places[i]->count() == 0)
                return wrongUsage(
                    QStringLiteral("%1 is missing").arg(m_command.positionals[i].name), helpHint(m_command));
        return {};
    }

private:
    static CLI::callback_t ignored()
    {
        return [](const CLI::results_t&) { return true; };
    }

    CLI::Option* add(const Option& option)
    {
        if (option.value.isEmpty())
            return m_app.add_flag(option.names.toStdString());
        return m_app.add_option(option.names.toStdString(), ignored())->take_last();
    }

    CLI::Option* add(const Positional& positional)
    {
        CLI::Option* place = m_app.add_option(positional.name.toStdString(), ignored());
        return positional.isRepeated ? place->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args()
                                     : place;
    }

    static Result<void> takeLast(const Setter& set, const CLI::Option& given)
    {
        return given.count() == 0 ? Result<void>() : set(QString::fromStdString(given.results().back()));
    }

    static Result<void> takeAll(const Setter& set, const CLI::Option& given)
    {
        for (const std::string& each : given.results())
            if (auto taken = set(QString::fromStdString(each)); !taken)
                return taken;
        return {};
    }

    Result<void> refuseExtras() const
    {
        auto extras = m_app.remaining();
        std::erase(extras, "--");  // CLI11 counts the mark itself as one
        if (extras.empty())
            return {};
        const QString extra = QString::fromStdString(extras.front());
        if (!extra.startsWith(QLatin1Char('-')))
            return wrongUsage(QStringLiteral("\"%1\" is one word too many").arg(extra),
                m_places.empty() ? helpHint(m_command)
                                 : QStringLiteral("put text of several words in quotation marks"));
        const QString name = extra.section(QLatin1Char('='), 0, 0);
        const auto near = closest(name, longNames(m_options));
        return wrongUsage(QStringLiteral("there is no option %1").arg(name),
            near ? QStringLiteral("did you mean %1, or %2").arg(*near, helpHint(m_command)) : helpHint(m_command));
    }

    const Command& m_command;
    std::vector<Option> m_options;
    CLI::App m_app;
    std::vector<CLI::Option*> m_added;   // as m_options; owned by m_app
    std::vector<CLI::Option*> m_places;  // as m_command.positionals; owned by m_app
};

}  // namespace

std::vector<Option> commonOptions(CommonOptions& common)
{
    const QString group = QStringLiteral("Everywhere");
    return {
        {QStringLiteral("--data-dir"), QStringLiteral("DIR"), group,
            QStringLiteral("Keep models, cache and pictures in this one folder [the usual places]"),
            keepText(&common.dataDir), Offer::Folders, {}},
        {QStringLiteral("--log-level"), QStringLiteral("LEVEL"), group,
            QStringLiteral("What to log on stderr: debug, info, warning or error [warning]"),
            keepText(&common.logLevel), Offer::Words,
            {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("error")}},
        {QStringLiteral("-h,--help"), {}, group, QStringLiteral("Show this help"), keepFlag(&common.wantsHelp),
            Offer::Nothing, {}},
        {QStringLiteral("--version"), {}, group, QStringLiteral("Show the version"), keepFlag(&common.wantsVersion),
            Offer::Nothing, {}},
    };
}

Result<void> parseWords(
    const Command& command, const std::vector<Option>& common, const CommonOptions& given, const QStringList& words)
{
    Parser parser(command, common);
    if (auto parsed = parser.parse(words); !parsed)
        return parsed;
    if (auto set = parser.setAll(); !set)
        return set;
    return given.wantsHelp || given.wantsVersion ? Result<void>() : parser.refuseMissing();
}

}  // namespace reverie::app
