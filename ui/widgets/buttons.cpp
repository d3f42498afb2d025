#include "ui/widgets/buttons.h"

#include "ui/widgets/label.h"

#include <QPushButton>
#include <QToolButton>

namespace reverie::ui {

QToolButton* iconButton(const QString& iconName, const QString& name, Tone tone)
{
    auto* button = new QToolButton;
    button->setIcon(icon(iconName, tone));
    button->setIconSize({extent::kIcon, extent::kIcon});
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    setKind(button, ButtonKind::Tool);
    button->setFixedSize(extent::kControl, extent::kControl);
    return button;
}

QToolButton* smallButton(const QString& iconName, const QString& name)
{
    QToolButton* button = iconButton(iconName, name, Tone::Muted);
    button->setIconSize({extent::kSmallIcon, extent::kSmallIcon});
    button->setFixedSize(extent::kIcon + space::kTiny, extent::kIcon);
    return button;
}

QPushButton* wordButton(const QString& text, ButtonKind kind)
{
    auto* button = new QPushButton(text);
    button->setAccessibleName(text);
    setKind(button, kind);
    return button;
}

QPushButton* chip(const QString& text, bool isCheckable)
{
    QPushButton* button = wordButton(text, ButtonKind::Chip);
    button->setCheckable(isCheckable);
    setTextRole(button, TextRole::Caption);
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    return button;
}

QPushButton* linkButton(const QString& text)
{
    QPushButton* button = wordButton(text, ButtonKind::Link);
    button->setIcon(icon(QStringLiteral("open"), Tone::Accent));
    button->setIconSize({extent::kSmallIcon, extent::kSmallIcon});
    button->setCursor(Qt::PointingHandCursor);
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    return button;
}

}  // namespace reverie::ui
