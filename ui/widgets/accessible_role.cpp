#include "ui/widgets/accessible_role.h"

#include <QAccessibleWidget>
#include <QVariant>

namespace reverie::ui {
namespace {

constexpr const char* kProperty = "reverieRole";

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    const QVariant role = object->property(kProperty);
    if (!role.isValid())
        return nullptr;
    return new QAccessibleWidget(static_cast<QWidget*>(object), static_cast<QAccessible::Role>(role.toInt()));
}

}  // namespace

void setAccessibleRole(QWidget* widget, QAccessible::Role role)
{
    QAccessible::installFactory(makeInterface);
    widget->setProperty(kProperty, static_cast<int>(role));
}

}  // namespace reverie::ui
