#pragma once

class QPushButton;
class QWidget;

namespace reverie::ui {

class Label;

/// What stands where nothing is yet, in the middle of its place: a sentence, and below it the way on. Takes both.
[[nodiscard]] QWidget* emptyState(Label* words, QPushButton* way);

}  // namespace reverie::ui
