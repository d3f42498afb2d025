#include "ui/models/model_sheet.h"

#include "core/base/size_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/picture_box.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/sentence_text.h"
#include "ui/widgets/text_box.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr int kNameColumn = 96;  // pixels
constexpr int kShortHash = 10;   // digits, as A1111 shows it

/// "Stable Diffusion 1.x, since its cross-attention is 768 wide."
QString reasonText(const library::ModelIdentity& identity)
{
    QStringList reasons;
    if (!identity.familyBecause.isEmpty())
        reasons << identity.familyBecause;
    if (!identity.predictionBecause.isEmpty())
        reasons << identity.predictionBecause;
    return capitalised(reasons.join(QStringLiteral("; ")));
}

}  // namespace

ModelSheet::ModelSheet(QWidget* parent)
    : RaisedFrame(parent), m_picture(new PictureBox(QStringLiteral("model"), extent::kModelPortrait)),
      m_name(wrapping(new Label({}, TextRole::Title))), m_what(wrapping(new Label({}, TextRole::Body, Tone::Muted))),
      m_trouble(wrapping(new Label({}, TextRole::Body, Tone::Warn))), m_removal(wrapping(caption({}))),
      m_use(wordButton(tr("Use"), ButtonKind::Primary)), m_favourite(nullptr), m_remove(nullptr),
      m_facts(new QGridLayout), m_notes(new TextBox), m_pieces(nullptr), m_prompt(new QLineEdit),
      m_negative(new QLineEdit)
{
    setAccessibleName(tr("About this model"));
    auto* content = new QWidget;
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(space::kHuge, space::kHuge, space::kHuge, space::kHuge);
    all->setSpacing(space::kLarge);
    all->addLayout(makeHead());
    all->addWidget(m_trouble);
    all->addLayout(makeButtons());
    m_facts->setHorizontalSpacing(space::kLarge);
    m_facts->setVerticalSpacing(space::kMedium);
    m_facts->setColumnMinimumWidth(0, kNameColumn);
    m_facts->setColumnStretch(1, 1);
    all->addLayout(m_facts);
    all->addLayout(makeFields());
    all->addStretch(1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(space::kHair, space::kHair, space::kHair, space::kHair);
    whole->addWidget(scrolling(content));
}

QLayout* ModelSheet::makeHead()
{
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kSmall);
    words->addWidget(m_name);
    words->addWidget(m_what);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kLarge);
    head->addWidget(m_picture, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    head->setAlignment(words, Qt::AlignTop);
    return head;
}

QLayout* ModelSheet::makeButtons()
{
    m_use->setToolTip(tr("Sets it in Create and goes there"));
    m_favourite = iconButton(QStringLiteral("star"), tr("Favourite"));
    m_favourite->setCheckable(true);
    QToolButton* folder = iconButton(QStringLiteral("folder"), tr("Show in its folder"));
    m_remove = iconButton(QStringLiteral("trash"), tr("Remove"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_use, 1000);
    for (QToolButton* button : {m_favourite, folder, m_remove}) {
        setKind(button, ButtonKind::Plain);
        button->setFixedSize(extent::kGenerate, extent::kGenerate);
        row->addWidget(button);
    }
    // Without the button for using it the others stay together.
    row->addStretch();
    connect(m_use, &QPushButton::clicked, this, [this] { Q_EMIT useWanted(path()); });
    connect(m_favourite, &QToolButton::clicked, this, [this](bool isOn) { Q_EMIT favouriteWanted(path(), isOn); });
    connect(folder, &QToolButton::clicked, this, [this] { Q_EMIT folderWanted(path()); });
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removeWanted(path()); });
    auto* all = new QVBoxLayout;
    all->setSpacing(space::kMedium);
    all->addLayout(row);
    all->addWidget(m_removal);
    return all;
}

void ModelSheet::addField(QLayout& column, const QString& title, const QString& help, QWidget* field)
{
    Label* words = caption(title);
    words->setBuddy(field);
    field->setAccessibleName(title);
    field->setToolTip(help);
    field->installEventFilter(this);
    column.addWidget(words);
    column.addWidget(field);
}

QLayout* ModelSheet::makeFields()
{
    auto* all = new QVBoxLayout;
    all->setSpacing(space::kSmall);
    m_notes->setFixedHeight(extent::kWithout);
    m_notes->setPlaceholderText(tr("What you want to remember about it"));
    addField(*all, tr("Notes"), tr("Only for you; kept with your settings."), m_notes);
    all->addSpacing(space::kSmall);
    all->addWidget(makePieces());
    return all;
}

