#pragma once

class QScrollArea;
class QWidget;

namespace reverie::ui {

/// A column that scrolls by itself, as wide as its place, over whatever lies below it. Takes no keyboard.
[[nodiscard]] QScrollArea* scrolling(QWidget* content);

}  // namespace reverie::ui
