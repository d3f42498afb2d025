#pragma once

#include <QPlainTextEdit>

namespace reverie::ui {

/// A field of many lines, with the margins of the fields of one line. Tab leaves it.
class TextBox : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit TextBox(QWidget* parent = nullptr);
};

}  // namespace reverie::ui
