#pragma once

#include <QAccessible>

class QWidget;

namespace reverie::ui {

/// Tells screen readers what a widget is that paints itself, which Qt takes for nothing in particular. To be said
/// before its name, since Qt asks for the role once.
void setAccessibleRole(QWidget* widget, QAccessible::Role role);

}  // namespace reverie::ui