QWidget* ModelSheet::makePieces()
{
    m_pieces = new QWidget;
    auto* all = new QVBoxLayout(m_pieces);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kSmall);
    m_prompt->setPlaceholderText(tr("Added to each prompt"));
    m_negative->setPlaceholderText(tr("Added to what is left out"));
    addField(*all, tr("Prompt"), tr("Words that this model wants, such as its trigger; Use adds them to the prompt."),
        m_prompt);
    all->addSpacing(space::kSmall);
    addField(*all, tr("Without"), tr("Words that this model is better without; Use adds them below the prompt."),
        m_negative);
    return m_pieces;
}

void ModelSheet::show(const ModelDetails& details)
{
    if (details == m_details)
        return;
    const bool isOther = details.entry.path != path();
    if (isOther) {
        takeFields();
        setRemoval({});
    }
    m_details = details;
    const ModelEntry& entry = m_details.entry;
    m_name->setText(entry.name);
    m_what->setText(capitalised(entry.identity.what));
    m_trouble->setText(reasonAgainst(entry));
    m_trouble->setVisible(!entry.isUsable());
    m_use->setVisible(entry.canDraw() || entry.canDecode());
    m_pieces->setVisible(entry.canDraw());
    m_picture->setIcon(entry.isUsable() ? QStringLiteral("model") : QStringLiteral("warning"),
        entry.isUsable() ? Tone::Muted : Tone::Warn);
    m_favourite->setChecked(entry.isFavourite);
    m_favourite->setIcon(
        entry.isFavourite ? icon(QStringLiteral("star-filled"), Tone::Star) : icon(QStringLiteral("star")));
    showFacts();
    if (!m_notes->hasFocus() || isOther)
        m_notes->setPlainText(m_details.notes);
    if (!m_prompt->hasFocus() || isOther)
        m_prompt->setText(m_details.prompt);
    if (!m_negative->hasFocus() || isOther)
        m_negative->setText(m_details.negativePrompt);
}

void ModelSheet::setRemoval(const ModelRemoval& removal)
{
    m_remove->setEnabled(removal.isPossible);
    m_removal->setText(removal.words);
    m_removal->setVisible(!removal.words.isEmpty());
}

void ModelSheet::setPicture(const QImage& picture)
{
    m_picture->setPicture(picture);
}

void ModelSheet::addFact(const QString& name, const QString& value)
{
    if (value.isEmpty())
        return;
    const int row = m_facts->rowCount();
    Label* title = caption(name);
    Label* words = wrapping(new Label(value));
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->addWidget(title, row, 0, Qt::AlignTop | Qt::AlignLeft);
    m_facts->addWidget(words, row, 1);
    // At once, so that nothing flickers while the page is told anew.
    title->show();
    words->show();
}

void ModelSheet::addLicence()
{
    if (m_details.licence.isEmpty())
        return;
    addFact(tr("Licence"), QStringLiteral("%1. %2").arg(m_details.licence, m_details.licenceWords).trimmed());
    if (m_details.licenceUrl.isEmpty())
        return;
    QPushButton* read = linkButton(tr("Read the licence"));
    connect(read, &QPushButton::clicked, this, [this] { Q_EMIT linkWanted(m_details.licenceUrl); });
    m_facts->addWidget(read, m_facts->rowCount(), 1, Qt::AlignLeft);
    read->show();
}

void ModelSheet::showFacts()
{
    while (QLayoutItem* item = m_facts->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const ModelEntry& entry = m_details.entry;
    const library::ModelIdentity& identity = entry.identity;
    addFact(tr("How we know"), reasonText(identity));
    if (identity.nativeWidth > 0)
        addFact(tr("Made for"), tr("%1 x %2 pixels").arg(identity.nativeWidth).arg(identity.nativeHeight));
    addFact(tr("Best with"), m_details.advice);
    addFact(tr("Numbers"), precisionText(identity));
    addFact(tr("On the disk"),
        m_details.sharing.isEmpty() ? sizeText(entry.bytes)
                                    : QStringLiteral("%1. %2").arg(sizeText(entry.bytes), m_details.sharing));
    addLicence();
    addFact(tr("Hash"), m_details.sha256.left(kShortHash));
    addFact(tr("Belongs to"), library::sourceName(entry.source));
    addFact(tr("Place"), entry.path);
}

void ModelSheet::takeFields()
{
    if (path().isEmpty())
        return;
    if (const QString notes = m_notes->toPlainText(); notes != m_details.notes) {
        m_details.notes = notes;
        Q_EMIT notesEdited(path(), notes);
    }
    if (m_prompt->text() == m_details.prompt && m_negative->text() == m_details.negativePrompt)
        return;
    m_details.prompt = m_prompt->text();
    m_details.negativePrompt = m_negative->text();
    Q_EMIT piecesEdited(path(), m_details.prompt, m_details.negativePrompt);
}

bool ModelSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        takeFields();
    return RaisedFrame::eventFilter(watched, event);
}

}  // namespace reverie::ui
