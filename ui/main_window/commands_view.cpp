#include "core/settings/settings.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/command_palette.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/shortcuts_sheet.h"
#include "ui/main_window/toast.h"
#include "ui/main_window/window_commands.h"
#include "ui/queue/queue_strip.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/theme.h"

#include "core/base/version.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

constexpr MenuId kMenu = MenuId::View;

void addPages(const CommandPlaces& at)
{
    const auto add = [&](const char* page, const QString& title, Qt::Key key, bool endsGroup = false) {
        const QString id = QString::fromLatin1(page);
        Command command{
            QStringLiteral("page-") + id, title, kMenu, QKeySequence(Qt::CTRL | key), [at, id] { at.showPage(id); }};
        command.isOn = [at, id] { return at.page() == id; };
        command.endsGroup = endsGroup;
        at.table.add(std::move(command));
    };
    add("create", Texts::tr("Create"), Qt::Key_1);
    add("models", Texts::tr("Models"), Qt::Key_3);
    add("queue", Texts::tr("Queue"), Qt::Key_4);
    add("settings", Texts::tr("Settings"), Qt::Key_6, true);
}

void addZooming(const CommandPlaces& at)
{
    PictureView* view = at.viewer.view();
    const auto add = [&](const char* id, const QString& title, const QKeySequence& keys, std::function<void()> run) {
        Command command{QString::fromLatin1(id), title, kMenu, keys, std::move(run)};
        command.scope = Scope::Pictures;
        command.isPossible = [view] { return !view->picture().isNull(); };
        at.table.add(std::move(command));
    };
    add("fit", Texts::tr("Fit the picture"), Qt::Key_0, [view] { view->fit(); });
    add("actual-size", Texts::tr("Picture at 100 %"), Qt::Key_1, [view] { view->showActualSize(); });
    add("zoom-in", Texts::tr("Zoom in"), Qt::Key_Plus, [view] { view->zoomIn(); });
    add("zoom-out", Texts::tr("Zoom out"), Qt::Key_Minus, [view] { view->zoomOut(); });
    Command full{QStringLiteral("full-screen"), Texts::tr("Full screen"), kMenu, QKeySequence(Qt::Key_F),
        at.toggleFullScreen, QStringLiteral("fullscreen"), Scope::Pictures};
    full.isOn = [&window = at.window] { return window.isFullScreen(); };
    full.endsGroup = true;
    at.table.add(std::move(full));
}

void addPanes(const CommandPlaces& at)
{
    Command recent{QStringLiteral("toggle-recent"), Texts::tr("Recent pictures"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B), [&pane = at.recent] { pane.setVisible(pane.isHidden()); }};
    recent.isOn = [&pane = at.recent] { return !pane.isHidden(); };
    at.table.add(std::move(recent));
    Command strip{QStringLiteral("toggle-strip"), Texts::tr("Queue at the foot"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Q), [&queue = at.strip] { queue.setFolded(!queue.isFolded()); }};
    strip.isOn = [&queue = at.strip] { return !queue.isFolded(); };
    at.table.add(std::move(strip));
    namespace key = settings::key;
    settings::Settings& chosen = at.services.settings;
    Command advanced{QStringLiteral("advanced"), Texts::tr("Advanced fields"), kMenu,
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [&chosen] {
            std::ignore = chosen.set(QString::fromLatin1(key::kShowAdvanced), !chosen.get<bool>(key::kShowAdvanced));
        }};
    advanced.isOn = [&chosen] { return chosen.get<bool>(key::kShowAdvanced); };
    at.table.add(std::move(advanced));
    at.table.add({QStringLiteral("fold-all"), Texts::tr("Fold all cards"), kMenu, {},
        [&compose = at.compose] { compose.foldAll(false); }});
    Command unfold{QStringLiteral("unfold-all"), Texts::tr("Unfold all cards"), kMenu, {},
        [&compose = at.compose] { compose.foldAll(true); }};
    unfold.endsGroup = true;
    at.table.add(std::move(unfold));
}

void addThemes(const CommandPlaces& at)
{
    settings::Settings& chosen = at.services.settings;
    const auto add = [&](const char* theme, const QString& title) {
        const QString id = QString::fromLatin1(theme);
        Command command{QStringLiteral("theme-") + id, title, kMenu, {},
            [&chosen, id] { std::ignore = chosen.set(QString::fromLatin1(settings::key::kTheme), id); }};
        command.isOn = [&chosen, id] { return chosen.get<QString>(settings::key::kTheme) == id; };
        at.table.add(std::move(command));
    };
    add("dark", Texts::tr("Dark theme"));
    add("light", Texts::tr("Light theme"));
    add("system", Texts::tr("Theme of the system"));
}

}  // namespace

void addViewCommands(const CommandPlaces& at)
{
    addPages(at);
    addZooming(at);
    addPanes(at);
    addThemes(at);
}

void addHelpCommands(const CommandPlaces& at)
{
    constexpr MenuId help = MenuId::Help;
    at.table.add({QStringLiteral("palette"), Texts::tr("Command palette"), help, QKeySequence(Qt::CTRL | Qt::Key_K),
        [&palette = at.palette] { palette.show(); }, QStringLiteral("search")});
    at.table.add({QStringLiteral("shortcuts"), Texts::tr("Shortcuts"), help, QKeySequence(Qt::Key_F1),
        [&shortcuts = at.shortcuts] { shortcuts.show(); }, QStringLiteral("keyboard")});
    at.table.add({QStringLiteral("open-data-folder"), Texts::tr("Open the data folder"), help, {},
        [data = at.services.paths.data()] { QDesktopServices::openUrl(QUrl::fromLocalFile(data)); },
        QStringLiteral("folder")});
    at.table.add({QStringLiteral("about"), Texts::tr("About Reverie"), help, {},
        [&toast = at.toast] {
            toast.tell(Texts::tr("Reverie %1: pictures from words, on your own machine.").arg(version()));
        },
        QStringLiteral("info")});
}

}  // namespace reverie::ui
