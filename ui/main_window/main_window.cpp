#include "ui/main_window/main_window.h"

#include "core/queue/dispatcher.h"
#include "core/settings/prompt_history.h"
#include "core/settings/session_state.h"
#include "core/settings/settings.h"
#include "core/settings/styles.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/command_palette.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/downloads_desk.h"
#include "ui/main_window/engine_trouble.h"
#include "ui/main_window/hub_desk.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/model_picker.h"
#include "ui/main_window/model_watch.h"
#include "ui/main_window/notice_stack.h"
#include "ui/main_window/picture_desk.h"
#include "ui/main_window/rail.h"
#include "ui/main_window/recipe_desk.h"
#include "ui/main_window/recovery_desk.h"
#include "ui/main_window/run_watch.h"
#include "ui/main_window/session_desk.h"
#include "ui/main_window/shortcuts_sheet.h"
#include "ui/main_window/start_facts.h"
#include "ui/main_window/style_editor.h"
#include "ui/main_window/toast.h"
#include "ui/main_window/trouble_desk.h"
#include "ui/models/get_sheet.h"
#include "ui/models/installed_tab.h"
#include "ui/models/models_page.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/queue_page.h"
#include "ui/queue/queue_strip.h"
#include "ui/settings/settings_page.h"
#include "ui/viewer/recent_grid.h"
#include "ui/viewer/recipe_card.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/tokens.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>

namespace reverie::ui {
namespace {

bool isPlainEscape(const QKeyEvent& event)
{
    return event.key() == Qt::Key_Escape && event.modifiers() == Qt::NoModifier;
}

}  // namespace

MainWindow::MainWindow(const WindowServices& services)
    : m_services(services), m_commands(new CommandTable(this)), m_rail(new Rail), m_pages(new QStackedWidget),
      m_panes(new QSplitter(Qt::Horizontal)), m_compose(new ComposePane), m_viewer(new ViewerPane),
      m_recent(new RecentGrid(services.thumbnails)), m_jobMenu(new JobMenu(services.queue, this)),
      m_strip(new QueueStrip(services.queue, services.thumbnails, *m_jobMenu)), m_modelsPage(new ModelsPage),
      m_queuePage(new QueuePage(services.queue, services.thumbnails, *m_jobMenu)),
      m_settingsPage(new SettingsPage(services.settings)), m_toast(new Toast(this)),
      m_palette(new CommandPalette(*m_commands, this)),
      m_shortcuts(new ShortcutsSheet(*m_commands, services.settings, this)),
      m_styles(new StyleEditor(services.styles, *m_toast, this)), m_picker(new ModelPicker(this)),
      m_getSheet(new GetSheet(this))
{
    setWindowTitle(QStringLiteral("Reverie"));
    setMinimumSize(extent::kWindowLeastWidth, extent::kWindowLeastHeight);
    resize(QSize(extent::kWindowWidth, extent::kWindowHeight).boundedTo(screen()->availableSize()));
    setAcceptDrops(true);
    m_refresh.setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, m_commands, &CommandTable::refresh);
    arrange();
    makeDesks();
    addCommands();
    joinPictures();
    joinJobs();
    joinSettings();
    connect(m_commands, &CommandTable::keysChanged, this, &MainWindow::showKeys);
    showKeys();
    showPage(QStringLiteral("create"));
}

MainWindow::~MainWindow() = default;

void MainWindow::makeDesks()
{
    m_watch = new RunWatch(m_services.queue, *m_viewer, *m_strip, *m_queuePage->model(), this);
    m_pictures =
        new PictureDesk({m_services.gallery, m_services.settings, *m_recent, *m_viewer, *m_watch, *m_toast}, this);
    new ModelWatch(m_services.gallery, m_services.thumbnails, *m_compose);
    m_desk = new ComposeDesk(m_services, *m_compose, *m_watch, *m_toast);
    m_recipes = new RecipeDesk({*m_desk, *m_viewer, *m_toast, m_services.hashes}, this);
    m_session = new SessionDesk(
        {m_services.session, *this, *m_panes, *m_recent, *m_strip, *m_compose, *m_desk, *m_pictures}, this);
    makeTroubleDesks();
    makeModelDesks();
}

