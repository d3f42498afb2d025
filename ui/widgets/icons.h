#pragma once

#include <QIcon>

namespace reverie::ui {

/// What an icon or a text says beside its shape; its colour follows from it and from the theme.
enum class Tone { Text, Muted, Accent, OnAccent, Ok, Warn, Bad, Star, OnPicture };

[[nodiscard]] QColor colourOf(Tone tone);

/// An icon of resources/icons by its name, drawn for every size and scale in the colour that the theme gives to its
/// tone when it is painted; greyed where its control is disabled.
[[nodiscard]] QIcon icon(const QString& name, Tone tone = Tone::Text);

/// The same as a picture of `side` pixels on a screen of that scale.
[[nodiscard]] QPixmap iconPixmap(const QString& name, Tone tone, int side, double scale);

}  // namespace reverie::ui
