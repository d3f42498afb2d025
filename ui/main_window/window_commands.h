#pragma once

#include "ui/main_window/services.h"

#include <QObject>

#include <functional>

class QMenu;

namespace reverie::ui {

class CommandPalette;
class CommandTable;
class ComposeDesk;
class ComposePane;
class LibraryDesk;
class ModelsPage;
class PictureDesk;
class QueueStrip;
class RecipeDesk;
class ShortcutsSheet;
class StyleEditor;
class Toast;
class ViewerPane;

/// What the commands act on; all of it lives as long as the window.
struct CommandPlaces {
    const WindowServices& services;
    QWidget& window;
    CommandTable& table;
    ComposePane& compose;
    ComposeDesk& desk;
    ViewerPane& viewer;
    PictureDesk& pictures;
    RecipeDesk& recipes;
    Toast& toast;
    CommandPalette& palette;
    ShortcutsSheet& shortcuts;
    StyleEditor& styles;
    QWidget& recent;
    QueueStrip& strip;
    std::function<void(const QString& page)> showPage;
    std::function<QString()> page;
    std::function<void()> toggleFullScreen;
};

/// Registers every command of the window, menu by menu, with the keys of issue and habit.
void addFileCommands(const CommandPlaces& at);
void addPromptCommands(const CommandPlaces& at);
void addPictureCommands(const CommandPlaces& at);
void addQueueCommands(const CommandPlaces& at);
void addViewCommands(const CommandPlaces& at);
void addHelpCommands(const CommandPlaces& at);

/// What the commands about models act on.
struct ModelCommandPlaces {
    CommandTable& table;
    ModelsPage& models;
    LibraryDesk& library;
    std::function<void(const QString& page)> showPage;
    std::function<QString()> page;
};
void addModelCommands(const ModelCommandPlaces& at);

/// Lets a person choose a checkpoint or a folder, and opens it as the model.
void chooseCheckpoint(const CommandPlaces& at);
void chooseModelFolder(const CommandPlaces& at);

/// What the button beside Generate opens.
[[nodiscard]] QMenu* makeGenerateMenu(const CommandPlaces& at, QWidget* parent);
/// The styles by name, and how to get some.
void openStylesMenu(const CommandPlaces& at, QWidget* button);

}  // namespace reverie::ui
