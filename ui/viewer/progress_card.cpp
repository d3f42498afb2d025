#include "ui/viewer/progress_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/duration_text.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr int kBarUnits = 1000;

QString phaseText(const request::Progress& progress)
{
    switch (progress.phase) {
    case request::Phase::LoadingModel:
        return ProgressCard::tr("Loading model");
    case request::Phase::ReadingPrompt:
        return ProgressCard::tr("Reading prompt");
    case request::Phase::Decoding:
        return ProgressCard::tr("Decoding");
    case request::Phase::Sampling:
        break;
    }
    return progress.of > 0 ? ProgressCard::tr("Step %1 of %2").arg(progress.step).arg(progress.of)
                           : ProgressCard::tr("Step %1").arg(progress.step);
}

}  // namespace

ProgressCard::ProgressCard(QWidget* parent)
    : QFrame(parent), m_phase(new Label({})), m_pace(caption({})), m_left(caption({})), m_bar(new QProgressBar),
      m_keep(wordButton(tr("Stop and keep"), ButtonKind::Quiet)), m_cancel(wordButton(tr("Cancel"), ButtonKind::Quiet))
{
    setAccessibleName(tr("Progress"));
    setFixedWidth(extent::kProgressWidth);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kHuge - space::kLarge, space::kLarge);
    all->setSpacing(space::kMedium);
    for (QPushButton* each : {m_keep, m_cancel}) {
        each->setFocusPolicy(Qt::TabFocus);
        each->setFixedHeight(extent::kChip);
    }
    auto* top = new QHBoxLayout;
    top->addWidget(m_phase, 1);
    top->addWidget(m_keep);
    top->addWidget(m_cancel);
    // The words of the quiet button end where the bar ends.
    auto* middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, space::kLarge, 0);
    middle->addWidget(m_bar);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 0, space::kLarge, 0);
    foot->addWidget(m_pace, 1);
    foot->addWidget(m_left);
    m_bar->setRange(0, kBarUnits);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(space::kSmall + space::kTiny);
    m_bar->setAccessibleName(tr("Progress of this picture"));
    all->addLayout(top);
    all->addLayout(middle);
    all->addLayout(foot);
    connect(m_keep, &QPushButton::clicked, this, &ProgressCard::keepWanted);
    connect(m_cancel, &QPushButton::clicked, this, &ProgressCard::cancelWanted);
    m_keep->hide();
    hide();
}

void ProgressCard::setKeys(const QString& cancel, const QString& keep)
{
    m_cancel->setText(cancel.isEmpty() ? tr("Cancel") : tr("%1 to cancel").arg(cancel));
    m_cancel->setAccessibleName(m_cancel->text());
    const QString what = tr("Ends the run and saves the picture as it is now");
    m_keep->setToolTip(keep.isEmpty() ? what : tr("%1 (%2)").arg(what, keep));
}

void ProgressCard::setKeepable(bool isKeepable)
{
    m_keep->setVisible(isKeepable);
}

void ProgressCard::tell(const QString& phase, double share, const QString& pace, const QString& left)
{
    m_phase->setText(phase);
    m_bar->setValue(static_cast<int>(share * kBarUnits));
    m_pace->setText(pace);
    m_left->setText(left);
    // A screen reader hears every tenth, not every step.
    const int tenth = static_cast<int>(share * 10);
    if (tenth == m_announced || !QAccessible::isActive())
        return;
    m_announced = tenth;
    setAccessibleDescription(phase);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void ProgressCard::showLoading(double fraction, const QString& what)
{
    tell(tr("Loading model"), fraction, what, {});
}

void ProgressCard::showProgress(const request::Progress& progress, int pictures)
{
    QString phase = phaseText(progress);
    if (pictures > 1)
        phase = tr("Picture %1 of %2 \u00b7 %3").arg(progress.image + 1).arg(pictures).arg(phase);
    const bool isSampling = progress.phase == request::Phase::Sampling && progress.of > 0;
    const double share = isSampling                  ? static_cast<double>(progress.step) / progress.of
        : progress.phase == request::Phase::Decoding ? 1.0
                                                     : 0.0;
    const bool isTimed = progress.secondsPerStep > 0;
    tell(phase, share, isTimed ? tr("%1 a step").arg(durationText(progress.secondsPerStep)) : QString(),
        isTimed && isSampling ? tr("%1 left").arg(durationText(progress.secondsPerStep * (progress.of - progress.step)))
                              : QString());
}

void ProgressCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.floating, colours.line);
}

}  // namespace reverie::ui
