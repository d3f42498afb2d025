#include "ui/main_window/notice_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

Label* wrapped(const QString& sentence)
{
    auto* words = new Label(sentence);
    words->setWordWrap(true);
    return words;
}

/// Buttons side by side; the likeliest, which is the first, stands out unless others do.
template <typename Press>
QHBoxLayout* rowOf(const std::vector<Notice::Way>& ways, ButtonKind first, const Press& press)
{
    auto* row = new QHBoxLayout;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        QPushButton* button = wordButton(ways[i].title, i == 0 ? first : ButtonKind::Quiet);
        row->addWidget(button);
        press(button, ways[i].deed);
    }
    row->addStretch();
    return row;
}

}  // namespace

NoticeCard::NoticeCard(const Notice& notice, QWidget* parent) : QFrame(parent)
{
    setAccessibleName(tr("Notice"));
    setAccessibleDescription(notice.sentence);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    all->setSpacing(space::kMedium);
    all->addWidget(wrapped(notice.sentence));
    for (std::size_t i = 0; i < notice.parts.size(); ++i)
        if (!notice.parts[i].isSettled)
            addPart(*all, notice.parts[i], static_cast<int>(i));
    const ButtonKind first = notice.parts.empty() ? ButtonKind::Plain : ButtonKind::Quiet;
    all->addLayout(rowOf(notice.ways, first, [this](QPushButton* button, const std::function<void()>& deed) {
        connect(button, &QPushButton::clicked, this, [this, deed] {
            if (deed)
                deed();
            Q_EMIT decided();
        });
    }));
}

void NoticeCard::addPart(QVBoxLayout& all, const Notice::Part& part, int index)
{
    all.addSpacing(space::kSmall);
    all.addWidget(wrapped(part.sentence));
    all.addLayout(rowOf(part.ways, ButtonKind::Plain, [&](QPushButton* button, const std::function<void()>& deed) {
        connect(button, &QPushButton::clicked, this, [this, index, deed] {
            if (deed)
                deed();
            Q_EMIT settled(index);
        });
    }));
}

void NoticeCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.floating, colours.line);
}

}  // namespace reverie::ui
