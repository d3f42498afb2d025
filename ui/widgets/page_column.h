#pragma once

class QVBoxLayout;
class QWidget;

namespace reverie::ui {

/// A column in the middle of a page, never wider than what is comfortable to read; belongs to `page`.
[[nodiscard]] QVBoxLayout* makePageColumn(QWidget& page);

}  // namespace reverie::ui
