#include "core/gallery/gallery.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "ui/compose/compose_pane.h"
#include "ui/compose/generate_button.h"
#include "ui/compose/prompt_edit.h"
#include "ui/compose/prompt_panel.h"
#include "ui/main_window/command_table.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/model_picker.h"
#include "ui/main_window/picture_desk.h"
#include "ui/main_window/rail.h"
#include "ui/main_window/recipe_desk.h"
#include "ui/main_window/run_watch.h"
#include "ui/main_window/session_desk.h"
#include "ui/main_window/start_facts.h"
#include "ui/main_window/toast.h"
#include "ui/main_window/trouble_desk.h"
#include "ui/main_window/window_commands.h"
#include "ui/models/models_page.h"
#include "ui/queue/job_menu.h"
#include "ui/queue/queue_page.h"
#include "ui/queue/queue_strip.h"
#include "ui/settings/settings_page.h"
#include "ui/viewer/compare_view.h"
#include "ui/viewer/info_sheet.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/progress_card.h"
#include "ui/viewer/recent_grid.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/keys_text.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/tokens.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

namespace reverie::ui {
namespace {

struct PageRow {
    const char* id;
    const char* icon;
    const char* title;
    bool isAtFoot;
};

constexpr PageRow kPages[] = {
    {"create", "create", QT_TRANSLATE_NOOP("Commands", "Create"), false},
    {"models", "model", QT_TRANSLATE_NOOP("Commands", "Models"), false},
    {"queue", "queue", QT_TRANSLATE_NOOP("Commands", "Queue"), false},
    {"settings", "settings", QT_TRANSLATE_NOOP("Commands", "Settings"), true},
};

QPoint below(const QWidget* button)
{
    return button->mapToGlobal(QPoint(0, button->height() + space::kSmall));
}

}  // namespace

void MainWindow::arrange()
{
    m_panes->setChildrenCollapsible(false);
    m_panes->addWidget(m_compose);
    m_panes->addWidget(m_viewer);
    m_panes->addWidget(m_recent);
    m_panes->setStretchFactor(1, 1);
    m_panes->setSizes({extent::kCompose, extent::kWindowWidth, extent::kRecent});
    m_recent->setMinimumWidth(extent::kRecentLeast);
    m_pages->addWidget(m_panes);
    m_pages->addWidget(m_modelsPage);
    m_pages->addWidget(m_queuePage);
    m_pages->addWidget(m_settingsPage);
    addPages();
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_pages, 1);
    right->addWidget(m_strip);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_rail);
    all->addLayout(right, 1);
}

void MainWindow::addPages()
{
    m_panes->setObjectName(QStringLiteral("create"));
    m_modelsPage->setObjectName(QStringLiteral("models"));
    m_queuePage->setObjectName(QStringLiteral("queue"));
    m_settingsPage->setObjectName(QStringLiteral("settings"));
    for (const PageRow& row : kPages)
        m_rail->addPage(QString::fromLatin1(row.id), QString::fromLatin1(row.icon),
            QCoreApplication::translate("Commands", row.title), row.isAtFoot);
    connect(m_rail, &Rail::pageWanted, this, &MainWindow::showPage);
}

void MainWindow::showPage(const QString& page)
{
    auto* widget = m_pages->findChild<QWidget*>(page, Qt::FindDirectChildrenOnly);
    if (widget == nullptr)
        return;
    m_page = page;
    m_pages->setCurrentWidget(widget);
    m_strip->setVisible(page == QLatin1String("create"));
    m_rail->setCurrent(page);
    m_session->setPage(page);
    refreshSoon();
}

