#include "ui/models/get_sheet.h"

#include "core/base/size_text.h"
#include "ui/models/gate_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

QVBoxLayout* columnOf(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    return column;
}

void setWords(Label* label, const QString& words)
{
    label->setText(words);
    label->setVisible(!words.isEmpty());
}

}  // namespace

GetSheet::GetSheet(QWidget* window)
    : Overlay(tr("Get a model"), {extent::kPaletteWidth, 0}, window), m_title(wrapping(new Label({}, TextRole::Title))),
      m_asking(nullptr), m_askingWords(wrapping(new Label({}, TextRole::Body, Tone::Muted))), m_gate(new GateCard),
      m_planPage(nullptr), m_words(wrapping(new Label({}))),
      m_note(wrapping(new Label({}, TextRole::Body, Tone::Muted))), m_licence(wrapping(caption({}))),
      m_readLicence(linkButton(tr("Read the licence"))), m_place(wrapping(caption({}))),
      m_whyNot(wrapping(new Label({}, TextRole::Body, Tone::Bad))), m_choices(new QComboBox),
      m_download(wordButton({}, ButtonKind::Primary)), m_trouble(nullptr),
      m_troubleWords(wrapping(new Label({}, TextRole::Body, Tone::Bad))), m_again(wordButton(tr("Try again")))
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(space::kSmall, 0, 0, 0);
    head->addWidget(m_title, 1);
    QToolButton* shut = iconButton(QStringLiteral("close"), tr("Close"), Tone::Muted);
    head->addWidget(shut, 0, Qt::AlignTop);
    connect(shut, &QToolButton::clicked, this, &Overlay::close);
    body()->addLayout(head);
    m_asking = makeAsking();
    m_planPage = makePlan();
    m_trouble = makeTrouble();
    m_pages = {m_asking, m_gate, m_planPage, m_trouble};
    for (QWidget* page : m_pages)
        body()->addWidget(page);
    turnTo(m_asking);
}

QWidget* GetSheet::makeAsking()
{
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    column->setContentsMargins(space::kSmall, 0, space::kSmall, space::kSmall);
    column->addWidget(m_askingWords);
    return page;
}

QWidget* GetSheet::makePlan()
{
    m_choices->setAccessibleName(tr("Which file"));
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    column->setContentsMargins(space::kSmall, 0, space::kSmall, space::kSmall);
    for (QWidget* each : std::initializer_list<QWidget*>{m_note, m_words, m_choices, m_place, m_licence})
        column->addWidget(each);
    column->addWidget(m_readLicence, 0, Qt::AlignLeft);
    column->addWidget(m_whyNot);
    column->addSpacing(space::kSmall);
    column->addWidget(m_download);
    m_download->setIcon(icon(QStringLiteral("download"), Tone::OnAccent));
    connect(m_choices, &QComboBox::activated, this, [this] { ask(m_choices->currentData().toString()); });
    connect(m_readLicence, &QPushButton::clicked, this, [this] { Q_EMIT linkWanted(m_plan.licenceUrl); });
    connect(m_download, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT downloadWanted(m_plan);
    });
    return page;
}

QWidget* GetSheet::makeTrouble()
{
    auto* page = new QWidget;
    QVBoxLayout* column = columnOf(page);
    column->setContentsMargins(space::kSmall, 0, space::kSmall, space::kSmall);
    column->addWidget(m_troubleWords);
    column->addWidget(m_again, 0, Qt::AlignRight);
    connect(m_again, &QPushButton::clicked, this, [this] { Q_EMIT againWanted(m_id); });
    return page;
}

void GetSheet::begin(const QString& id)
{
    m_id = id;
    m_title->setText(tr("Get %1").arg(id));
    m_again->setEnabled(true);
    turnTo(m_asking);
    open(this);
    ask();
}

void GetSheet::ask(const QString& file)
{
    Q_EMIT askWanted(m_id, file);
}

void GetSheet::turnTo(QWidget* page)
{
    for (QWidget* each : m_pages)
        each->setVisible(each == page);
    fit();
}

void GetSheet::showAsking(const QString& sentence)
{
    m_askingWords->setText(sentence);
    // What was shown stays while it is asked again, so that nothing jumps.
    if (m_gate->isVisibleTo(this))
        m_gate->setBusy(true);
    else
        turnTo(m_asking);
}

void GetSheet::showWaiting(const QString& sentence)
{
    m_askingWords->setText(sentence);
    m_asking->show();
    fit();
}

void GetSheet::showGate(bool takesFocus)
{
    m_gate->setBusy(false);
    turnTo(m_gate);
    if (takesFocus)
        m_gate->takeFocus();
}

void GetSheet::showPlan(const GetPlan& plan)
{
    m_plan = plan;
    m_id = plan.id;
    m_title->setText(tr("Get %1").arg(plan.name));
    setWords(m_note, plan.note);
    setWords(m_words, plan.words);
    setWords(m_place, plan.place);
    setWords(m_licence,
        plan.licence.isEmpty() ? QString() : tr("Licence: %1. %2").arg(plan.licence, plan.licenceWords).trimmed());
    m_readLicence->setVisible(!plan.licenceUrl.isEmpty());
    setWords(m_whyNot, plan.whyNot);
    m_choices->clear();
    for (const GetChoice& choice : plan.choices)
        m_choices->addItem(choice.title, choice.file);
    m_choices->setCurrentIndex(plan.chosen);
    m_choices->setVisible(plan.choices.size() > 1);
    m_download->setText(tr("Download %1").arg(sizeText(plan.bytes)));
    m_download->setAccessibleName(m_download->text());
    m_download->setEnabled(plan.whyNot.isEmpty());
    turnTo(m_planPage);
    m_download->setFocus(Qt::TabFocusReason);
}

void GetSheet::showTrouble(const QString& sentence)
{
    m_troubleWords->setText(sentence);
    turnTo(m_trouble);
    m_again->setFocus(Qt::TabFocusReason);
}

}  // namespace reverie::ui
