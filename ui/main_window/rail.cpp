#include "ui/main_window/rail.h"

#include "ui/widgets/buttons.h"

#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr int kButton = extent::kControl + space::kSmall;

}  // namespace

Rail::Rail(QWidget* parent)
    : QWidget(parent), m_menu(iconButton(QStringLiteral("menu"), tr("All commands"), Tone::Muted))
{
    setAccessibleName(tr("Pages"));
    setFixedWidth(extent::kRail);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kMedium, space::kLarge, space::kMedium, space::kLarge);
    column->setSpacing(space::kMedium);
    column->addStretch();
    setKind(m_menu, ButtonKind::Rail);
    m_menu->setFixedSize(kButton, kButton);
    column->addWidget(m_menu);
}

void Rail::addPage(const QString& id, const QString& iconName, const QString& title, bool atFoot)
{
    QToolButton* button = iconButton(iconName, title, Tone::Muted);
    setKind(button, ButtonKind::Rail);
    button->setFixedSize(kButton, kButton);
    button->setCheckable(true);
    auto* column = static_cast<QVBoxLayout*>(layout());
    if (atFoot)
        column->addWidget(button);
    else
        column->insertWidget(m_top++, button);
    m_buttons.insert(id, button);
    button->setProperty("reverieIcon", iconName);
    connect(button, &QToolButton::clicked, this, [this, id] { Q_EMIT pageWanted(id); });
}

void Rail::setKeys(const QString& id, const QString& keys)
{
    if (QToolButton* button = m_buttons.value(id))
        button->setToolTip(
            keys.isEmpty() ? button->accessibleName() : tr("%1 (%2)").arg(button->accessibleName(), keys));
}

void Rail::setCurrent(const QString& id)
{
    for (auto each = m_buttons.cbegin(); each != m_buttons.cend(); ++each) {
        const bool isCurrent = each.key() == id;
        each.value()->setChecked(isCurrent);
        each.value()->setIcon(
            icon(each.value()->property("reverieIcon").toString(), isCurrent ? Tone::Accent : Tone::Muted));
    }
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(width() - space::kHair, 0, space::kHair, height(), colours.line);
}

}  // namespace reverie::ui
