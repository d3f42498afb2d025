#include "ui/widgets/card_flow.h"

#include "ui/widgets/tokens.h"

#include <QGridLayout>

#include <algorithm>

namespace reverie::ui {

CardFlow::CardFlow(int least, QWidget* parent) : QWidget(parent), m_least(least), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(space::kLarge);
}

void CardFlow::setCards(const std::vector<QWidget*>& cards)
{
    for (QWidget* card : m_cards) {
        if (std::ranges::find(cards, card) != cards.end())
            continue;
        card->hide();
        card->deleteLater();
    }
    m_cards = cards;
    arrange(std::max(1, m_columns));
}

void CardFlow::arrange(int columns)
{
    while (QLayoutItem* item = m_grid->takeAt(0))
        delete item;
    for (int column = 0; column < std::max(columns, m_columns); ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    m_columns = columns;
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        const int at = static_cast<int>(i);
        m_grid->addWidget(m_cards[i], at / columns, at % columns);
        m_cards[i]->show();
    }
}

void CardFlow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const int columns = std::max(1, (width() + space::kLarge) / (m_least + space::kLarge));
    if (columns != m_columns)
        arrange(columns);
}

}  // namespace reverie::ui
