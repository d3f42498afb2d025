#include "app/desktop/entrance.h"

#include "app/desktop/entrance_card.h"
#include "core/base/when_done.h"
#include "ui/widgets/theme.h"

#include <QDir>

#include <cstdio>

namespace reverie::app {
namespace {

constexpr int kProbeMs = 1000;
constexpr int kCancelled = 3;

}  // namespace

Entrance::Entrance(Paths paths, QStringList files, QObject* parent)
    : QObject(parent), m_paths(std::move(paths)), m_files(std::move(files))
{
    m_pulse.setSingleShot(true);
    m_pulse.setInterval(kProbeMs);
    connect(&m_pulse, &QTimer::timeout, this, &Entrance::probe);
}

Entrance::~Entrance() = default;

void Entrance::begin()
{
    QDir().mkpath(m_paths.data());
    m_instance = std::make_unique<SingleInstance>(m_paths.data());
    if (m_instance->isFirst() && m_instance->other().isEmpty())
        goOn();
    else if (m_instance->isFirst())
        ask(Obstacle::Stranger);
    else if (m_instance->handOver(m_files))
        leave(0);
    else
        ask(Obstacle::Silent);
}

void Entrance::ask(Obstacle obstacle)
{
    if (!m_theme) {
        m_theme = std::make_unique<ui::Theme>();
        m_theme->followDesktop();
    }
    m_card = std::make_unique<EntranceCard>(obstacle, m_instance->other());
    connect(m_card.get(), &EntranceCard::waitWanted, this, &Entrance::wait);
    connect(m_card.get(), &EntranceCard::takeOverWanted, this, [this] {
        m_instance->takeOver();
        goOn();
    });
    connect(m_card.get(), &EntranceCard::separateWanted, this, &Entrance::separate);
    connect(m_card.get(), &EntranceCard::leaveWanted, this, [this] { leave(kCancelled); });
    std::fprintf(stderr, "reverie: %s\n", qPrintable(m_card->question()));
    m_card->show();
}

void Entrance::wait()
{
    m_card->showWaiting();
    m_pulse.start();
}

void Entrance::probe()
{
    const auto handing =
        m_probing.run([instance = m_instance.get(), files = m_files] { return instance->handOver(files, kProbeMs); });
    whenDone(handing, this, [this](bool isAnswered) {
        if (m_isDecided || m_card == nullptr)
            return;
        if (isAnswered)
            return leave(0);
        if (m_instance->tryAgain())
            return goOn();
        m_pulse.start();
    });
}

void Entrance::goOn()
{
    if (std::exchange(m_isDecided, true))
        return;
    dropCard();
    m_theme.reset();  // the window has its own
    Q_EMIT entered();
}

void Entrance::separate()
{
    dropCard();
    m_probing.finish();
    m_paths = Paths::forProcess(m_paths.data() + QStringLiteral("/separate"));
    begin();
}

void Entrance::leave(int code)
{
    if (std::exchange(m_isDecided, true))
        return;
    dropCard();
    Q_EMIT left(code);
}

/// Not at once: one of its buttons may have been pressed just now.
void Entrance::dropCard()
{
    m_pulse.stop();
    if (!m_card)
        return;
    m_card->disconnect(this);
    m_card->hide();
    m_card.release()->deleteLater();
}

}  // namespace reverie::app
