#pragma once

#include "ui/main_window/services.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QSplitter;
class QStackedWidget;

namespace reverie::ui {

class CommandPalette;
class CommandTable;
class ComposeDesk;
class ComposePane;
class DownloadsDesk;
class GetSheet;
class HubDesk;
class JobMenu;
class LibraryDesk;
class ModelPicker;
class ModelsPage;
class NoticeStack;
class PictureDesk;
class QueuePage;
class QueueStrip;
class Rail;
class RecentGrid;
class RecipeCard;
class RecipeDesk;
class RunWatch;
class SessionDesk;
class SettingsPage;
class ShortcutsSheet;
class StyleEditor;
class Toast;
class TroubleDesk;
class ViewerPane;
struct CommandPlaces;

/// The window: the rail of pages, three panes with dividers, the queue along the foot, and what floats above. Makes the
/// parts and joins them; what they do with one another stands in the desks.
class MainWindow final : public QWidget {
    Q_OBJECT

public:
    explicit MainWindow(const WindowServices& services);
    ~MainWindow() override;

    /// Shows it as it was left, or ready for a first picture.
    void open();
    /// Comes to the front, with files that a second start was given.
    void raiseWith(const QStringList& files);

    void showPage(const QString& page);
    [[nodiscard]] QString page() const { return m_page; }
    void toggleFullScreen();
    [[nodiscard]] CommandTable& commands() const { return *m_commands; }
    [[nodiscard]] bool isInFront() const { return isActiveWindow() && isVisible(); }

Q_SIGNALS:
    /// It was painted, and nothing waits any more: work may begin in the background.
    void usable();
    /// A person wants it to end.
    void closing();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeDesks();
    void makeTroubleDesks();
    void makeModelDesks();
    void restoreSession();
    void arrange();
    void addPages();
    void addCommands();
    void joinCompose(const CommandPlaces& at);
    void joinPictures();
    void joinJobs();
    void joinSettings();
    /// Every text that names keys.
    void showKeys();
    void applySetting(const QString& key);
    void refreshSoon() { m_refresh.start(); }
    [[nodiscard]] RecipeCard* offeredRecipe() const;
    [[nodiscard]] bool hasSomethingToLeave() const;
    void leave();

    WindowServices m_services;
    CommandTable* m_commands;
    Rail* m_rail;
    QStackedWidget* m_pages;
    QSplitter* m_panes;
    ComposePane* m_compose;
    ViewerPane* m_viewer;
    RecentGrid* m_recent;
    JobMenu* m_jobMenu;
    QueueStrip* m_strip;
    ModelsPage* m_modelsPage;
    QueuePage* m_queuePage;
    SettingsPage* m_settingsPage;
    Toast* m_toast;
    CommandPalette* m_palette;
    ShortcutsSheet* m_shortcuts;
    StyleEditor* m_styles;
    ModelPicker* m_picker;
    GetSheet* m_getSheet;
    RunWatch* m_watch = nullptr;
    PictureDesk* m_pictures = nullptr;
    ComposeDesk* m_desk = nullptr;
    RecipeDesk* m_recipes = nullptr;
    NoticeStack* m_notices = nullptr;
    TroubleDesk* m_trouble = nullptr;
    SessionDesk* m_session = nullptr;
    LibraryDesk* m_library = nullptr;
    HubDesk* m_hub = nullptr;
    DownloadsDesk* m_downloads = nullptr;
    QTimer m_refresh;
    QString m_page;
    bool m_isUsable = false;
    std::vector<QWidget*> m_hiddenForPicture;  ///< while the picture fills the screen
};

}  // namespace reverie::ui
