#include "ui/compose/seed_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {

SeedCard::SeedCard(QWidget* parent) : FormCard(QStringLiteral("seed"), tr("Seed"), parent), m_seed(new QLineEdit)
{
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setToolTip(
        tr("The same seed with the same fields gives the same picture. Empty or -1: a new one each time."));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    QToolButton* dice = iconButton(QStringLiteral("dice"), tr("Draw a new seed for each picture"), Tone::Muted);
    QToolButton* recycle =
        iconButton(QStringLiteral("recycle"), tr("Use the seed of the last or selected picture"), Tone::Muted);
    setKind(dice, ButtonKind::Plain);
    setKind(recycle, ButtonKind::Plain);
    row->addWidget(m_seed, 1);
    row->addWidget(dice);
    row->addWidget(recycle);
    body()->addLayout(row);
    m_refusal = makeRefusal();
    connect(m_seed, &QLineEdit::textEdited, this, &SeedCard::edited);
    connect(dice, &QToolButton::clicked, this, [this] {
        m_seed->clear();
        Q_EMIT edited();
    });
    connect(recycle, &QToolButton::clicked, this, &SeedCard::recycleWanted);
}

void SeedCard::show(const Form& form, const CardContext& context)
{
    if (m_seed->text() != form.seed)
        m_seed->setText(form.seed);
    const auto request = requestOf(form);
    const bool isRandom = request && !request->seed;
    m_seed->setPlaceholderText(context.lastSeed ? tr("random (last %1)").arg(*context.lastSeed) : tr("random"));
    setAside(isRandom ? tr("random") : tr("fixed"));
    setRefused(m_seed, context.refusals.contains(Field::Seed));
    tellRefusal(m_refusal, context, {Field::Seed});
}

void SeedCard::read(Form& form) const
{
    form.seed = m_seed->text();
}

}  // namespace reverie::ui
