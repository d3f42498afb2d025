#include "ui/compose/image_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace reverie::ui {
namespace {

constexpr int kArrowStep = 64;  ///< pixels
constexpr std::size_t kPresets = 5;

}  // namespace

ImageCard::ImageCard(QWidget* parent)
    : FormCard(QStringLiteral("image"), tr("Image"), parent),
      m_width(new WholeField(tr("Width in pixels"), kArrowStep)),
      m_height(new WholeField(tr("Height in pixels"), kArrowStep)),
      m_lock(iconButton(QStringLiteral("lock"), tr("Keep the ratio"), Tone::Muted)),
      m_warning(new Label({}, TextRole::Caption, Tone::Warn))
{
    QToolButton* turn = iconButton(QStringLiteral("swap"), tr("Swap width and height"), Tone::Muted);
    setKind(turn, ButtonKind::Plain);
    for (WholeField* side : {m_width, m_height}) {
        side->setSuffix(tr(" px"));
        side->setToolTip(
            tr("Larger pictures take longer and more memory; far from the model's own size they get worse."));
    }
    auto* sides = new QHBoxLayout;
    sides->setSpacing(space::kMedium);
    sides->addWidget(m_width, 1);
    sides->addWidget(turn);
    sides->addWidget(m_height, 1);
    sides->addWidget(m_lock);
    setKind(m_lock, ButtonKind::Plain);
    m_lock->setCheckable(true);
    m_lock->setToolTip(tr("Keep the ratio when one side changes"));
    body()->addLayout(sides);
    auto* chips = new QHBoxLayout;
    chips->setSpacing(space::kSmall + space::kTiny);
    for (std::size_t i = 0; i < kPresets; ++i) {
        m_chips.push_back(chip(QStringLiteral("1:1"), true));
        chips->addWidget(m_chips.back());
        connect(m_chips.back(), &QPushButton::clicked, this, [this, i] { take(m_presets[i]); });
    }
    chips->addStretch();
    body()->addLayout(chips);
    m_warning->setWordWrap(true);
    body()->addWidget(m_warning);
    m_refusal = makeRefusal();
    connect(m_width, &WholeField::edited, this, [this] { follow(m_width, m_height); });
    connect(m_height, &WholeField::edited, this, [this] { follow(m_height, m_width); });
    connect(turn, &QToolButton::clicked, this, &ImageCard::swap);
    connect(m_lock, &QToolButton::clicked, this, &ImageCard::edited);
}

bool ImageCard::isLocked() const
{
    return m_lock->isChecked();
}

void ImageCard::setLocked(bool isLocked)
{
    m_lock->setChecked(isLocked);
}

void ImageCard::show(const Form& form, const CardContext& context)
{
    const request::ModelFacts& model = context.model.facts;
    m_width->setDefault(model.nativeWidth);
    m_height->setDefault(model.nativeHeight);
    m_width->setChosen(form.request.width);
    m_height->setChosen(form.request.height);
    showPresets(model);
    const int width = m_width->value();
    const int height = m_height->value();
    if (!isLocked() && height > 0)
        m_ratio = static_cast<double>(width) / height;
    setSummary(tr("%1 x %2").arg(width).arg(height));
    setAside(tr("%1 MP").arg(QLocale().toString(static_cast<double>(width) * height / 1e6, 'f', 2)));
    const bool isRefused = context.refusals.contains(Field::Size);
    const QString warning = isRefused ? QString() : sizeWarning(width, height, model);
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    setRefused(m_width, isRefused);
    setRefused(m_height, isRefused);
    tellRefusal(m_refusal, context, {Field::Size});
}

void ImageCard::showPresets(const request::ModelFacts& model)
{
    m_presets = ratioPresets(model);
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        const RatioPreset& preset = m_presets[i];
        const QString title = QString::fromLatin1(preset.title);
        m_chips[i]->setText(title);
        m_chips[i]->setAccessibleName(tr("Ratio %1, %2 by %3").arg(title).arg(preset.width).arg(preset.height));
        m_chips[i]->setToolTip(tr("%1 x %2").arg(preset.width).arg(preset.height));
        m_chips[i]->setChecked(preset.width == m_width->value() && preset.height == m_height->value());
    }
}

void ImageCard::read(Form& form) const
{
    form.request.width = m_width->chosen();
    form.request.height = m_height->chosen();
}

void ImageCard::reset(Form& form) const
{
    form.request.width.reset();
    form.request.height.reset();
}

void ImageCard::swap()
{
    const int width = m_width->value();
    m_width->setChosen(m_height->value());
    m_height->setChosen(width);
    m_ratio = 1 / m_ratio;
    Q_EMIT edited();
}

void ImageCard::take(const RatioPreset& preset)
{
    m_width->setChosen(preset.width);
    m_height->setChosen(preset.height);
    m_ratio = static_cast<double>(preset.width) / preset.height;
    Q_EMIT edited();
}

void ImageCard::follow(WholeField* changed, WholeField* other)
{
    constexpr int kMultiple = 8;
    if (isLocked()) {
        const double side = changed == m_width ? changed->value() / m_ratio : changed->value() * m_ratio;
        other->setChosen(std::max(kMultiple, kMultiple * static_cast<int>(std::lround(side / kMultiple))));
    }
    Q_EMIT edited();
}

}  // namespace reverie::ui
