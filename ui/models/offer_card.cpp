#include "ui/models/offer_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_sign.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

/// An icon and words that say the same.
QWidget* mark(const QString& iconName, Tone tone, const QString& words)
{
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    auto* sign = new IconSign(iconName, tone);
    row->addWidget(sign);
    row->addWidget(new Label(words, TextRole::Caption, tone));
    return both;
}

}  // namespace

OfferCard::OfferCard(const OfferLook& look, QWidget* parent) : RaisedFrame(parent)
{
    setAccessibleName(look.name);
    setAccessibleDescription(look.facts);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kLarge, space::kLarge);
    all->setSpacing(space::kSmall);
    auto* name = new Label(look.name, TextRole::Strong);
    name->setElided(true);
    all->addWidget(name);
    Label* facts = caption(look.facts);
    facts->setElided(true);
    all->addWidget(facts);
    if (const QString& words = look.whyNot.isEmpty() ? look.words : look.whyNot; !words.isEmpty()) {
        auto* label = new Label(words, TextRole::Body, look.whyNot.isEmpty() ? Tone::Text : Tone::Muted);
        label->setWordWrap(true);
        all->addSpacing(space::kSmall);
        all->addWidget(label);
    }
    all->addStretch();
    all->addSpacing(space::kSmall);
    all->addLayout(makeMarks(look));
    all->addLayout(makeFoot(look));
}

QLayout* OfferCard::makeMarks(const OfferLook& look)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kLarge);
    if (!look.gate.isEmpty())
        row->addWidget(mark(QStringLiteral("lock"), Tone::Warn, look.gate));
    if (!look.liking.isEmpty())
        row->addWidget(caption(look.liking));
    row->addStretch();
    return row;
}

QLayout* OfferCard::makeFoot(const OfferLook& look)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    Label* licence = caption(look.licence);
    licence->setElided(true);
    row->addWidget(licence, 1);
    QPushButton* page = wordButton(tr("Its page"), ButtonKind::Quiet);
    page->setAccessibleDescription(look.name);
    page->setToolTip(tr("Opens its page on the Hub in the browser"));
    connect(page, &QPushButton::clicked, this, [this, id = look.id] { Q_EMIT pageWanted(id); });
    row->addWidget(page);
    if (!look.whyNot.isEmpty())
        return row;
    if (look.place.isHere)
        row->addWidget(mark(QStringLiteral("check"), Tone::Ok, tr("On this machine")));
    if (look.place.path.isEmpty()) {
        QPushButton* get = wordButton(tr("Get"));
        get->setIcon(icon(QStringLiteral("download")));
        get->setAccessibleDescription(look.name);
        connect(get, &QPushButton::clicked, this, [this, id = look.id] { Q_EMIT getWanted(id); });
        row->addWidget(get);
        return row;
    }
    QPushButton* use = wordButton(tr("Use"));
    use->setAccessibleDescription(look.name);
    connect(use, &QPushButton::clicked, this, [this, path = look.place.path] { Q_EMIT useWanted(path); });
    row->addWidget(use);
    return row;
}

}  // namespace reverie::ui
