#include "core/gallery/gallery.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/picture_desk.h"
#include "ui/main_window/window_commands.h"
#include "ui/viewer/viewer_pane.h"

#include <QCoreApplication>

namespace reverie::ui {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

/// A command for the chosen picture, with a key of its own while the pictures have the focus.
Command ofPicture(
    const CommandPlaces& at, const char* id, const QString& title, const QKeySequence& keys, std::function<void()> run)
{
    Command command{QString::fromLatin1(id), title, MenuId::Picture, keys, std::move(run)};
    command.scope = Scope::Pictures;
    command.isPossible = [&pictures = at.pictures] { return pictures.selected() != nullptr; };
    return command;
}

void addChoosing(const CommandPlaces& at)
{
    PictureDesk& pictures = at.pictures;
    Command newer =
        ofPicture(at, "newer", Texts::tr("Newer picture"), Qt::Key_Left, [&pictures] { pictures.step(-1); });
    newer.icon = QStringLiteral("left");
    at.table.add(std::move(newer));
    Command older =
        ofPicture(at, "older", Texts::tr("Older picture"), Qt::Key_Right, [&pictures] { pictures.step(1); });
    older.icon = QStringLiteral("right");
    at.table.add(std::move(older));
    Command star = ofPicture(at, "star", Texts::tr("Star"), Qt::Key_Period, [&pictures] { pictures.toggleStar(); });
    star.isOn = [&pictures] { return pictures.selected() != nullptr && pictures.selected()->isStarred; };
    star.endsGroup = true;
    at.table.add(std::move(star));
}

void addUsing(const CommandPlaces& at)
{
    const auto add = [&](const char* id, const QString& title, Qt::Key key, RecipePart part, bool endsGroup = false) {
        Command command = ofPicture(at, id, title, key,
            [&desk = at.desk, &pictures = at.pictures, part] { desk.take(*pictures.selected()->request, part); });
        command.isPossible = [&pictures = at.pictures] {
            return pictures.selected() != nullptr && pictures.selected()->request;
        };
        command.endsGroup = endsGroup;
        at.table.add(std::move(command));
    };
    add("use-all", Texts::tr("Use its whole recipe"), Qt::Key_A, RecipePart::All);
    add("use-prompt", Texts::tr("Use its prompts"), Qt::Key_P, RecipePart::Prompt);
    add("use-seed", Texts::tr("Use its seed"), Qt::Key_S, RecipePart::Seed);
    add("use-size", Texts::tr("Use its size"), Qt::Key_D, RecipePart::Size, true);
}

void addLooking(const CommandPlaces& at)
{
    PictureDesk& pictures = at.pictures;
    ViewerPane& viewer = at.viewer;
    Command info = ofPicture(at, "info", Texts::tr("All about this picture"), Qt::Key_I,
        [&viewer] { viewer.setSheetShown(!viewer.isSheetShown()); });
    info.icon = QStringLiteral("info");
    info.isOn = [&viewer] { return viewer.isSheetShown(); };
    at.table.add(std::move(info));
    Command compare = ofPicture(
        at, "compare", Texts::tr("Compare with the one before"), Qt::Key_C, [&pictures] { pictures.compare(); });
    compare.icon = QStringLiteral("compare");
    at.table.add(std::move(compare));
    Command swapped = ofPicture(at, "swap-compared", Texts::tr("Swap the compared pictures"), Qt::Key_X,
        [&pictures] { pictures.swapCompared(); });
    swapped.isPossible = [&viewer] { return viewer.isComparing(); };
    swapped.icon = QStringLiteral("swap");
    swapped.endsGroup = true;
    at.table.add(std::move(swapped));
}

void addKeeping(const CommandPlaces& at)
{
    PictureDesk& pictures = at.pictures;
    const auto add = [&](const char* id, const QString& title, const QKeySequence& keys, std::function<void()> run,
                         const char* icon, bool endsGroup = false) {
        Command command = ofPicture(at, id, title, keys, std::move(run));
        command.icon = QString::fromLatin1(icon);
        command.endsGroup = endsGroup;
        at.table.add(std::move(command));
    };
    add(
        "copy-picture", Texts::tr("Copy the picture"), QKeySequence::Copy, [&pictures] { pictures.copyPicture(); },
        "copy");
    add(
        "copy-prompt", Texts::tr("Copy its prompt"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        [&pictures] { pictures.copyPrompt(); }, "");
    add(
        "copy-seed", Texts::tr("Copy its seed"), Qt::CTRL | Qt::ALT | Qt::Key_C, [&pictures] { pictures.copySeed(); },
        "");
    add(
        "save-copy", Texts::tr("Save a copy\u2026"), QKeySequence::Save, [&pictures] { pictures.saveCopy(); }, "save");
    add(
        "reveal", Texts::tr("Show in its folder"), Qt::CTRL | Qt::Key_L, [&pictures] { pictures.revealInFolder(); },
        "folder", true);
    add(
        "trash", Texts::tr("Move to the trash"), Qt::Key_Delete, [&pictures] { pictures.trash(); }, "trash");
    Command undo = ofPicture(at, "undo-trash", Texts::tr("Bring back from the trash"), QKeySequence::Undo,
        [&pictures] { pictures.undoTrash(); });
    undo.isPossible = [&gallery = at.services.gallery] { return gallery.canUndoTrash(); };
    undo.icon = QStringLiteral("undo");
    at.table.add(std::move(undo));
}

}  // namespace

void addPictureCommands(const CommandPlaces& at)
{
    addChoosing(at);
    addUsing(at);
    addLooking(at);
    addKeeping(at);
}

}  // namespace reverie::ui
