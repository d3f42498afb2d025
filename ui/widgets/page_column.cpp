#include "ui/widgets/page_column.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace reverie::ui {
namespace {

class Column final : public QWidget {
public:
    explicit Column(int most) : m_most(most) { setMaximumWidth(most); }

protected:
    bool event(QEvent* event) override
    {
        if (event->type() == QEvent::LayoutRequest)
            setMaximumWidth(std::max(m_most, layout()->minimumSize().width()));  // large text needs more
        return QWidget::event(event);
    }

private:
    int m_most;
};

}  // namespace

QVBoxLayout* makePageColumn(QWidget& page, int most)
{
    auto* held = new Column(most);
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
