#include "ui/models/discover_tab.h"

#include "core/hub/names.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card_flow.h"
#include "ui/widgets/icon_sign.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace reverie::ui {
namespace {

constexpr int kPatienceMs = 600;  // a search a letter would use the Hub's limit up

}  // namespace

DiscoverTab::DiscoverTab(QWidget* parent)
    : QWidget(parent), m_advice(new RaisedFrame), m_adviceWords(new Label({})), m_adviceGet(wordButton(tr("Get"))),
      m_search(new QLineEdit), m_family(new QComboBox), m_order(new QComboBox),
      m_heading(new Label({}, TextRole::Heading)), m_state(new Label({}, TextRole::Body, Tone::Muted)),
      m_again(wordButton(tr("Try again"))), m_more(wordButton(tr("Show more"))),
      m_cards(new CardFlow(extent::kOfferCard))
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kLarge);
    all->addLayout(makeSearch());
    all->addWidget(scrolling(makeContent()), 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        // Half an id is another one.
        if (hub::repositoryIn(m_search->text()).isEmpty())
            begin();
    });
    connect(m_again, &QPushButton::clicked, this, &DiscoverTab::begin);
    connect(m_more, &QPushButton::clicked, this, &DiscoverTab::moreWanted);
    tell({}, Tone::Muted, false);
    m_more->hide();
}

QLayout* DiscoverTab::makeSearch()
{
    m_search->setPlaceholderText(tr("Search the Hub, or paste a model's address"));
    m_search->setAccessibleName(tr("Search the Hub, or paste a model's address"));
    m_search->setClearButtonEnabled(false);
    m_search->addAction(icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_family->setAccessibleName(tr("Family"));
    m_family->addItem(tr("Any family"), QString());
    m_family->addItem(tr("Stable Diffusion 1.x and 2.x"), QStringLiteral("sd"));
    m_family->addItem(tr("Stable Diffusion XL"), QStringLiteral("sdxl"));
    m_order->setAccessibleName(tr("Order"));
    m_order->addItem(tr("Most downloaded first"), false);
    m_order->addItem(tr("Most liked first"), true);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_search, 1);
    row->addWidget(m_family);
    row->addWidget(m_order);
    connect(m_search, &QLineEdit::textEdited, this, [this] { m_patience.start(); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            begin();
    });
    connect(m_search, &QLineEdit::returnPressed, this, &DiscoverTab::begin);
    connect(m_family, &QComboBox::activated, this, &DiscoverTab::begin);
    connect(m_order, &QComboBox::activated, this, &DiscoverTab::begin);
    return row;
}

QWidget* DiscoverTab::makeAdvice()
{
    m_advice->setBorder(Tone::Accent);
    m_advice->setAccessibleName(tr("Advice"));
    m_adviceWords->setWordWrap(true);
    auto* row = new QHBoxLayout(m_advice);
    row->setContentsMargins(space::kHuge, space::kLarge, space::kLarge, space::kLarge);
    row->setSpacing(space::kLarge);
    row->addWidget(new IconSign(QStringLiteral("create"), Tone::Accent, extent::kIcon));
    row->addWidget(m_adviceWords, 1);
    row->addWidget(m_adviceGet);
    m_adviceGet->setIcon(icon(QStringLiteral("download")));
    connect(m_adviceGet, &QPushButton::clicked, this, [this] { Q_EMIT getWanted(m_advised); });
    return m_advice;
}

QWidget* DiscoverTab::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    // The bar stands beside the cards, not on them.
    column->setContentsMargins(0, 0, space::kMedium, 0);
    column->setSpacing(space::kLarge);
    column->addWidget(makeAdvice());
    column->addWidget(m_heading);
    m_state->setWordWrap(true);
    auto* state = new QHBoxLayout;
    state->setSpacing(space::kLarge);
    state->addWidget(m_state, 1);
    state->addWidget(m_again);
    column->addLayout(state);
    column->addWidget(m_cards, 0);
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addStretch(1);
    return content;
}

