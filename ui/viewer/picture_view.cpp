#include "ui/viewer/picture_view.h"

#include "ui/widgets/accessible_role.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QPainter>
#include <QWheelEvent>

#include <cmath>

namespace reverie::ui {
namespace {

constexpr double kMostEnlarged = 3;  ///< of a fitted picture; more would only show its pixels
constexpr double kLeastZoom = 0.02;
constexpr double kMostZoom = 32;
constexpr int kScaledKiB = 64 * 1024;  // one picture on a large screen

}  // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent), m_scaler(kScaledKiB)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleRole(this, QAccessible::Graphic);
    setAccessibleName(tr("Picture"));
    setMinimumSize(extent::kRecentLeast, extent::kRecentLeast);
    connect(&m_scaler, &PictureScaler::rested, this, qOverload<>(&QWidget::update));
}

void PictureView::showPicture(const ShownPicture& picture)
{
    m_scaler.clear();
    const bool isSameSize = m_size == picture.size();
    m_picture = picture;
    m_size = picture.size();
    m_isPreview = false;
    if (!isSameSize)
        m_isFitted = true;
    update();
    Q_EMIT zoomChanged();
}

void PictureView::showPreview(const QImage& preview, QSize finalSize)
{
    m_scaler.clear();
    m_picture = ShownPicture{{}, {preview}};
    m_size = finalSize;
    m_isPreview = true;
    update();
}

void PictureView::clear()
{
    m_scaler.clear();
    m_picture = {};
    m_size = {};
    m_isPreview = false;
    update();
    Q_EMIT zoomChanged();
}

void PictureView::setInvitation(const QString& invitation)
{
    m_invitation = invitation;
    update();
}

double PictureView::fittingScale() const
{
    if (m_size.isEmpty())
        return 1;
    const double margin = std::min(width(), height()) > 2 * extent::kRecent ? 2 * space::kVast : 2 * space::kLarge;
    return std::min({(width() - margin) / m_size.width(), (height() - margin) / m_size.height(), kMostEnlarged});
}

double PictureView::zoom() const
{
    return scale() * devicePixelRatioF();
}

QRectF PictureView::place() const
{
    const double dpr = devicePixelRatioF();
    QSizeF size = QSizeF(m_size) * scale();
    // On whole pixels of the screen, so that it is only copied there.
    if (m_isFitted)
        size = QSizeF((size * dpr).toSize()) / dpr;
    const QPointF middle = QRectF(rect()).center() - (m_isFitted ? QPointF() : m_centre * scale());
    QRectF place(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height());
    place.moveTopLeft({std::round(place.left() * dpr) / dpr, std::round(place.top() * dpr) / dpr});
    return place;
}

bool PictureView::canPan() const
{
    const QRectF whole = place();
    return whole.width() > width() || whole.height() > height();
}

void PictureView::fit()
{
    m_isFitted = true;
    m_centre = {};
    update();
    Q_EMIT zoomChanged();
}

void PictureView::showActualSize()
{
    m_isFitted = false;
    m_scale = 1 / devicePixelRatioF();
    m_centre = {};
    update();
    Q_EMIT zoomChanged();
}

void PictureView::zoomBy(double factor, QPointF around)
{
    if (m_picture.isNull())
        return;
    const double before = scale();
    const double dpr = devicePixelRatioF();
    const double after = std::clamp(before * factor, kLeastZoom / dpr, kMostZoom / dpr);
    const QPointF fromMiddle = around - QRectF(rect()).center();
    if (m_isFitted)
        m_centre = {};
    // The point of the picture under the pointer stays there.
    m_centre += fromMiddle / before - fromMiddle / after;
    m_isFitted = false;
    m_scale = after;
    update();
    Q_EMIT zoomChanged();
}

void PictureView::paintInvitation(QPainter& painter) const
{
    const Colours& colours = applicationColours();
    const int side = 2 * space::kVast;
    const QPointF middle = QRectF(rect()).center();
    painter.drawPixmap(QPointF(middle.x() - side / 2.0, middle.y() - side - space::kMedium),
        iconPixmap(QStringLiteral("create"), Tone::Muted, side, devicePixelRatioF()));
    painter.setPen(colours.muted);
    const QRectF words(
        space::kVast, middle.y() + space::kMedium, width() - 2 * space::kVast, height() / 2.0 - space::kMedium);
    painter.drawText(words, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_invitation);
}

void PictureView::paintChecker(QPainter& painter, const QRectF& whole) const
{
    const Colours& colours = applicationColours();
    QPixmap checker(2 * space::kMedium, 2 * space::kMedium);
    checker.fill(colours.checkerDark);
    QPainter squares(&checker);
    squares.fillRect(0, 0, space::kMedium, space::kMedium, colours.checkerLight);
    squares.fillRect(space::kMedium, space::kMedium, space::kMedium, space::kMedium, colours.checkerLight);
    squares.end();
    painter.fillRect(whole, QBrush(checker));
}

void PictureView::paintPicture(QPainter& painter)
{
    const QRectF whole = place();
    const double dpr = devicePixelRatioF();
    if (m_isFitted)
        paint::shadow(painter, whole, radius::kPicture, applicationColours().shadow);
    const QImage& level = m_picture.levelFor(whole.width() * dpr);
    if (level.hasAlphaChannel())
        paintChecker(painter, whole);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_isFitted) {
        m_scaler.paint(painter, whole, level, radius::kPicture);
        return;
    }
    constexpr double kPixelsSeen = 4;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_isPreview || zoom() < kPixelsSeen);
    painter.drawImage(whole, level);
}

void PictureView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), applicationColours().background);
    if (m_picture.isNull())
        paintInvitation(painter);
    else
        paintPicture(painter);
}

void PictureView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_scaler.noteResize();
    if (m_isFitted)
        Q_EMIT zoomChanged();
}

void PictureView::wheelEvent(QWheelEvent* event)
{
    constexpr double kNotch = 120;
    const double notches = (event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x()) / kNotch;
    zoomBy(std::pow(1.2, notches), event->position());
    event->accept();
}

void PictureView::mousePressEvent(QMouseEvent* event)
{
    m_isGrabbing = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    m_grabbed = event->position();
    if (m_isGrabbing && canPan())
        setCursor(Qt::ClosedHandCursor);
}

void PictureView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_isGrabbing || m_picture.isNull())
        return;
    const QPointF moved = event->position() - m_grabbed;
    if (canPan()) {
        m_centre -= moved / scale();
        m_grabbed = event->position();
        update();
    } else if (moved.manhattanLength() > QApplication::startDragDistance()) {
        m_isGrabbing = false;
        Q_EMIT dragWanted();
    }
}

void PictureView::mouseReleaseEvent(QMouseEvent*)
{
    m_isGrabbing = false;
    unsetCursor();
}

void PictureView::mouseDoubleClickEvent(QMouseEvent*)
{
    if (m_isFitted)
        showActualSize();
    else
        fit();
}

void PictureView::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuWanted(event->globalPos());
}

}  // namespace reverie::ui
