#include "ui/compose/advanced_card.h"

#include "core/request/enum_names.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/style.h"

#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

using request::enumName;

template <typename E>
void choose(E& value, const QComboBox* box)
{
    value = request::enumFromName<E>(box->currentData().toString()).value_or(value);
}

/// \param title  where the box does not offer the value yet
void select(QComboBox* box, const QString& value, const QString& title)
{
    if (box->findData(value) < 0)
        box->addItem(title, value);
    box->setCurrentIndex(box->findData(value));
}

}  // namespace

AdvancedCard::AdvancedCard(QWidget* parent)
    : FormCard(QStringLiteral("advanced"), tr("Advanced"), parent), m_clipSkip(new WholeField(tr("Clip skip"), 1)),
      m_clipSkipCaption(new FieldCaption(tr("Clip skip"), m_clipSkip))
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    m_clipSkip->setDefault(1);
    m_clipSkip->setToolTip(
        tr("How many of the text encoder's last layers are left out; some models were trained with 2."));
    grid->addWidget(m_clipSkipCaption, 0, 0);
    grid->addWidget(m_clipSkip, 1, 0);
    m_emphasis = addChoice(grid, tr("Emphasis"), tr("How brackets and weights in the prompt act."),
        {{tr("Original"), QStringLiteral("original")}, {tr("No norm"), QStringLiteral("no-norm")},
            {tr("Ignore weights"), QStringLiteral("ignore")}, {tr("None, literal text"), QStringLiteral("none")}});
    m_rng = addChoice(grid, tr("Noise"), tr("Whose random numbers: the processor's, or those an NVIDIA card gives."),
        {{tr("CPU"), QStringLiteral("cpu")}, {tr("NVIDIA"), QStringLiteral("nv")}});
    m_device = addChoice(grid, tr("Device"), tr("Where the picture is computed."),
        {{tr("Automatic"), QStringLiteral("auto")}, {tr("CPU"), QStringLiteral("cpu")},
            {tr("GPU"), QStringLiteral("cuda")}});
    m_dtype =
        addChoice(grid, tr("Number type"), tr("Smaller numbers take less memory and change the picture a little."),
            {{tr("Automatic"), QStringLiteral("auto")}, {QStringLiteral("fp32"), QStringLiteral("fp32")},
                {QStringLiteral("fp16"), QStringLiteral("fp16")}, {QStringLiteral("bf16"), QStringLiteral("bf16")}});
    m_memory = addChoice(grid, tr("Memory"),
        tr("Fast takes what it needs, lean as little as possible. The picture is the same."),
        {{tr("Automatic"), QStringLiteral("auto")}, {tr("Fast"), QStringLiteral("fast")},
            {tr("Lean"), QStringLiteral("lean")}});
    addVae();
    body()->addLayout(grid);
    m_refusal = makeRefusal();
    connect(m_clipSkip, &WholeField::edited, this, &AdvancedCard::edited);
    connect(m_clipSkipCaption, &FieldCaption::resetWanted, this, [this] {
        m_clipSkip->setChosen(std::nullopt);
        Q_EMIT edited();
    });
}

void AdvancedCard::addVae()
{
    m_vae = makeChoice(tr("VAE"),
        tr("Turns what the model has drawn into colours. Another one of the model's family may give finer details."),
        {});
    setVaes({});
    auto* column = new QVBoxLayout;
    column->setSpacing(space::kSmall);
    column->addWidget(m_vae.caption);
    column->addWidget(m_vae.box);
    body()->addLayout(column);
}

void AdvancedCard::setVaes(const Choices& vaes)
{
    if (m_vae.box->count() > 0 && vaes == m_vaes)
        return;
    m_vaes = vaes;
    const QString chosen = m_vae.box->currentData().toString();
    const QString title = m_vae.box->currentText();
    m_vae.box->clear();
    m_vae.box->addItem(tr("The model's own"), QString());
    for (const auto& [name, path] : vaes)
        m_vae.box->addItem(name, path);
    select(m_vae.box, chosen, title);
}

AdvancedCard::Choice AdvancedCard::makeChoice(const QString& name, const QString& tip, const Choices& values)
{
    auto* box = new QComboBox;
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& [title, value] : values)
        box->addItem(title, value);
    auto* words = new FieldCaption(name, box);
    connect(box, &QComboBox::activated, this, &AdvancedCard::edited);
    connect(words, &FieldCaption::resetWanted, this, [this, box] {
        box->setCurrentIndex(0);
        Q_EMIT edited();
    });
    return {box, words};
}

AdvancedCard::Choice AdvancedCard::addChoice(
    QGridLayout* grid, const QString& name, const QString& tip, const Choices& values)
{
    const Choice choice = makeChoice(name, tip, values);
    const int place = grid->count() / 2;
    grid->addWidget(choice.caption, place / 2 * 2, place % 2);
    grid->addWidget(choice.box, place / 2 * 2 + 1, place % 2);
    return choice;
}

void AdvancedCard::show(const Form& form, const CardContext& context)
{
    const request::GenerationRequest& request = form.request;
    m_clipSkip->setChosen(request.clipSkip);
    m_clipSkipCaption->setChanged(request.clipSkip != 1);
    select(m_vae.box, request.vae, QFileInfo(request.vae).completeBaseName());
    for (const auto& [choice, value] : {std::pair(m_emphasis, enumName(request.emphasis)),
             std::pair(m_rng, enumName(request.rng)), std::pair(m_device, request.device),
             std::pair(m_dtype, enumName(request.dtype)), std::pair(m_memory, enumName(request.memory))})
        select(choice.box, value, value);
    for (const Choice& each : {m_vae, m_emphasis, m_rng, m_device, m_dtype, m_memory})
        each.caption->setChanged(each.box->currentIndex() != 0);
    setRefused(m_clipSkip, context.refusals.contains(Field::ClipSkip));
    tellRefusal(m_refusal, context, {Field::ClipSkip, Field::Device});
}

void AdvancedCard::read(Form& form) const
{
    form.request.vae = m_vae.box->currentData().toString();
    form.request.clipSkip = m_clipSkip->value();
    choose(form.request.emphasis, m_emphasis.box);
    choose(form.request.rng, m_rng.box);
    choose(form.request.dtype, m_dtype.box);
    choose(form.request.memory, m_memory.box);
    form.request.device = m_device.box->currentData().toString();
}

void AdvancedCard::reset(Form& form) const
{
    const request::GenerationRequest standard;
    form.request.vae = standard.vae;
    form.request.clipSkip = standard.clipSkip;
    form.request.emphasis = standard.emphasis;
    form.request.rng = standard.rng;
    form.request.device = standard.device;
    form.request.dtype = standard.dtype;
    form.request.memory = standard.memory;
}

}  // namespace reverie::ui
