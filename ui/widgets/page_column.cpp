#include "ui/widgets/page_column.h"

#include <QVBoxLayout>

namespace reverie::ui {

QVBoxLayout* makePageColumn(QWidget& page, int most)
{
    auto* held = new QWidget;
    held->setMaximumWidth(most);
    auto* middle = new QHBoxLayout(&page);
    middle->setContentsMargins(space::kVast, space::kVast, space::kVast, space::kVast);
    constexpr int kAll = 100;
    middle->addStretch(1);
    middle->addWidget(held, kAll);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(held);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    return column;
}

}  // namespace reverie::ui
