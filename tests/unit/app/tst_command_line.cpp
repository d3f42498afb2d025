#include "app/reverie/command_line.h"
#include "app/reverie/help_text.h"
#include "app/reverie/values.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::app;

/// Tries a command of its own, so that these cases stay when the real ones grow.
class TstCommandLine final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_prompt.clear();
        m_steps.reset();
        m_isForced = false;
        m_common = {};
    }

    void takesValuesInEveryForm_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("apart") << QStringList{"a forest", "--steps", "7", "--force"};
        QTest::newRow("with an equals sign") << QStringList{"--steps=7", "--force", "a forest"};
        QTest::newRow("short") << QStringList{"-s", "7", "-f", "a forest"};
        QTest::newRow("short and joined") << QStringList{"-s7", "-f", "a forest"};
        QTest::newRow("the last one counts") << QStringList{"--steps", "3", "--steps", "7", "-f", "a forest"};
        QTest::newRow("after two dashes") << QStringList{"-fs7", "--", "a forest"};
    }

    void takesValuesInEveryForm()
    {
        QFETCH(QStringList, words);
        const auto parsed = parse(words);
        QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : sentence(parsed.error())));
        QCOMPARE(m_prompt, QStringLiteral("a forest"));
        QCOMPARE(m_steps, std::optional(7));
        QVERIFY(m_isForced);
    }

    void leavesTextAlone_data()
    {
        QTest::addColumn<QString>("prompt");
        for (const char* text : {"[a|b] {c}", "a, b: c = d", "'quoted' \"twice\"", "красный лес 🌲", "100%", "", "paint",
                 "$HOME `x` \\", "  spaces  ", "a\nb"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }

    void leavesTextAlone()
    {
        QFETCH(QString, prompt);
        QVERIFY(parse({prompt}).has_value());
        QCOMPARE(m_prompt, prompt);
    }

    void aRepeatedPlaceTakesAllWords()
    {
        QStringList files;
        bool isJson = false;
        Command command;
        command.name = "look";
        command.positionals = {{"FILE", "The files",
            [&](const QString& file) -> Result<void> {
                files << file;
                return {};
            },
            true, Offer::Files, true}};
        command.options = {{"--json", {}, "How", "as JSON", keepFlag(&isJson), Offer::Nothing, {}}};
        const auto parsed =
            parseWords(command, commonOptions(m_common), m_common, {"a.png", "--json", "b c.png", "--", "-d.png"});
        QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : sentence(parsed.error())));
        QCOMPARE(files, (QStringList{"a.png", "b c.png", "-d.png"}));
        QVERIFY(isJson);
        QCOMPARE(sentence(parseWords(command, commonOptions(m_common), m_common, {"--json"}).error()),
            "FILE is missing; see reverie look --help.");
        QVERIFY(helpOf(command, commonOptions(m_common)).contains("Usage: reverie look FILE... [options]"));
    }

    void negativeNumbersAreValues()
    {
        QVERIFY(parse({"x", "--steps", "-1"}).has_value());
        QCOMPARE(m_steps, std::optional(-1));
    }

    void explainsMistakes_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown option, close to one")
            << QStringList{"x", "--stepz", "3"}
            << "there is no option --stepz; did you mean --steps, or see reverie paint --help.";
        QTest::newRow("unknown option") << QStringList{"x", "--remote=box"}
                                        << "there is no option --remote; see reverie paint --help.";
        QTest::newRow("no value") << QStringList{"x", "--steps"} << "--steps wants a value; see reverie paint --help.";
        QTest::newRow("no number") << QStringList{"x", "--steps", "many"}
                                   << "--steps wants a whole number, not \"many\"; give digits only.";
        QTest::newRow("no prompt") << QStringList{"--force"} << "PROMPT is missing; see reverie paint --help.";
        QTest::newRow("prompt without quotation marks")
            << QStringList{"red", "forest"}
            << "\"forest\" is one word too many; put text of several words in quotation marks.";
    }

    void explainsMistakes()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, expected);
        const auto parsed = parse(words);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(sentence(parsed.error()), expected);
    }

    void helpNeedsNoPrompt()
    {
        QVERIFY(parse({"--help"}).has_value());
        QVERIFY(m_common.wantsHelp);
    }

    void findsTheCommand()
    {
        const auto split = this->split({"--data-dir", "paint", "paint", "x", "--steps", "3"});
        QCOMPARE(split->command->name, QStringLiteral("paint"));
        QCOMPARE(split->words, (QStringList{"--data-dir", "paint", "x", "--steps", "3"}));
        QCOMPARE(this->split({"shelf", "info", "x"})->command->name, QStringLiteral("shelf info"));
        QVERIFY(this->split({"--help"})->command == nullptr);
    }

    void namesTheClosestCommand()
    {
        QCOMPARE(sentence(split({"pant", "x"}).error()),
            QStringLiteral("there is no command \"pant\"; did you mean reverie paint, or see reverie --help."));
        QCOMPARE(sentence(split({"gallery"}).error()),
            QStringLiteral("there is no command \"gallery\"; see reverie --help."));
    }

    void helpIsReadable()
    {
        const QString help = helpOf(paint(), commonOptions(m_common));
        for (const char* part : {"Usage: reverie paint PROMPT [options]", "\nHow:\n", "-s, --steps N",
                 "--log-level LEVEL", "\nExamples:\n  reverie paint \"a tree\"\n  reverie paint x\n"})
            QVERIFY2(help.contains(QLatin1String(part)), part);
        for (const QString& line : help.split('\n'))
            QVERIFY2(line.size() <= 100, qPrintable(line));
    }

private:
    Command paint()
    {
        Command command;
        command.name = "paint";
        command.summary = "Make a picture";
        command.details = "One paragraph.\nAnother, " + QString("which is long ").repeated(20);
        command.examples = "reverie paint \"a tree\"\nreverie paint x";
        command.positionals = {{"PROMPT", "What it shows", keepText(&m_prompt)}};
        command.options = {{"-s,--steps", "N", "How", QString("how often ").repeated(20) + "[25]",
                               keepWhole("--steps", &m_steps), Offer::Nothing, {}},
            {"-f,--force", {}, "How", "even if it is there", keepFlag(&m_isForced), Offer::Nothing, {}}};
        return command;
    }

    Result<void> parse(const QStringList& words)
    {
        return parseWords(paint(), commonOptions(m_common), m_common, words);
    }

    Result<SplitWords> split(const QStringList& words)
    {
        m_commands = {paint(), {}};
        m_commands[1].name = "shelf info";
        return splitWords(m_commands, commonOptions(m_common), words);
    }

    QString m_prompt;
    std::optional<int> m_steps;
    bool m_isForced = false;
    CommonOptions m_common;
    std::vector<Command> m_commands;
};

QTEST_GUILESS_MAIN(TstCommandLine)
#include "tst_command_line.moc"