void MainWindow::addCommands()
{
    const CommandPlaces at{m_services, *this, *m_commands, *m_compose, *m_desk, *m_viewer, *m_pictures, *m_recipes,
        *m_toast, *m_palette, *m_shortcuts, *m_styles, *m_recent, *m_strip,
        [this](const QString& page) { showPage(page); }, [this] { return m_page; }, [this] { toggleFullScreen(); }};
    addFileCommands(at);
    addModelCommands({*m_commands, *m_modelsPage, *m_library, at.showPage, at.page});
    addPromptCommands(at);
    addPictureCommands(at);
    addQueueCommands(at);
    addViewCommands(at);
    addHelpCommands(at);
    m_commands->setPictureWidgets({m_viewer, m_recent});
    for (const Command& command : m_commands->commands())
        if (const auto keys = m_services.settings.shortcut(command.id))
            m_commands->remap(command.id, QKeySequence(*keys, QKeySequence::PortableText));
    connect(m_rail->menuButton(), &QToolButton::clicked, this, [this] {
        QMenu menu(this);
        for (const MenuId each : allMenus())
            menu.addMenu(m_commands->makeMenu(each, &menu));
        menu.exec(below(m_rail->menuButton()));
    });
    joinCompose(at);
}

void MainWindow::joinCompose(const CommandPlaces& at)
{
    QMenu* more = makeGenerateMenu(at, m_compose);
    connect(m_compose->menuButton(), &QPushButton::clicked, more,
        [this, more] { more->popup(below(m_compose->menuButton())); });
    connect(
        m_compose->prompts(), &PromptPanel::stylesWanted, this, [at](QWidget* button) { openStylesMenu(at, button); });
    for (const PromptEdit* field : {m_compose->prompts()->prompt(), m_compose->prompts()->negative()})
        connect(field, &PromptEdit::recipePasted, m_recipes, &RecipeDesk::takeText);
    connect(m_compose, &ComposePane::formChanged, this, [this] { refreshSoon(); });
    connect(m_compose, &ComposePane::recycleWanted, this, [this] { m_commands->run(QStringLiteral("recycle-seed")); });
    connect(m_compose, &ComposePane::advancedWanted, this, [this](bool isAdvanced) {
        std::ignore = m_services.settings.set(QString::fromLatin1(settings::key::kShowAdvanced), isAdvanced);
    });
    connect(m_compose, &ComposePane::pickModelWanted, this, [this] { m_commands->run(QStringLiteral("pick-model")); });
    connect(m_picker, &ModelPicker::commandWanted, m_commands, &CommandTable::run);
    connect(m_compose, &ComposePane::openModelWanted, this, [this] {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(m_commands->action(QStringLiteral("open-checkpoint")));
        menu->addAction(m_commands->action(QStringLiteral("open-model-folder")));
        menu->popup(QCursor::pos());
    });
    connect(m_desk, &ComposeDesk::generated, this, [this] { showPage(QStringLiteral("create")); });
}

