#include "ui/main_window/session_desk.h"

#include "core/settings/session_state.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/picture_desk.h"
#include "ui/queue/queue_strip.h"
#include "ui/widgets/tokens.h"

#include <QEvent>
#include <QScreen>
#include <QSplitter>
#include <QWindow>

namespace reverie::ui {
namespace {

const QString kModels = QStringLiteral("models");
const QString kSeed = QStringLiteral("seed");
const QString kRecent = QStringLiteral("recentPictures");
const QString kStrip = QStringLiteral("queueStrip");

}  // namespace

SessionDesk::SessionDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(motion::kShortMs);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_at.keeper.setState(state()); });
    connect(&m_at.panes, &QSplitter::splitterMoved, this, &SessionDesk::note);
    connect(&m_at.compose, &ComposePane::formChanged, this, &SessionDesk::note);
    connect(&m_at.compose, &ComposePane::switchesChanged, this, &SessionDesk::note);
    connect(&m_at.desk, &ComposeDesk::modelsChanged, this, &SessionDesk::note);
    connect(&m_at.pictures, &PictureDesk::selectionChanged, this, &SessionDesk::note);
    m_at.window.installEventFilter(this);
    m_at.recent.installEventFilter(this);
    connect(&m_at.strip, &QueueStrip::folded, this, &SessionDesk::note);
}

bool SessionDesk::isFirst() const
{
    return !m_at.keeper.isRestored();
}

QString SessionDesk::page() const
{
    return m_at.keeper.state().page;
}

QString SessionDesk::selectedPicture() const
{
    return m_at.keeper.state().selectedPicture;
}

void SessionDesk::setPage(const QString& page)
{
    m_page = page;
    note();
}

void SessionDesk::note()
{
    if (m_isRestored)
        m_patience.start();
}

void SessionDesk::noteNow()
{
    m_patience.stop();
    if (m_isRestored)
        m_at.keeper.setState(state());
    m_at.keeper.writeSoon();
}

/// Of the screen that the window is on.
QString SessionDesk::panesName() const
{
    const QScreen* screen = m_at.window.screen();
    const QSize size = screen->size();
    return QStringLiteral("panes %1 %2x%3").arg(screen->name()).arg(size.width()).arg(size.height());
}

/// Which screen it is, is known when the window is shown; it may go to another at any time.
void SessionDesk::followScreen()
{
    connect(
        m_at.window.windowHandle(), &QWindow::screenChanged, this, &SessionDesk::restorePanes, Qt::UniqueConnection);
    if (m_isRestored)
        restorePanes();
}

/// The dividers of the screen that was left are kept before those of the new one take their place.
void SessionDesk::restorePanes()
{
    const QString name = panesName();
    if (name == m_panes)
        return;
    settings::SessionState state = m_at.keeper.state();
    if (!m_panes.isEmpty() && m_isRestored && !m_at.window.isFullScreen()) {
        state.layouts.insert(m_panes, m_at.panes.saveState());
        m_at.keeper.setState(state);
    }
    m_panes = name;
    if (state.layouts.contains(name))
        m_at.panes.restoreState(state.layouts.value(name));
}

settings::SessionState SessionDesk::state() const
{
    settings::SessionState state = m_at.keeper.state();
    const Form& form = m_at.compose.form();
    state.request = form.request;
    state.texts = {{kSeed, form.seed}, {kModels, m_at.desk.models().join(QLatin1Char('\n'))}};
    state.switches.insert(m_at.compose.switches());
    // A picture that fills the screen hides everything for a while.
    if (!m_at.window.isFullScreen()) {
        state.switches.insert(kRecent, !m_at.recent.isHidden());
        state.switches.insert(kStrip, !m_at.strip.isFolded());
        state.layouts.insert(QStringLiteral("window"), m_at.window.saveGeometry());
        if (!m_panes.isEmpty())
            state.layouts.insert(m_panes, m_at.panes.saveState());
    }
    state.page = m_page;
    if (const auto* selected = m_at.pictures.selected())
        state.selectedPicture = selected->path;
    state.lastSeed = m_at.desk.lastSeed();
    return state;
}

void SessionDesk::restore()
{
    const settings::SessionState& state = m_at.keeper.state();
    if (!isFirst()) {
        restoreForm(state);
        restoreLayout(state);
    }
    m_isRestored = true;
}

void SessionDesk::restoreForm(const settings::SessionState& state)
{
    const QString models = state.texts.value(kModels);
    m_at.desk.setModels(models.isEmpty() ? QStringList() : models.split(QLatin1Char('\n')));
    m_at.desk.setLastSeed(state.lastSeed);
    m_at.compose.setSwitches(state.switches);
    m_at.compose.setForm({state.request, state.texts.value(kSeed)});
}

void SessionDesk::restoreLayout(const settings::SessionState& state)
{
    m_at.window.restoreGeometry(state.layouts.value(QStringLiteral("window")));
    if (m_at.window.isVisible())
        restorePanes();
    m_at.recent.setVisible(state.switches.value(kRecent, true));
    m_at.strip.setFolded(!state.switches.value(kStrip, true));
}

bool SessionDesk::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Show:
        if (watched == &m_at.window)
            followScreen();
        break;
    case QEvent::Resize:
    case QEvent::Move:
    case QEvent::ShowToParent:
    case QEvent::HideToParent:
    case QEvent::WindowStateChange:
        note();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace reverie::ui