HubSearch DiscoverTab::wanted() const
{
    return {m_search->text().simplified(), m_family->currentData().toString(), m_order->currentData().toBool()};
}

void DiscoverTab::begin()
{
    m_patience.stop();
    const HubSearch search = wanted();
    if (const QString id = hub::repositoryIn(search.text); !id.isEmpty()) {
        Q_EMIT getWanted(id);
        return;
    }
    m_isSearching = !search.text.isEmpty() || !search.family.isEmpty();
    if (m_isSearching) {
        Q_EMIT searchWanted(search);
        return;
    }
    Q_EMIT searchLeft();
    setCatalogue(m_catalogue);
}

void DiscoverTab::setAdvice(const QString& sentence, const QString& repository, bool isInstalled)
{
    m_advised = repository;
    m_adviceWords->setText(sentence);
    m_adviceGet->setVisible(!repository.isEmpty() && !isInstalled);
}

void DiscoverTab::setCatalogue(const std::vector<OfferLook>& offers)
{
    m_catalogue = offers;
    if (m_isSearching)
        return;
    m_advice->show();
    m_more->hide();
    tell({}, Tone::Muted, false);
    showOffers(offers, tr("Models that Reverie knows"));
}

void DiscoverTab::showOffers(const std::vector<OfferLook>& offers, const QString& heading)
{
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    if (offers == m_shown)
        return;
    // Cards that stay keep the keyboard. Behind the first that does not all are new, so that Tab goes in reading order.
    const auto staying = std::ranges::mismatch(m_shown, offers).in2 - offers.begin();
    std::vector<QWidget*> cards(m_cards->cards().begin(), m_cards->cards().begin() + staying);
    m_shown = offers;
    for (auto offer = offers.begin() + staying; offer != offers.end(); ++offer) {
        auto* card = new OfferCard(*offer);
        connect(card, &OfferCard::getWanted, this, &DiscoverTab::getWanted);
        connect(card, &OfferCard::useWanted, this, &DiscoverTab::useWanted);
        connect(card, &OfferCard::pageWanted, this, &DiscoverTab::pageWanted);
        cards.push_back(card);
    }
    m_cards->setCards(cards);
}

void DiscoverTab::showFound(const std::vector<OfferLook>& offers, bool isMore, bool hasMore)
{
    if (!m_isSearching)
        return;
    if (!isMore)
        m_found.clear();
    m_found.insert(m_found.end(), offers.begin(), offers.end());
    m_advice->hide();
    m_more->setVisible(hasMore);
    if (m_found.empty()) {
        showOffers({}, {});
        tell(tr("The Hub has no such model. Try fewer words or another family, or paste the model's address."),
            Tone::Muted, false);
        return;
    }
    tell({}, Tone::Muted, false);
    showOffers(m_found, tr("Found on the Hub"));
}

void DiscoverTab::showTrouble(const QString& sentence, bool canTryAgain)
{
    if (!m_isSearching)
        return;
    m_advice->hide();
    m_more->hide();
    showOffers({}, {});
    tell(sentence, Tone::Bad, canTryAgain);
}

void DiscoverTab::showSearching(const QString& host)
{
    m_advice->hide();
    m_more->hide();
    tell(tr("Asking %1\u2026").arg(host), Tone::Muted, false);
}

void DiscoverTab::showWaiting(const QString& sentence)
{
    if (!m_isSearching)
        return;
    tell(sentence, Tone::Warn, false);
}

void DiscoverTab::setHere(const std::function<OfferPlace(const QString& id)>& placeOf)
{
    for (OfferLook& each : m_found)
        each.place = placeOf(each.id);
    if (m_isSearching && !m_found.empty())
        showOffers(m_found, tr("Found on the Hub"));
}

void DiscoverTab::tell(const QString& sentence, Tone tone, bool canTryAgain)
{
    m_state->setTone(tone);
    m_state->setText(sentence);
    m_state->setVisible(!sentence.isEmpty());
    m_again->setVisible(canTryAgain);
}

}  // namespace reverie::ui
