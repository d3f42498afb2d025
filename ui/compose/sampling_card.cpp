#include "ui/compose/sampling_card.h"

#include "core/request/sampler_names.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/style.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSlider>
#include <QVBoxLayout>

#include <cmath>

namespace reverie::ui {
namespace {

constexpr int kSliderSteps = 60;
constexpr double kSliderGuidance = 20;
constexpr double kGuidanceUnit = 0.5;

QSlider* makeSlider(const QString& name, int least, int most)
{
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setAccessibleName(name);
    slider->setRange(least, most);
    return slider;
}

QComboBox* makeNames(const QString& name, const QStringList& names, const QString& tip)
{
    auto* box = new QComboBox;
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->addItems(names);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    box->setMaxVisibleItems(24);
    return box;
}

/// A number between a slider's ends, without a word to anybody.
void place(QSlider* slider, int value)
{
    const QSignalBlocker quiet(slider);
    slider->setValue(value);
}

}  // namespace

SamplingCard::SamplingCard(QWidget* parent)
    : FormCard(QStringLiteral("sampling"), tr("Sampling"), parent),
      m_sampler(ui::makeNames(tr("Sampler"), request::samplerNames(),
          tr("The way from noise to picture. DPM++ 2M is quick and reliable; names with \"a\" never settle and vary "
             "more."))),
      m_schedule(ui::makeNames(tr("Schedule"), request::scheduleNames(),
          tr("How the noise falls from step to step. Automatic takes what suits the sampler."))),
      m_steps(new WholeField(tr("Steps"), 1)), m_guidance(new NumberField(tr("Guidance"), kGuidanceUnit)),
      m_stepsSlider(makeSlider(tr("Steps"), 1, kSliderSteps)),
      m_guidanceSlider(makeSlider(tr("Guidance"), 0, static_cast<int>(kSliderGuidance / kGuidanceUnit))),
      m_stepsCaption(new FieldCaption(tr("Steps"), m_steps)),
      m_guidanceCaption(new FieldCaption(tr("Guidance"), m_guidance))
{
    m_steps->setToolTip(tr("How often the picture is refined. More take longer; after 30 little changes."));
    m_guidance->setToolTip(
        tr("How closely the picture follows the prompt (CFG). Low is free, high is literal and harsh."));
    m_stepsSlider->setToolTip(m_steps->toolTip());
    m_guidanceSlider->setToolTip(m_guidance->toolTip());
    body()->addLayout(makeNames());
    body()->addLayout(makeNumber(m_stepsCaption, m_stepsSlider, m_steps));
    body()->addLayout(makeNumber(m_guidanceCaption, m_guidanceSlider, m_guidance));
    m_refusal = makeRefusal();
    connectFields();
}

QLayout* SamplingCard::makeNames()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_sampler, 1);
    row->addWidget(m_schedule, 1);
    return row;
}

QLayout* SamplingCard::makeNumber(FieldCaption* caption, QSlider* slider, QWidget* field)
{
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(caption);
    left->addWidget(slider);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addLayout(left, 1);
    field->setFixedWidth(extent::kNumberField);
    row->addWidget(field, 0, Qt::AlignBottom);
    return row;
}

void SamplingCard::connectFields()
{
    connect(m_sampler, &QComboBox::activated, this, [this] {
        m_chosenSampler = m_sampler->currentText();
        m_chosenSchedule = m_schedule->currentText();
        Q_EMIT edited();
    });
    connect(m_schedule, &QComboBox::activated, this, [this] {
        m_chosenSampler = m_sampler->currentText();
        m_chosenSchedule = m_schedule->currentText();
        Q_EMIT edited();
    });
    connect(m_steps, &WholeField::edited, this, &SamplingCard::edited);
    connect(m_guidance, &NumberField::edited, this, &SamplingCard::edited);
    connect(m_stepsSlider, &QSlider::valueChanged, this, [this](int value) {
        m_steps->setChosen(value);
        Q_EMIT edited();
    });
    connect(m_guidanceSlider, &QSlider::valueChanged, this, [this](int value) {
        m_guidance->setChosen(value * kGuidanceUnit);
        Q_EMIT edited();
    });
    connect(m_stepsCaption, &FieldCaption::resetWanted, this, [this] {
        m_steps->setChosen(std::nullopt);
        Q_EMIT edited();
    });
    connect(m_guidanceCaption, &FieldCaption::resetWanted, this, [this] {
        m_guidance->setChosen(std::nullopt);
        Q_EMIT edited();
    });
}

void SamplingCard::showNames(const Form& form, const request::ModelFacts& model)
{
    m_chosenSampler = form.request.sampler;
    m_chosenSchedule = form.request.schedule;
    const auto sampler = request::findSampler(m_chosenSampler.value_or(model.defaultSampler));
    m_sampler->setCurrentText(sampler ? sampler->sampler : model.defaultSampler);
    const QString schedule = m_chosenSchedule.value_or(m_chosenSampler ? request::kAutomatic : model.defaultSchedule);
    m_schedule->setCurrentText(schedule);
    m_schedule->setEnabled(m_sampler->currentText() != request::kModelDefault);
}

void SamplingCard::show(const Form& form, const CardContext& context)
{
    const request::ModelFacts& model = context.model.facts;
    showNames(form, model);
    m_steps->setDefault(model.defaultSteps);
    m_steps->setChosen(form.request.steps);
    m_guidance->setDefault(model.defaultGuidanceScale);
    m_guidance->setChosen(form.request.guidanceScale);
    place(m_stepsSlider, m_steps->value());
    place(m_guidanceSlider, static_cast<int>(std::lround(m_guidance->value() / kGuidanceUnit)));
    setSummary(tr("%1 \u00b7 %n step(s)", nullptr, m_steps->value()).arg(m_sampler->currentText()));
    m_stepsCaption->setChanged(form.request.steps.has_value());
    m_guidanceCaption->setChanged(form.request.guidanceScale.has_value());
    setRefused(m_steps, context.refusals.contains(Field::Steps));
    setRefused(m_guidance, context.refusals.contains(Field::Guidance));
    setRefused(m_sampler, context.refusals.contains(Field::Sampler));
    tellRefusal(m_refusal, context, {Field::Sampler, Field::Steps, Field::Guidance});
}

void SamplingCard::read(Form& form) const
{
    form.request.sampler = m_chosenSampler;
    form.request.schedule = m_chosenSchedule;
    form.request.steps = m_steps->chosen();
    form.request.guidanceScale = m_guidance->chosen();
}

void SamplingCard::reset(Form& form) const
{
    form.request.sampler.reset();
    form.request.schedule.reset();
    form.request.steps.reset();
    form.request.guidanceScale.reset();
}

}  // namespace reverie::ui
