#include "ui/main_window/command_table.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/window_commands.h"
#include "ui/models/installed_tab.h"
#include "ui/models/models_page.h"

#include <QCoreApplication>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

constexpr MenuId kMenu = MenuId::Models;

}  // namespace

void addModelCommands(const ModelCommandPlaces& at)
{
    LibraryDesk& library = at.library;
    at.table.add({QStringLiteral("pick-model"), Texts::tr("Choose a model\u2026"), kMenu,
        QKeySequence(Qt::CTRL | Qt::Key_M), [&library] { library.pick(); }, QStringLiteral("model")});
    const auto addTab = [&](const char* id, const QString& title, const QKeySequence& keys, ModelsPage::Tab tab,
                            const char* icon) {
        at.table.add({QString::fromLatin1(id), title, kMenu, keys,
            [at, tab] {
                at.models.showTab(tab);
                at.showPage(QStringLiteral("models"));
                at.models.takeFocus();
            },
            QString::fromLatin1(icon)});
    };
    addTab("installed-models", Texts::tr("On this computer"), {}, ModelsPage::Installed, "disk");
    addTab("discover-models", Texts::tr("Get another model"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M),
        ModelsPage::Discover, "search");
    addTab("downloads", Texts::tr("Downloads"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), ModelsPage::Downloads,
        "download");
    at.table.add({QStringLiteral("add-model-folder"), Texts::tr("List another folder of models\u2026"), kMenu, {},
        [&library] { library.addFolder(); }, QStringLiteral("folder")});
    at.table.add({QStringLiteral("rescan-models"), Texts::tr("Look for models again"), kMenu, {},
        [&library] { library.rescan(); }, QStringLiteral("repeat")});
    Command remove{QStringLiteral("remove-model"), Texts::tr("Remove the chosen model"), kMenu, {},
        [&library] { library.removeChosen(); }, QStringLiteral("trash")};
    remove.isPossible = [at] {
        return at.page() == QLatin1String("models") && at.models.tab() == ModelsPage::Installed &&
            !at.models.installed().chosen().isEmpty();
    };
    at.table.add(std::move(remove));
}

}  // namespace reverie::ui
