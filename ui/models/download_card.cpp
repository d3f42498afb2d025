#include "ui/models/download_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_sign.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr int kBarUnits = 1000;

std::pair<QString, Tone> signOf(DownloadState state)
{
    switch (state) {
    case DownloadState::Done:
        return {QStringLiteral("check"), Tone::Ok};
    case DownloadState::Failed:
        return {QStringLiteral("warning"), Tone::Bad};
    case DownloadState::Paused:
        return {QStringLiteral("pause"), Tone::Warn};
    default:
        return {QStringLiteral("download"), Tone::Accent};
    }
}

void setName(QToolButton* button, const QString& iconName, const QString& name)
{
    button->setIcon(icon(iconName));
    button->setToolTip(name);
    button->setAccessibleName(name);
}

}  // namespace

DownloadCard::DownloadCard(const QString& id, QWidget* parent)
    : RaisedFrame(parent), m_sign(new IconSign(QStringLiteral("download"), Tone::Accent, extent::kIcon)),
      m_name(new Label({}, TextRole::Strong)), m_state(caption({})), m_bar(new QProgressBar), m_progress(caption({})),
      m_file(caption({})), m_note(new Label({}, TextRole::Body, Tone::Muted)), m_way(wordButton({})),
      m_main(iconButton(QStringLiteral("pause"), tr("Pause"))),
      m_first(iconButton(QStringLiteral("front"), tr("Fetch it first"))),
      m_cancel(iconButton(QStringLiteral("close"), tr("Cancel this download")))
{
    m_look.id = id;
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_bar->setRange(0, kBarUnits);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(space::kSmall + space::kTiny);
    m_note->setWordWrap(true);
    m_file->setElided(true);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(space::kLarge);
    foot->addWidget(m_progress);
    foot->addWidget(m_file, 1);
    auto* trouble = new QHBoxLayout;
    trouble->setSpacing(space::kLarge);
    trouble->addWidget(m_note, 1);
    trouble->addWidget(m_way, 0, Qt::AlignTop);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kLarge, space::kLarge);
    all->setSpacing(space::kMedium);
    all->addLayout(makeHead());
    all->addWidget(m_bar);
    all->addLayout(foot);
    all->addLayout(trouble);
    connect(m_main, &QToolButton::clicked, this, &DownloadCard::pressMain);
    connect(m_way, &QPushButton::clicked, this, [this] {
        if (m_look.isOver())
            Q_EMIT useWanted(m_look.path);
        else
            Q_EMIT remedyWanted(m_look.id);
    });
}

QLayout* DownloadCard::makeHead()
{
    m_name->setElided(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_sign);
    row->addWidget(m_name);
    row->addWidget(m_state);
    row->addStretch(1);
    for (QToolButton* button : {m_first, m_main, m_cancel})
        row->addWidget(button);
    connect(m_first, &QToolButton::clicked, this, [this] { Q_EMIT firstWanted(m_look.id); });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (m_look.isOver())
            Q_EMIT forgetWanted(m_look.id);
        else
            Q_EMIT cancelWanted(m_look.id);
    });
    return row;
}

void DownloadCard::show(const DownloadLook& look)
{
    if (look == m_look && m_announced >= 0)
        return;
    m_look = look;
    const auto [sign, tone] = signOf(look.state);
    m_sign->setIcon(sign, tone);
    setBorder(look.state == DownloadState::Failed ? std::optional(Tone::Bad) : std::nullopt);
    m_name->setText(look.name);
    m_state->setText(stateText(look.state));
    m_bar->setAccessibleName(tr("Progress of %1").arg(look.name));
    m_bar->setValue(static_cast<int>(look.share() * kBarUnits));
    m_bar->setVisible(!look.isOver());
    m_progress->setText(progressText(look));
    m_progress->setVisible(!m_progress->text().isEmpty());
    m_file->setText(look.file);
    m_note->setText(look.note);
    m_note->setTone(look.state == DownloadState::Failed ? Tone::Bad : Tone::Muted);
    m_note->setVisible(!look.note.isEmpty());
    showButtons();
    announce();
}

void DownloadCard::showButtons()
{
    const QString way = m_look.isOver() && !m_look.path.isEmpty() ? tr("Use it") : m_look.remedy;
    m_way->setText(way);
    m_way->setAccessibleName(way);
    m_way->setAccessibleDescription(m_look.name);
    m_way->setVisible(!way.isEmpty());
    const bool rests = m_look.state == DownloadState::Paused || m_look.state == DownloadState::Failed;
    setName(m_main, rests ? QStringLiteral("play") : QStringLiteral("pause"), rests ? tr("Go on") : tr("Pause"));
    m_main->setVisible(!m_look.isOver());
    setName(m_cancel, QStringLiteral("close"),
        m_look.isOver() ? tr("Take it out of this list") : tr("Cancel this download"));
}

void DownloadCard::setWaiting(bool hasBefore)
{
    m_first->setVisible(hasBefore && m_look.state == DownloadState::Waiting);
}

void DownloadCard::pressMain()
{
    if (m_look.state == DownloadState::Paused || m_look.state == DownloadState::Failed)
        Q_EMIT resumeWanted(m_look.id);
    else
        Q_EMIT pauseWanted(m_look.id);
}

void DownloadCard::announce()
{
    // A screen reader hears every tenth and every other state, not every byte.
    constexpr int kTenths = 10;
    const int now = static_cast<int>(m_look.state) * (kTenths + 1) + static_cast<int>(m_look.share() * kTenths);
    if (now == m_announced)
        return;
    m_announced = now;
    setAccessibleName(tr("Download: %1").arg(m_look.name));
    setAccessibleDescription(
        QStringLiteral("%1. %2 %3").arg(stateText(m_look.state), progressText(m_look), m_look.note));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

}  // namespace reverie::ui