void MainWindow::makeTroubleDesks()
{
    m_notices = new NoticeStack(*m_viewer, this);
    m_trouble = new TroubleDesk({m_services.start, m_services.queue, m_services.gallery, m_services.settings,
                                    m_services.styles, *this, *m_notices, *m_toast},
        {m_services.styles.note(), m_services.history.note(), m_services.session.note(), m_services.settings.note()},
        this);
    new EngineTrouble(m_services.queue, *m_notices, *m_toast, this);
    const QString chosen = m_services.settings.get<QString>(settings::key::kPicturesFolder);
    new RecoveryDesk({m_services.start, m_services.queue, m_services.settings, *m_notices, *m_toast,
                         {m_services.paths.data(), chosen.isEmpty() ? m_services.paths.pictures() : chosen},
                         [this] { restoreSession(); }},
        this);
    connect(this, &MainWindow::usable, m_trouble, &TroubleDesk::lookForParts);
}

void MainWindow::makeModelDesks()
{
    const auto show = [this](const QString& page) { showPage(page); };
    m_library = new LibraryDesk({m_services, *m_modelsPage, *m_compose, *m_desk, *m_picker, *m_toast, show}, this);
    m_hub = new HubDesk({m_services, *m_modelsPage, *m_getSheet, *m_library, *m_toast, show}, this);
    m_downloads = new DownloadsDesk({m_services, *m_modelsPage, *m_hub, *m_library, *m_toast, show}, this);
    if (!m_services.start.isCareful)
        connect(this, &MainWindow::usable, m_library, &LibraryDesk::open);
    connect(&m_modelsPage->installed(), &InstalledTab::discoverWanted, this,
        [this] { m_modelsPage->showTab(ModelsPage::Discover); });
}

void MainWindow::open()
{
    if (!m_services.start.isCareful)
        m_session->restore();
    if (m_session->isFirst()) {
        Form form;
        form.request.prompt = tr("red forest at sunset, digital art");
        m_compose->setForm(form);
        m_desk->setHintShown(true);
    } else if (!m_services.start.isCareful && !m_session->page().isEmpty()) {
        showPage(m_session->page());
    }
    show();
    m_desk->focusPrompt();
}

/// What a careful start has left out.
void MainWindow::restoreSession()
{
    m_session->restore();
    m_library->open();
    m_pictures->open(m_session->selectedPicture());
}

void MainWindow::raiseWith(const QStringList& files)
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    if (files.isEmpty())
        return;
    showPage(QStringLiteral("create"));
    m_recipes->takeFiles(files);
}

RecipeCard* MainWindow::offeredRecipe() const
{
    return qobject_cast<RecipeCard*>(m_viewer->headCard());
}

bool MainWindow::hasSomethingToLeave() const
{
    return m_viewer->isComparing() || isFullScreen() || offeredRecipe() != nullptr;
}

void MainWindow::leave()
{
    if (m_viewer->isComparing())
        m_viewer->endComparison();
    else if (isFullScreen())
        toggleFullScreen();
    else if (offeredRecipe() != nullptr)
        m_viewer->setHeadCard(nullptr);
}

void MainWindow::toggleFullScreen()
{
    if (isFullScreen()) {
        for (QWidget* each : std::exchange(m_hiddenForPicture, {}))
            each->show();
        setWindowState(windowState() & ~Qt::WindowFullScreen);
        return;
    }
    showPage(QStringLiteral("create"));
    for (QWidget* each : {static_cast<QWidget*>(m_rail), static_cast<QWidget*>(m_compose),
             static_cast<QWidget*>(m_recent), static_cast<QWidget*>(m_strip)}) {
        if (each->isHidden())
            continue;
        each->hide();
        m_hiddenForPicture.push_back(each);
    }
    setWindowState(windowState() | Qt::WindowFullScreen);
}

bool MainWindow::event(QEvent* event)
{
    // Esc leaves what is open before it cancels what runs.
    if (event->type() == QEvent::ShortcutOverride && isPlainEscape(*static_cast<QKeyEvent*>(event)) &&
        hasSomethingToLeave()) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::WindowActivate)  // they may have been put there meanwhile
        m_desk->renewEmbeddings();
    return QWidget::event(event);
}

void MainWindow::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (m_isUsable)
        return;
    m_isUsable = true;
    QTimer::singleShot(0, this, &MainWindow::usable);
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    if (isPlainEscape(*event) && hasSomethingToLeave())
        leave();
    else if (event->key() == Qt::Key_Question)
        m_commands->run(QStringLiteral("shortcuts"));
    else
        QWidget::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    event->accept();
    m_session->noteNow();
    Q_EMIT closing();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->source() == nullptr && RecipeDesk::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    showPage(QStringLiteral("create"));
    m_recipes->take(*event->mimeData());
    event->acceptProposedAction();
}

}  // namespace reverie::ui
