#include "ui/widgets/text_box.h"

#include "ui/widgets/tokens.h"

namespace reverie::ui {

TextBox::TextBox(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(space::kSmall);
    setViewportMargins(space::kSmall, space::kTiny, space::kSmall, space::kTiny);
    setFrameStyle(QFrame::StyledPanel);
    // The style paints the field, round corners and all.
    viewport()->setAutoFillBackground(false);
}

}  // namespace reverie::ui
