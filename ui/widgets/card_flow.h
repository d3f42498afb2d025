#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;

namespace reverie::ui {

/// Cards of one width side by side, in as many columns as there is room for, in reading order.
class CardFlow final : public QWidget {
    Q_OBJECT

public:
    /// \param least  width of a card in pixels
    explicit CardFlow(int least, QWidget* parent = nullptr);

    /// Takes the cards over; of the ones before those that are not among them are deleted.
    void setCards(const std::vector<QWidget*>& cards);
    [[nodiscard]] const std::vector<QWidget*>& cards() const { return m_cards; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange(int columns);

    const int m_least;
    int m_columns = 0;
    QGridLayout* m_grid;
    std::vector<QWidget*> m_cards;
};

}  // namespace reverie::ui
