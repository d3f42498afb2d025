#pragma once

#include "ui/widgets/tokens.h"

class QVBoxLayout;
class QWidget;

namespace reverie::ui {

/// A column in the middle of a page, never wider than `most` pixels, by default what is comfortable to read; belongs to
/// `page`.
[[nodiscard]] QVBoxLayout* makePageColumn(QWidget& page, int most = extent::kColumn);

}  // namespace reverie::ui
