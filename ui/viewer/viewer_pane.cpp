#include "ui/viewer/viewer_pane.h"

#include "ui/viewer/compare_view.h"
#include "ui/viewer/info_sheet.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/progress_card.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace reverie::ui {
namespace {

/// A line of one pixel that follows the theme.
QWidget* hairline()
{
    auto* line = new QFrame;
    line->setFrameShape(QFrame::NoFrame);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    line->setFixedHeight(space::kHair);
    return line;
}

}  // namespace

ViewerPane::ViewerPane(QWidget* parent)
    : QWidget(parent), m_view(new PictureView), m_compare(new CompareView), m_progress(nullptr), m_sheet(new InfoSheet),
      m_stage(new QWidget), m_stack(new QStackedLayout)
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    m_tools = makeTools();
    m_tools->installEventFilter(this);
    all->addWidget(m_tools);
    all->addWidget(hairline());
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_stage, 1);
    middle->addWidget(m_sheet);
    all->addLayout(middle, 1);
    m_stage->setLayout(m_stack);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_compare);
    m_progress = new ProgressCard(m_stage);
    m_stage->installEventFilter(this);
    connect(m_view, &PictureView::zoomChanged, this, &ViewerPane::showZoom);
    connect(&m_reader, &PictureReader::done, this, [this](const ShownPicture& picture) {
        if (m_picture && m_picture->path == picture.path && !m_view->isPreview())
            m_view->showPicture(picture);
        if (picture.isNull())
            Q_EMIT pictureLost(picture.path);
    });
    connect(m_sheet, &InfoSheet::closeWanted, this, [this] { setSheetShown(false); });
    showTools();
}

QToolButton* ViewerPane::tool(const QString& iconName, const QString& name, const QString& command)
{
    QToolButton* button = iconButton(iconName, name, Tone::Muted);
    connect(button, &QToolButton::clicked, this, [this, command] { Q_EMIT commandWanted(command); });
    return button;
}

QPushButton* ViewerPane::word(const QString& text, const QString& command)
{
    QPushButton* button = wordButton(text, ButtonKind::Quiet);
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QPushButton::clicked, this, [this, command] { Q_EMIT commandWanted(command); });
    return button;
}

QWidget* ViewerPane::makeTools()
{
    auto* tools = new QWidget;
    tools->setFixedHeight(extent::kToolBar - space::kHair);
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(space::kMedium, 0, space::kLarge, 0);
    row->setSpacing(space::kSmall);
    m_fit = word(tr("Fit"), QStringLiteral("fit"));
    m_actual = word(tr("100 %"), QStringLiteral("actual-size"));
    m_zoom = caption({});
    row->addWidget(m_fit);
    row->addWidget(m_actual);
    row->addWidget(m_zoom);
    row->addStretch();
    m_star = tool(QStringLiteral("star"), tr("Star"), QStringLiteral("star"));
    m_words = {{word(tr("Compare"), QStringLiteral("compare")), tr("Compare"), QStringLiteral("compare")},
        {word(tr("Info"), QStringLiteral("info")), tr("Info"), QStringLiteral("info")},
        {word(tr("Save\u2026"), QStringLiteral("save-copy")), tr("Save\u2026"), QStringLiteral("save")}};
    m_pictureTools = {tool(QStringLiteral("left"), tr("Newer picture"), QStringLiteral("newer")),
        tool(QStringLiteral("right"), tr("Older picture"), QStringLiteral("older")), m_words[0].button,
        m_words[1].button, m_star, m_words[2].button};
    for (QWidget* each : m_pictureTools)
        row->addWidget(each);
    return tools;
}

void ViewerPane::showTools()
{
    const bool hasPicture = m_picture.has_value();
    for (QWidget* each : m_pictureTools)
        each->setEnabled(hasPicture);
    const bool isStarred = hasPicture && m_picture->isStarred;
    m_star->setIcon(
        icon(isStarred ? QStringLiteral("star-filled") : QStringLiteral("star"), isStarred ? Tone::Star : Tone::Muted));
    showZoom();
}

