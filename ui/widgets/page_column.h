#pragma once

#include "ui/widgets/tokens.h"

class QVBoxLayout;
class QWidget;

namespace reverie::ui {

/// A column in the middle of a page, at most `most` pixels wide, by default what is comfortable to read, or as its
/// content needs where text is large; belongs to `page`.
[[nodiscard]] QVBoxLayout* makePageColumn(QWidget& page, int most = extent::kColumn);

}  // namespace reverie::ui
