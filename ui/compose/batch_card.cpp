#include "ui/compose/batch_card.h"

#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/style.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace reverie::ui {

BatchCard::BatchCard(QWidget* parent)
    : FormCard(QStringLiteral("batch"), tr("Batch"), parent), m_count(new WholeField(tr("Pictures"), 1)),
      m_batch(new WholeField(tr("At a time"), 1)), m_countCaption(new FieldCaption(tr("Pictures"), m_count)),
      m_batchCaption(new FieldCaption(tr("At a time"), m_batch))
{
    m_count->setToolTip(tr("How many pictures one press makes; each has the next seed."));
    m_batch->setToolTip(tr("How many are computed together: a little faster on a graphics card, and more memory."));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->addWidget(m_countCaption, 0, 0);
    grid->addWidget(m_batchCaption, 0, 1);
    grid->addWidget(m_count, 1, 0);
    grid->addWidget(m_batch, 1, 1);
    body()->addLayout(grid);
    m_refusal = makeRefusal();
    for (WholeField* field : {m_count, m_batch}) {
        field->setDefault(1);
        connect(field, &WholeField::edited, this, &BatchCard::edited);
    }
    connect(m_countCaption, &FieldCaption::resetWanted, this, [this] {
        m_count->setChosen(std::nullopt);
        Q_EMIT edited();
    });
    connect(m_batchCaption, &FieldCaption::resetWanted, this, [this] {
        m_batch->setChosen(std::nullopt);
        Q_EMIT edited();
    });
}

void BatchCard::show(const Form& form, const CardContext& context)
{
    m_count->setChosen(form.request.count);
    m_batch->setChosen(form.request.batch);
    m_countCaption->setChanged(form.request.count != 1);
    m_batchCaption->setChanged(form.request.batch != 1);
    setAside(tr("%n picture(s)", nullptr, form.request.count));
    setRefused(m_count, context.refusals.contains(Field::Count));
    setRefused(m_batch, context.refusals.contains(Field::Batch));
    tellRefusal(m_refusal, context, {Field::Count, Field::Batch});
}

void BatchCard::read(Form& form) const
{
    form.request.count = m_count->value();
    form.request.batch = m_batch->value();
}

void BatchCard::reset(Form& form) const
{
    form.request.count = 1;
    form.request.batch = 1;
}

}  // namespace reverie::ui
