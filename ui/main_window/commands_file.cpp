#include "core/queue/dispatcher.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/recipe_desk.h"
#include "ui/main_window/window_commands.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMenu>

#include <array>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

constexpr MenuId kMenu = MenuId::File;
constexpr std::array kCounts{1, 2, 4, 8, 16, 32};

QFileDialog* fileDialog(QWidget& window, const QString& title, const QStringList& filters)
{
    auto* dialog = new QFileDialog(&window, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(filters);
    return dialog;
}

void chooseRecipe(const CommandPlaces& at)
{
    auto* dialog = fileDialog(at.window, Texts::tr("A picture whose recipe you want"), {Texts::tr("Pictures (*.png)")});
    QObject::connect(dialog, &QFileDialog::fileSelected, &at.recipes,
        [&recipes = at.recipes](const QString& file) { recipes.takeFiles({file}); });
    dialog->open();
}

void addGenerating(const CommandPlaces& at)
{
    ComposeDesk& desk = at.desk;
    at.table.add({QStringLiteral("generate"), Texts::tr("Generate"), kMenu, QKeySequence(Qt::CTRL | Qt::Key_Return),
        [&desk] { desk.generate(queue::Place::Back); }, QStringLiteral("create")});
    at.table.add({QStringLiteral("generate-front"), Texts::tr("Generate at the front of the queue"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return), [&desk] { desk.generate(queue::Place::Front); },
        QStringLiteral("front")});
    auto& queue = at.services.queue;
    Command forever{QStringLiteral("generate-forever"), Texts::tr("Generate until stopped"), kMenu,
        QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Return), [&desk, &queue] { desk.setForever(!queue.isForever()); },
        QStringLiteral("repeat")};
    forever.isOn = [&queue] { return queue.isForever(); };
    forever.endsGroup = true;
    at.table.add(std::move(forever));
}

}  // namespace

void chooseCheckpoint(const CommandPlaces& at)
{
    auto* dialog = fileDialog(at.window, Texts::tr("Open a model's file"),
        {Texts::tr("Checkpoints (*.safetensors *.ckpt *.pt)"), Texts::tr("All files (*)")});
    QObject::connect(
        dialog, &QFileDialog::fileSelected, &at.desk, [&desk = at.desk](const QString& file) { desk.openModel(file); });
    dialog->open();
}

void chooseModelFolder(const CommandPlaces& at)
{
    auto* dialog = fileDialog(at.window, Texts::tr("Open a model's folder"), {});
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, &at.desk,
        [&desk = at.desk](const QString& folder) { desk.openModel(folder); });
    dialog->open();
}

void addFileCommands(const CommandPlaces& at)
{
    addGenerating(at);
    at.table.add({QStringLiteral("open-checkpoint"), Texts::tr("Open a model file\u2026"), kMenu,
        QKeySequence(Qt::CTRL | Qt::Key_O), [at] { chooseCheckpoint(at); }, QStringLiteral("model")});
    at.table.add({QStringLiteral("open-model-folder"), Texts::tr("Open a model folder\u2026"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), [at] { chooseModelFolder(at); }, QStringLiteral("folder")});
    Command recipe{QStringLiteral("open-recipe"), Texts::tr("Read a picture's recipe\u2026"), kMenu,
        QKeySequence(Qt::CTRL | Qt::Key_R), [at] { chooseRecipe(at); }, QStringLiteral("picture")};
    recipe.endsGroup = true;
    at.table.add(std::move(recipe));
    at.table.add({QStringLiteral("quit"), Texts::tr("Quit"), kMenu, QKeySequence(Qt::CTRL | Qt::Key_Q),
        [&window = at.window] { window.close(); }, QStringLiteral("close")});
}

QMenu* makeGenerateMenu(const CommandPlaces& at, QWidget* parent)
{
    auto* menu = new QMenu(parent);
    for (const char* id : {"generate", "generate-front", "generate-forever"})
        menu->addAction(at.table.action(QString::fromLatin1(id)));
    menu->addSeparator();
    std::vector<QAction*> counts;
    for (const int count : kCounts) {
        QAction* action = menu->addAction(Texts::tr("%n picture(s) at a time", nullptr, count));
        action->setCheckable(true);
        action->setData(count);
        QObject::connect(action, &QAction::triggered, &at.desk, [&desk = at.desk, count] { desk.setCount(count); });
        counts.push_back(action);
    }
    QObject::connect(menu, &QMenu::aboutToShow, &at.compose, [&compose = at.compose, &table = at.table, counts] {
        table.refresh();
        for (QAction* action : counts)
            action->setChecked(action->data().toInt() == compose.form().request.count);
    });
    return menu;
}

}  // namespace reverie::ui
