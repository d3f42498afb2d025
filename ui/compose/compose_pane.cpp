#include "ui/compose/compose_pane.h"

#include "ui/compose/advanced_card.h"
#include "ui/compose/batch_card.h"
#include "ui/compose/generate_button.h"
#include "ui/compose/image_card.h"
#include "ui/compose/model_card.h"
#include "ui/compose/prompt_edit.h"
#include "ui/compose/prompt_panel.h"
#include "ui/compose/sampling_card.h"
#include "ui/compose/seed_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/sentence_text.h"

#include <QHBoxLayout>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

const QString kLock = QStringLiteral("lockRatio");

/// A column that scrolls by itself, as wide as its place.
QScrollArea* scrolling(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Its bar has the margin to itself, so that cards are as wide as what stands above them.
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    area->setWidget(content);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

}  // namespace

ComposePane::ComposePane(QWidget* parent)
    : QWidget(parent), m_prompts(new PromptPanel), m_generate(new GenerateButton), m_menu(new QPushButton),
      m_cost(caption({})), m_pictures(caption({}))
{
    setMinimumWidth(extent::kComposeLeast);
    setMaximumWidth(extent::kComposeMost);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, space::kLarge, 0, 0);
    all->setSpacing(space::kLarge);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::kHuge, 0, space::kHuge, 0);
    top->setSpacing(space::kLarge);
    top->addWidget(m_prompts);
    top->addLayout(makeGenerate());
    all->addLayout(top);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(space::kHuge, 0, space::kHuge - space::kLarge, space::kHuge);
    column->setSpacing(space::kLarge);
    addCards(column);
    column->addWidget(makeSwitch());
    column->addStretch();
    all->addWidget(scrolling(content), 1);
    connect(m_prompts, &PromptPanel::edited, this, [this] { onEdited(nullptr); });
    connect(&m_reading, &QFutureWatcherBase::finished, this, &ComposePane::onModelRead);
    setAdvanced(false);
    readModel();
    showAll();
}

ComposePane::~ComposePane()
{
    m_reading.waitForFinished();
}

QLayout* ComposePane::makeGenerate()
{
    setKind(m_menu, ButtonKind::Primary);
    setHalf(m_menu, ButtonHalf::Right);
    m_menu->setIcon(icon(QStringLiteral("chevron-down"), Tone::OnAccent));
    m_menu->setFixedSize(extent::kGenerate, extent::kGenerate);
    m_menu->setAccessibleName(tr("More ways to generate"));
    m_menu->setToolTip(m_menu->accessibleName());
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kHair);
    buttons->addWidget(m_generate, 1);
    buttons->addWidget(m_menu);
    auto* cost = new QHBoxLayout;
    cost->addWidget(m_cost, 1);
    cost->addWidget(m_pictures);
    m_cost->setElided(true);
    auto* all = new QVBoxLayout;
    all->setSpacing(space::kMedium);
    all->addLayout(buttons);
    all->addLayout(cost);
    connect(m_generate, &QPushButton::clicked, this, &ComposePane::generateWanted);
    return all;
}

void ComposePane::addCards(QVBoxLayout* column)
{
    m_modelCard = new ModelCard;
    m_imageCard = new ImageCard;
    m_seedCard = new SeedCard;
    m_advancedCard = new AdvancedCard;
    m_cards = {m_modelCard, m_imageCard, new SamplingCard, m_seedCard, new BatchCard, m_advancedCard};
    for (FormCard* card : m_cards) {
        column->addWidget(card);
        connect(card, &FormCard::edited, this, [this, card] { onEdited(card); });
        connect(card, &Card::folded, this, &ComposePane::switchesChanged);
        connect(card, &Card::resetWanted, this, [this, card] {
            Form form = m_form;
            card->reset(form);
            takeForm(std::move(form));
        });
    }
    connect(m_modelCard, &ModelCard::openWanted, this, &ComposePane::openModelWanted);
    connect(m_modelCard, &ModelCard::pickWanted, this, &ComposePane::pickModelWanted);
    connect(m_seedCard, &SeedCard::recycleWanted, this, &ComposePane::recycleWanted);
}

QWidget* ComposePane::makeSwitch()
{
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall + space::kTiny);
    m_simple = chip(tr("Simple"), true);
    m_advanced = chip(tr("Advanced"), true);
    m_simple->setToolTip(tr("Hide what few people change"));
    m_advanced->setToolTip(tr("Show every field"));
    row->addWidget(m_simple);
    row->addWidget(m_advanced);
    row->addStretch();
    connect(m_simple, &QPushButton::clicked, this, [this] { Q_EMIT advancedWanted(false); });
    connect(m_advanced, &QPushButton::clicked, this, [this] { Q_EMIT advancedWanted(true); });
    return both;
}

