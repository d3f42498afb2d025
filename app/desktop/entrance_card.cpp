#include "app/desktop/entrance_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::app {
namespace {

using ui::wordButton;

QString wordsOf(Obstacle obstacle, const QString& other)
{
    const QString who = other.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(other);
    return obstacle == Obstacle::Silent
        ? EntranceCard::tr("Reverie is open already%1, but it does not answer. Two windows cannot share one queue and "
                           "one gallery: wait for the first, or open a second one with data of its own.")
              .arg(who)
        : EntranceCard::tr("Reverie may be open on another computer%1 with the same data. Close it there first. If it "
                           "has ended, it is safe to go on.")
              .arg(who);
}

}  // namespace

EntranceCard::EntranceCard(Obstacle obstacle, const QString& other)
    : m_words(new ui::Label(wordsOf(obstacle, other))),
      m_goOn(wordButton(obstacle == Obstacle::Silent ? tr("Wait") : tr("It has ended, go on")))
{
    setWindowTitle(QStringLiteral("Reverie"));
    setAccessibleName(tr("Reverie cannot start yet"));
    setAccessibleDescription(m_words->text());
    setFixedWidth(ui::extent::kPaletteWidth);
    m_words->setWordWrap(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(ui::space::kVast, ui::space::kVast, ui::space::kVast, ui::space::kVast);
    all->setSpacing(ui::space::kHuge);
    all->addWidget(m_words);
    auto* row = new QHBoxLayout;
    QPushButton* separate = wordButton(tr("Open with data of its own"));
    QPushButton* leave = wordButton(tr("Do not start"), ui::ButtonKind::Quiet);
    for (QPushButton* each : {m_goOn, separate, leave})
        row->addWidget(each);
    row->addStretch();
    all->addLayout(row);
    connect(m_goOn, &QPushButton::clicked, this,
        obstacle == Obstacle::Silent ? &EntranceCard::waitWanted : &EntranceCard::takeOverWanted);
    connect(separate, &QPushButton::clicked, this, &EntranceCard::separateWanted);
    connect(leave, &QPushButton::clicked, this, &EntranceCard::leaveWanted);
}

QString EntranceCard::question() const
{
    return m_words->text();
}

void EntranceCard::showWaiting()
{
    m_goOn->hide();
    m_words->setText(tr("Waiting until the first Reverie answers or ends."));
    setAccessibleDescription(m_words->text());
}

void EntranceCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void EntranceCard::closeEvent(QCloseEvent* event)
{
    event->accept();
    Q_EMIT leaveWanted();
}

}  // namespace reverie::app