void MainWindow::joinPictures()
{
    connect(m_viewer, &ViewerPane::commandWanted, m_commands, &CommandTable::run);
    connect(
        m_viewer->progress(), &ProgressCard::cancelWanted, this, [this] { m_commands->run(QStringLiteral("cancel")); });
    connect(m_viewer->progress(), &ProgressCard::keepWanted, this,
        [this] { m_commands->run(QStringLiteral("stop-and-keep")); });
    connect(m_viewer->sheet(), &InfoSheet::useWanted, this, [this](RecipePart part) {
        if (m_pictures->selected() != nullptr && m_pictures->selected()->request)
            m_desk->take(*m_pictures->selected()->request, part);
    });
    const auto openMenu = [this](const QPoint& place) {
        QMenu* menu = m_commands->makeMenu(MenuId::Picture, this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(place);
    };
    connect(m_viewer->view(), &PictureView::menuWanted, this, openMenu);
    connect(m_viewer->view(), &PictureView::zoomChanged, this, [this] { refreshSoon(); });
    connect(m_recent, &RecentGrid::menuWanted, this, openMenu);
    connect(m_pictures, &PictureDesk::selectionChanged, this, [this] { refreshSoon(); });
    connect(&m_services.gallery, &gallery::Gallery::opened, this,
        [this] { m_pictures->open(m_services.start.isCareful ? QString() : m_session->selectedPicture()); });
    connect(&m_services.queue, &queue::Dispatcher::pictureSaved, this,
        [this](queue::JobKey, const queue::SavedPicture& picture) { m_services.gallery.add(picture.path); });
}

void MainWindow::joinJobs()
{
    using queue::Dispatcher;
    const auto refresh = [this] { refreshSoon(); };
    for (const auto signal : {&Dispatcher::jobAdded, &Dispatcher::jobChanged, &Dispatcher::jobRemoved})
        connect(&m_services.queue, signal, this, refresh);
    const auto showPicture = [this](const QString& path) {
        showPage(QStringLiteral("create"));
        m_pictures->select(path);
    };
    connect(m_watch, &RunWatch::keepableChanged, m_commands, &CommandTable::refresh);
    connect(m_strip, &QueueStrip::pictureWanted, this, showPicture);
    connect(m_queuePage, &QueuePage::pictureWanted, this, showPicture);
    connect(m_strip, &QueueStrip::commandWanted, m_commands, &CommandTable::run);
    connect(m_queuePage, &QueuePage::commandWanted, m_commands, &CommandTable::run);
    connect(m_jobMenu, &JobMenu::undoOffered, this,
        [this](const QString& what) { m_toast->offer(what, tr("Undo"), [this] { m_services.queue.undoRemoval(); }); });
    connect(m_jobMenu, &JobMenu::editWanted, this, [this](queue::JobKey key) {
        showPage(QStringLiteral("create"));
        m_desk->edit(key);
    });
    connect(
        m_jobMenu, &JobMenu::chooseModelWanted, this, [this] { m_commands->run(QStringLiteral("open-checkpoint")); });
    connect(m_jobMenu, &JobMenu::chooseFolderWanted, m_trouble, &TroubleDesk::saveElsewhere);
}

void MainWindow::joinSettings()
{
    connect(&m_services.settings, &settings::Settings::changed, this, &MainWindow::applySetting);
    for (const settings::Setting& each : settings::allSettings())
        applySetting(QString::fromLatin1(each.key));
    connect(&m_services.theme, &Theme::changed, this, [this] { update(); });
}

void MainWindow::showKeys()
{
    const auto keysOf = [this](const QString& id) { return keysText(m_commands->keys(id)); };
    for (const PageRow& row : kPages) {
        const QString id = QString::fromLatin1(row.id);
        m_rail->setKeys(id, keysOf(QStringLiteral("page-") + id));
    }
    const QKeySequence generate = m_commands->keys(QStringLiteral("generate"));
    m_compose->generateButton()->setKeys(generate);
    const QString begin = generate.isEmpty() ? tr("Generate") : keysText(generate);
    m_desk->setHint(tr("Press %1 for your first picture.").arg(begin));
    m_viewer->view()->setInvitation(tr("Nothing here yet. Press %1 to make your first picture.").arg(begin));
    m_viewer->progress()->setKeys(keysOf(QStringLiteral("cancel")), keysOf(QStringLiteral("stop-and-keep")));
    m_viewer->comparison()->setKeys(keysOf(QStringLiteral("compare")), keysOf(QStringLiteral("swap-compared")));
}

void MainWindow::applySetting(const QString& key)
{
    namespace name = settings::key;
    const settings::Settings& chosen = m_services.settings;
    const auto isKey = [&](const char* each) { return key == QLatin1String(each); };
    if (isKey(name::kTheme))
        m_services.theme.choose(chosen.get<QString>(name::kTheme));
    else if (isKey(name::kTextScale))
        m_services.theme.setTextScale(chosen.get<int>(name::kTextScale));
    else if (isKey(name::kReducedMotion))
        m_services.theme.setMotionReduced(chosen.get<bool>(name::kReducedMotion));
    else if (isKey(name::kShowAdvanced))
        m_compose->setAdvanced(chosen.get<bool>(name::kShowAdvanced));
    else if (isKey(name::kPreview))
        m_watch->setPreviewsShown(chosen.get<bool>(name::kPreview));
    else if (isKey(name::kThumbnailSide))
        m_recent->setThumbnailSide(chosen.get<int>(name::kThumbnailSide));
    refreshSoon();
}

}  // namespace reverie::ui
