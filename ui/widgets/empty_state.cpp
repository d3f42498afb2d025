#include "ui/widgets/empty_state.h"

#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {

QWidget* emptyState(Label* words, QPushButton* way)
{
    auto* place = new QWidget;
    auto* column = new QVBoxLayout(place);
    column->setSpacing(space::kLarge);
    words->setAlignment(Qt::AlignCenter);
    words->setWordWrap(true);
    column->addStretch();
    column->addWidget(words);
    column->addWidget(way, 0, Qt::AlignCenter);
    column->addStretch();
    return place;
}

}  // namespace reverie::ui
