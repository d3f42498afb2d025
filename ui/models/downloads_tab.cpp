#include "ui/models/downloads_tab.h"

#include "core/base/size_text.h"
#include "ui/models/download_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/tokens.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace reverie::ui {
namespace {

/// "2 under way, 3.1 GB left · 14 MB/s".
QString totalText(const std::vector<DownloadLook>& downloads)
{
    std::uint64_t left = 0;
    double speed = 0;
    int open = 0;
    for (const DownloadLook& each : downloads) {
        if (each.isOver())
            continue;
        ++open;
        left += each.total > each.received ? each.total - each.received : 0;
        speed += each.state == DownloadState::Downloading ? each.bytesPerSecond : 0;
    }
    if (open == 0)
        return DownloadsTab::tr("Nothing is left to fetch.");
    const QString words = DownloadsTab::tr("%n to fetch, %1 left", nullptr, open).arg(sizeText(left));
    return speed <= 0 ? words
                      : QStringLiteral("%1 \u00b7 %2")
                            .arg(words, DownloadsTab::tr("%1/s").arg(sizeText(static_cast<std::uint64_t>(speed))));
}

void drop(QWidget* card)
{
    card->hide();
    card->deleteLater();
}

}  // namespace

DownloadsTab::DownloadsTab(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedLayout(this)), m_column(new QVBoxLayout), m_total(caption({})),
      m_clear(chip(tr("Clear what is over")))
{
    auto* content = new QWidget;
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(0, 0, space::kMedium, 0);
    all->setSpacing(space::kLarge);
    auto* head = new QHBoxLayout;
    head->addWidget(m_total, 1);
    head->addWidget(m_clear);
    all->addLayout(head);
    m_column->setSpacing(space::kLarge);
    all->addLayout(m_column);
    all->addStretch();
    m_stack->addWidget(scrolling(content));
    m_stack->addWidget(makeNothing());
    connect(m_clear, &QPushButton::clicked, this, &DownloadsTab::clearWanted);
    show({});
}

QWidget* DownloadsTab::makeNothing()
{
    Label* words =
        caption(tr("Nothing is downloaded now. What you get under Discover appears here, and can go on after "
                   "a restart."));
    QPushButton* way = wordButton(tr("Get a model"), ButtonKind::Primary);
    connect(way, &QPushButton::clicked, this, &DownloadsTab::discoverWanted);
    return emptyState(words, way);
}

DownloadCard* DownloadsTab::cardOf(const QString& id)
{
    const auto at = std::ranges::find_if(m_cards, [&](const DownloadCard* each) { return each->id() == id; });
    return at == m_cards.end() ? nullptr : *at;
}

DownloadCard* DownloadsTab::makeCard(const QString& id)
{
    auto* card = new DownloadCard(id);
    connect(card, &DownloadCard::pauseWanted, this, &DownloadsTab::pauseWanted);
    connect(card, &DownloadCard::resumeWanted, this, &DownloadsTab::resumeWanted);
    connect(card, &DownloadCard::cancelWanted, this, &DownloadsTab::cancelWanted);
    connect(card, &DownloadCard::forgetWanted, this, &DownloadsTab::forgetWanted);
    connect(card, &DownloadCard::firstWanted, this, &DownloadsTab::firstWanted);
    connect(card, &DownloadCard::remedyWanted, this, &DownloadsTab::remedyWanted);
    connect(card, &DownloadCard::useWanted, this, &DownloadsTab::useWanted);
    return card;
}

void DownloadsTab::show(const std::vector<DownloadLook>& downloads)
{
    std::vector<DownloadCard*> cards;
    for (const DownloadLook& look : downloads) {
        DownloadCard* card = cardOf(look.id);
        if (card == nullptr)
            card = makeCard(look.id);
        card->show(look);
        cards.push_back(card);
    }
    if (cards != m_cards) {
        for (DownloadCard* each : m_cards)
            if (std::ranges::find(cards, each) == cards.end())
                drop(each);
        while (QLayoutItem* item = m_column->takeAt(0))
            delete item;
        for (DownloadCard* each : cards)
            m_column->addWidget(each);
        m_cards = std::move(cards);
    }
    const auto open = std::ranges::count_if(downloads, [](const DownloadLook& each) { return !each.isOver(); });
    for (std::size_t i = 0; i < m_cards.size(); ++i)
        m_cards[i]->setWaiting(i > 0);
    m_total->setText(totalText(downloads));
    m_clear->setVisible(open < static_cast<std::ptrdiff_t>(downloads.size()));
    m_stack->setCurrentIndex(downloads.empty() ? 1 : 0);
}

}  // namespace reverie::ui