void ViewerPane::showZoom()
{
    const bool hasView = !m_view->picture().isNull();
    m_fit->setEnabled(hasView);
    m_actual->setEnabled(hasView);
    const int percent = static_cast<int>(std::lround(m_view->zoom() * 100));
    m_zoom->setText(hasView && percent != 100 ? tr("%1 %").arg(percent) : QString());
    constexpr int kWhole = 100;
    QFont marked = m_fit->font();
    marked.setWeight(m_view->isFitted() && hasView ? QFont::DemiBold : QFont::Normal);
    m_fit->setFont(marked);
    marked.setWeight(percent == kWhole && !m_view->isFitted() && hasView ? QFont::DemiBold : QFont::Normal);
    m_actual->setFont(marked);
}

void ViewerPane::fitTools()
{
    if (m_areWords)
        m_wordsWidth = m_tools->sizeHint().width();
    showWords(m_wordsWidth <= width());
}

void ViewerPane::showWords(bool areWords)
{
    if (areWords == m_areWords)
        return;
    m_areWords = areWords;
    for (const Word& word : m_words) {
        word.button->setText(areWords ? word.text : QString());
        word.button->setIcon(areWords ? QIcon() : icon(word.iconName, Tone::Muted));
        word.button->setToolTip(areWords ? QString() : word.text);
    }
}

void ViewerPane::showPicture(const std::optional<gallery::GalleryPicture>& picture)
{
    const bool isSameFile = picture && m_picture && picture->path == m_picture->path && !m_view->isPreview() &&
        m_view->picture().path == picture->path;
    m_picture = picture;
    if (!picture) {
        m_view->clear();
        m_sheet->showNothing();
    } else {
        m_sheet->show(*picture);
        if (!isSameFile) {
            if (m_view->isPreview())
                m_view->showPicture(m_view->picture());
            m_reader.read(picture->path);
        }
        m_view->setAccessibleDescription(picture->request ? picture->request->prompt : picture->path);
    }
    showTools();
}

void ViewerPane::showPreview(const QImage& preview, QSize finalSize)
{
    endComparison();
    m_view->showPreview(preview, finalSize);
    showTools();
}

void ViewerPane::setProgressShown(bool isShown)
{
    m_progress->setVisible(isShown);
    placeFloating();
    m_progress->raise();
}

void ViewerPane::setSheetShown(bool isShown)
{
    m_sheet->setVisible(isShown);
}

bool ViewerPane::isSheetShown() const
{
    return m_sheet->isVisibleTo(this);
}

void ViewerPane::compare(const gallery::GalleryPicture& left, const gallery::GalleryPicture& right)
{
    m_compare->show(left, right);
    m_stack->setCurrentWidget(m_compare);
    m_compare->setFocus();
}

void ViewerPane::endComparison()
{
    m_stack->setCurrentWidget(m_view);
}

bool ViewerPane::isComparing() const
{
    return m_stack->currentWidget() == m_compare;
}

void ViewerPane::setHeadCard(QWidget* card)
{
    if (m_headCard != nullptr)
        m_headCard->deleteLater();
    m_headCard = card;
    if (card == nullptr)
        return;
    card->setParent(m_stage);
    card->show();
    card->raise();
    placeFloating();
}

void ViewerPane::placeFloating()
{
    const int width = std::min<int>(extent::kProgressWidth, m_stage->width() - 2 * space::kLarge);
    m_progress->setFixedWidth(std::max<int>(width, extent::kRecentLeast));
    const QSize card(m_progress->width(), m_progress->sizeHint().height());
    m_progress->setGeometry(
        QRect(QPoint((m_stage->width() - card.width()) / 2, m_stage->height() - card.height() - space::kVast), card));
    if (m_headCard != nullptr)
        m_headCard->setGeometry((m_stage->width() - width) / 2, space::kLarge, width,
            std::min(m_headCard->heightForWidth(width) > 0 ? m_headCard->heightForWidth(width)
                                                           : m_headCard->sizeHint().height(),
                m_stage->height() - 2 * space::kLarge));
}

void ViewerPane::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTools();
    placeFloating();
}

void ViewerPane::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        showWords(true);  // until their new width is known
    QWidget::changeEvent(event);
}

bool ViewerPane::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_stage && event->type() == QEvent::Resize)
        placeFloating();
    if (watched == m_tools && event->type() == QEvent::LayoutRequest)
        fitTools();
    return QWidget::eventFilter(watched, event);
}

}  // namespace reverie::ui
