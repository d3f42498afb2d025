#pragma once

#include "ui/widgets/icons.h"
#include "ui/widgets/style.h"

class QPushButton;
class QToolButton;

namespace reverie::ui {

/// A button that shows a sign only; `name` is read out and shown as its tooltip.
[[nodiscard]] QToolButton* iconButton(const QString& iconName, const QString& name, Tone tone = Tone::Text);

/// The same, small enough to stand beside a caption.
[[nodiscard]] QToolButton* smallButton(const QString& iconName, const QString& name);

/// A button with words.
[[nodiscard]] QPushButton* wordButton(const QString& text, ButtonKind kind = ButtonKind::Plain);

/// A small rounded button; one that stays down when it is `isCheckable`.
[[nodiscard]] QPushButton* chip(const QString& text, bool isCheckable = false);

/// Words that lead to a page outside the window.
[[nodiscard]] QPushButton* linkButton(const QString& text);

}  // namespace reverie::ui
