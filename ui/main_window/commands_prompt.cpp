#include "core/base/when_done.h"
#include "core/io/read_file.h"
#include "core/settings/prompt_history.h"
#include "core/settings/styles.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/picture_desk.h"
#include "ui/main_window/recipe_desk.h"
#include "ui/main_window/style_editor.h"
#include "ui/main_window/toast.h"
#include "ui/main_window/window_commands.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/sentence_text.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

constexpr MenuId kMenu = MenuId::Edit;

/// Reads at most what readStylesCsv takes, so that a wrong choice cannot fill the memory.
Result<settings::StyleImport> readStyles(const QString& file)
{
    constexpr qint64 kMost = (4LL << 20) + 1;
    QFile input(file);
    if (!input.open(QIODevice::ReadOnly))
        return fail(
            ErrorCode::Io, Texts::tr("%1 cannot be read").arg(file), Texts::tr("check whether it is yours to read"));
    return settings::readStylesCsv(input.read(kMost));
}

void importStyles(const CommandPlaces& at, const Result<settings::StyleImport>& read)
{
    if (!read) {
        at.toast.tell(sentenceText(read.error()));
        return;
    }
    std::ignore = at.services.styles.putAll(read->styles);  // each has a name
    const QString taken = Texts::tr("%n style(s) were imported.", nullptr, static_cast<int>(read->styles.size()));
    at.toast.tell(read->notes.isEmpty() ? taken : taken + QLatin1Char(' ') + read->notes.front());
}

void chooseStyles(const CommandPlaces& at)
{
    auto* dialog = new QFileDialog(&at.window, Texts::tr("Import a styles.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({Texts::tr("Styles (*.csv)")});
    QObject::connect(dialog, &QFileDialog::fileSelected, &at.desk, [at](const QString& file) {
        whenDone(QtConcurrent::run(readStyles, file), &at.desk,
            [at](const Result<settings::StyleImport>& read) { importStyles(at, read); });
    });
    dialog->open();
}

void addKeysOfText(const CommandPlaces& at)
{
    ComposeDesk& desk = at.desk;
    const auto add = [&](const char* id, const QString& title, QKeyCombination keys, std::function<void()> run,
                         bool endsGroup = false) {
        Command command{QString::fromLatin1(id), title, kMenu, QKeySequence(keys), std::move(run)};
        command.endsGroup = endsGroup;
        at.table.add(std::move(command));
    };
    add("heavier", Texts::tr("More weight"), Qt::CTRL | Qt::Key_Up, [&desk] { desk.changeWeight(1); });
    add("lighter", Texts::tr("Less weight"), Qt::CTRL | Qt::Key_Down, [&desk] { desk.changeWeight(-1); });
    add("phrase-left", Texts::tr("Move the phrase left"), Qt::ALT | Qt::Key_Left, [&desk] { desk.movePhrase(-1); });
    add(
        "phrase-right", Texts::tr("Move the phrase right"), Qt::ALT | Qt::Key_Right, [&desk] { desk.movePhrase(1); },
        true);
    add("prompt-older", Texts::tr("Earlier prompt"), Qt::ALT | Qt::Key_Up, [&desk] { desk.walkHistory(-1); });
    add("prompt-newer", Texts::tr("Later prompt"), Qt::ALT | Qt::Key_Down, [&desk] { desk.walkHistory(1); });
    add(
        "focus-prompt", Texts::tr("Go to the prompt"), Qt::CTRL | Qt::Key_E,
        [at] {
            at.showPage(QStringLiteral("create"));
            at.desk.focusPrompt();
        },
        true);
}

void recycleSeed(const CommandPlaces& at)
{
    const auto* selected = at.pictures.selected();
    const auto seed = selected != nullptr && selected->seed ? selected->seed : at.desk.lastSeed();
    if (seed)
        at.desk.setSeed(seed);
    else
        at.toast.tell(Texts::tr("There is no seed yet: no picture was made."));
}

void addStyles(const CommandPlaces& at)
{
    at.table.add({QStringLiteral("save-style"), Texts::tr("Save the prompts as a style\u2026"), kMenu, {},
        [at] {
            const request::GenerationRequest& request = at.compose.form().request;
            at.styles.showNew({request.prompt, request.negativePrompt});
        },
        QStringLiteral("save")});
    Command change{QStringLiteral("change-styles"), Texts::tr("Change a style\u2026"), kMenu, {},
        [&styles = at.styles] { styles.showStyle({}); }, QStringLiteral("edit")};
    change.isPossible = [&book = at.services.styles] { return !book.styles().empty(); };
    at.table.add(std::move(change));
}

/// Each style with its name.
void addChanging(const CommandPlaces& at, QMenu* menu)
{
    QMenu* names = menu->addMenu(icon(QStringLiteral("edit")), Texts::tr("Change a style"));
    for (const settings::Style& style : at.services.styles.styles())
        QObject::connect(names->addAction(style.name), &QAction::triggered, &at.styles,
            [&styles = at.styles, name = style.name] { styles.showStyle(name); });
}

}  // namespace

void addPromptCommands(const CommandPlaces& at)
{
    addKeysOfText(at);
    addStyles(at);
    at.table.add({QStringLiteral("import-styles"), Texts::tr("Import styles.csv\u2026"), kMenu, {},
        [at] { chooseStyles(at); }, QStringLiteral("styles")});
    at.table.add({QStringLiteral("forget-prompts"), Texts::tr("Forget the earlier prompts"), kMenu, {},
        [at] {
            at.services.history.clear();
            at.toast.tell(Texts::tr("The earlier prompts were forgotten."));
        },
        QStringLiteral("trash")});
    at.table.add({QStringLiteral("paste-recipe"), Texts::tr("Paste a recipe"), kMenu, QKeySequence(QKeySequence::Paste),
        [&recipes = at.recipes] { recipes.take(*QApplication::clipboard()->mimeData()); }, QStringLiteral("copy")});
    at.table.add({QStringLiteral("recycle-seed"), Texts::tr("Use the last seed again"), kMenu, {},
        [at] { recycleSeed(at); }, QStringLiteral("recycle")});
    at.table.add({QStringLiteral("random-seed"), Texts::tr("Draw a new seed each time"), kMenu, {},
        [&desk = at.desk] { desk.setSeed({}); }, QStringLiteral("dice")});
    at.table.add({QStringLiteral("reset-form"), Texts::tr("Reset all fields"), kMenu, {},
        [&desk = at.desk] { desk.resetForm(); }, QStringLiteral("reset")});
    Command undo{QStringLiteral("undo-form"), Texts::tr("Undo the last change of the form"), kMenu,
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Z), [&desk = at.desk] { desk.undo(); }, QStringLiteral("undo")};
    undo.isPossible = [&desk = at.desk] { return desk.canUndo(); };
    at.table.add(std::move(undo));
}

void openStylesMenu(const CommandPlaces& at, QWidget* button)
{
    auto* menu = new QMenu(button);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const settings::Style& style : at.services.styles.styles())
        QObject::connect(menu->addAction(style.name), &QAction::triggered, &at.desk,
            [&desk = at.desk, name = style.name] { desk.takeStyle(name); });
    if (at.services.styles.styles().empty())
        menu->addAction(Texts::tr("No styles yet"))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(at.table.action(QStringLiteral("save-style")));
    if (!at.services.styles.styles().empty())
        addChanging(at, menu);
    menu->addAction(at.table.action(QStringLiteral("import-styles")));
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

}  // namespace reverie::ui