void ComposePane::onEdited(const FormCard* card)
{
    if (m_isShowing)
        return;
    Form form = m_form;
    if (card == nullptr)
        m_prompts->read(form);
    else
        card->read(form);
    takeForm(std::move(form));
}

void ComposePane::setForm(const Form& form)
{
    takeForm(form);
}

void ComposePane::takeForm(Form form)
{
    const bool isOtherModel = form.request.model != m_form.request.model;
    const bool isChanged = form != m_form;
    m_form = std::move(form);
    if (isOtherModel)
        readModel();
    showAll();
    if (isChanged)
        Q_EMIT formChanged();
}

void ComposePane::readModel()
{
    if (m_reading.isRunning())
        return;  // its end looks whether it is still the one
    m_readModel = m_form.request.model;
    m_reading.setFuture(QtConcurrent::run(ui::readModel, m_readModel));
}

void ComposePane::onModelRead()
{
    if (m_readModel != m_form.request.model) {
        readModel();
        return;
    }
    const Result<KnownModel> read = m_reading.result();
    m_modelCard->setTrouble(read ? QString() : sentenceText(read.error()));
    if (!read) {
        Q_EMIT modelUnreadable();
        return;
    }
    m_model = *read;
    m_prompts->setTokenizer(m_model.tokenizer);
    showAll();
    Q_EMIT modelKnown(m_model.facts);
}

void ComposePane::showAll()
{
    const QScopedValueRollback showing(m_isShowing, true);
    m_refusals = m_model.facts.nativeWidth > 0 ? refusals(m_form, m_model.facts) : std::map<Field, QString>();
    m_prompts->show(m_form);
    m_prompts->showRefusals(m_refusals);
    const CardContext context{m_model, m_refusals, m_lastSeed};
    for (FormCard* card : m_cards) {
        card->show(m_form, context);
        card->setResettable(card->isChanged(m_form));
    }
    m_pictures->setText(tr("%n picture(s)", nullptr, std::max(1, m_form.request.count)));
}

std::optional<request::GenerationRequest> ComposePane::acceptedRequest()
{
    const auto request = requestOf(m_form);
    if (m_refusals.empty() && request)
        return *request;
    setCost(m_refusals.empty() ? sentenceText(request.error()) : m_refusals.begin()->second);
    m_cost->setTone(Tone::Bad);
    return std::nullopt;
}

void ComposePane::setLastSeed(std::optional<std::uint64_t> seed)
{
    m_lastSeed = seed;
    showAll();
}

void ComposePane::setModelTitles(const QHash<QString, QString>& titles)
{
    m_modelCard->setTitles(titles);
}

void ComposePane::setVaes(const std::vector<std::pair<QString, QString>>& vaes)
{
    m_advancedCard->setVaes(vaes);
}

void ComposePane::setModelPicture(const QImage& picture)
{
    m_modelCard->setPicture(picture);
}

void ComposePane::setCost(const QString& cost)
{
    m_cost->setTone(Tone::Muted);
    m_cost->setText(cost);
}

void ComposePane::setHint(const QString& hint)
{
    m_cost->setTone(Tone::Accent);
    m_cost->setText(hint);
}

void ComposePane::setAdvanced(bool isAdvanced)
{
    m_isAdvanced = isAdvanced;
    m_simple->setChecked(!isAdvanced);
    m_advanced->setChecked(isAdvanced);
    for (FormCard* card : m_cards)
        if (card->id() == QLatin1String("advanced") || card->id() == QLatin1String("batch"))
            card->setVisible(isAdvanced);
}

QMap<QString, bool> ComposePane::switches() const
{
    QMap<QString, bool> all{{kLock, m_imageCard->isLocked()}};
    for (const FormCard* card : m_cards)
        all.insert(card->id(), card->isOpen());
    return all;
}

void ComposePane::setSwitches(const QMap<QString, bool>& switches)
{
    m_imageCard->setLocked(switches.value(kLock, false));
    for (FormCard* card : m_cards)
        card->setOpen(switches.value(card->id(), true));
}

void ComposePane::foldAll(bool isOpen)
{
    for (FormCard* card : m_cards)
        card->setOpen(isOpen);
    Q_EMIT switchesChanged();
}

}  // namespace reverie::ui
