#include "ui/main_window/notice_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {

NoticeCard::NoticeCard(const QString& sentence, const std::vector<Way>& ways, QWidget* parent) : QFrame(parent)
{
    setAccessibleName(tr("Notice"));
    setAccessibleDescription(sentence);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
    all->setSpacing(space::kMedium);
    auto* words = new Label(sentence);
    words->setWordWrap(true);
    all->addWidget(words);
    auto* row = new QHBoxLayout;
    bool isFirst = true;
    for (const Way& way : ways) {
        QPushButton* button = wordButton(way.title, isFirst ? ButtonKind::Plain : ButtonKind::Quiet);
        isFirst = false;
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, deed = way.deed] {
            if (deed)
                deed();
            Q_EMIT decided();
        });
    }
    row->addStretch();
    all->addLayout(row);
}

void NoticeCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = applicationColours();
    paint::box(painter, rect(), radius::kCard, colours.floating, colours.line);
}

}  // namespace reverie::ui
