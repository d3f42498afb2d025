#include "ui/viewer/recent_grid.h"

#include "core/gallery/thumbnail_cache.h"
#include "ui/widgets/accessible_role.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace reverie::ui {
namespace {

constexpr int kGap = space::kMedium;
constexpr int kHeading = extent::kControl;
constexpr int kScaledKiB = 8 * 1024;  // some two hundred thumbnails of the usual size

}  // namespace

QString dayTitle(const QDate& day, const QDate& today)
{
    if (day == today)
        return RecentGrid::tr("Today");
    if (day == today.addDays(-1))
        return RecentGrid::tr("Yesterday");
    return QLocale().toString(day, QLocale::LongFormat);
}

RecentGrid::RecentGrid(gallery::ThumbnailCache& thumbnails, QWidget* parent)
    : QAbstractScrollArea(parent), m_thumbnails(thumbnails), m_scaler(kScaledKiB)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleRole(this, QAccessible::List);
    setAccessibleName(tr("Recent pictures"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // It has the right margin to itself.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAutoFillBackground(false);
    connect(&thumbnails, &gallery::ThumbnailCache::failed, this, [this](const QString& path) {
        if (find(path) != nullptr)
            Q_EMIT pictureLost(path);
    });
    connect(&thumbnails, &gallery::ThumbnailCache::ready, viewport(), qOverload<>(&QWidget::update));
    connect(&m_scaler, &PictureScaler::rested, viewport(), qOverload<>(&QWidget::update));
}

void RecentGrid::setThumbnailSide(int pixels)
{
    m_wantedSide = pixels;
    arrange();
}

void RecentGrid::setPictures(std::vector<gallery::GalleryPicture> pictures)
{
    const QString chosen = selected() == nullptr ? QString() : selected()->path;
    m_pictures = std::move(pictures);
    m_selected = -1;
    for (std::size_t i = 0; i < m_pictures.size(); ++i)
        if (m_pictures[i].path == chosen)
            m_selected = static_cast<int>(i);
    arrange();
}

void RecentGrid::append(std::vector<gallery::GalleryPicture> pictures)
{
    for (gallery::GalleryPicture& picture : pictures)
        if (find(picture.path) == nullptr)
            m_pictures.push_back(std::move(picture));
    arrange();
}

void RecentGrid::put(const gallery::GalleryPicture& picture)
{
    if (const auto* known = find(picture.path)) {
        m_pictures[static_cast<std::size_t>(known - m_pictures.data())] = picture;
    } else {
        const auto place = std::find_if(m_pictures.begin(), m_pictures.end(),
            [&](const gallery::GalleryPicture& each) { return each.created <= picture.created; });
        if (m_selected >= place - m_pictures.begin())
            ++m_selected;
        m_pictures.insert(place, picture);
    }
    arrange();
}

void RecentGrid::remove(const QString& path)
{
    const auto* known = find(path);
    if (known == nullptr)
        return;
    const int at = static_cast<int>(known - m_pictures.data());
    m_pictures.erase(m_pictures.begin() + at);
    const bool wasSelected = at == m_selected;
    if (at < m_selected || m_selected >= static_cast<int>(m_pictures.size()))
        --m_selected;
    arrange();
    if (wasSelected)
        Q_EMIT selectionChanged(selected() == nullptr ? QString() : selected()->path);
}

const gallery::GalleryPicture* RecentGrid::find(const QString& path) const
{
    const auto found = std::find_if(
        m_pictures.begin(), m_pictures.end(), [&](const gallery::GalleryPicture& each) { return each.path == path; });
    return found == m_pictures.end() ? nullptr : &*found;
}

const gallery::GalleryPicture* RecentGrid::selected() const
{
    const bool isIn = m_selected >= 0 && m_selected < static_cast<int>(m_pictures.size());
    return isIn ? &m_pictures[static_cast<std::size_t>(m_selected)] : nullptr;
}

void RecentGrid::select(const QString& path)
{
    const auto* known = find(path);
    choose(known == nullptr ? -1 : static_cast<int>(known - m_pictures.data()));
}

void RecentGrid::selectNeighbour(int direction)
{
    if (!m_pictures.empty())
        choose(std::clamp(m_selected < 0 ? 0 : m_selected + direction, 0, static_cast<int>(m_pictures.size()) - 1));
}

void RecentGrid::choose(int index)
{
    if (index == m_selected)
        return;
    m_selected = index;
    if (index >= 0) {
        const QRect place = cell(index);
        QScrollBar* bar = verticalScrollBar();
        if (place.top() < bar->value())
            bar->setValue(place.top() - kHeading);
        else if (place.bottom() > bar->value() + viewport()->height())
            bar->setValue(place.bottom() - viewport()->height() + kGap);
    }
    viewport()->update();
    announce();
    Q_EMIT selectionChanged(selected() == nullptr ? QString() : selected()->path);
}

void RecentGrid::announce()
{
    const auto* picture = selected();
    setAccessibleDescription(picture == nullptr
            ? QString()
            : tr("Picture %1 of %2: %3")
                  .arg(m_selected + 1)
                  .arg(m_pictures.size())
                  .arg(picture->request ? picture->request->prompt : picture->path));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void RecentGrid::arrange()
{
    const int whole = viewport()->width() - space::kLarge;
    m_columns = std::max(1, (whole + kGap) / (m_wantedSide + kGap));
    // The ring around the chosen one has room at either side.
    const int width = whole - space::kSmall;
    m_side = (width - (m_columns - 1) * kGap) / m_columns;
    m_days.clear();
    const QDate today = QDate::currentDate();
    int top = space::kSmall;
    for (int i = 0; i < static_cast<int>(m_pictures.size()); ++i) {
        const QString title = dayTitle(m_pictures[static_cast<std::size_t>(i)].created.toLocalTime().date(), today);
        if (m_days.empty() || m_days.back().title != title) {
            if (!m_days.empty())
                top += kHeading + (m_days.back().count + m_columns - 1) / m_columns * (m_side + kGap);
            m_days.push_back({title, i, 0, top});
        }
        ++m_days.back().count;
    }
    if (!m_days.empty())
        top += kHeading + (m_days.back().count + m_columns - 1) / m_columns * (m_side + kGap) + kGap;
    verticalScrollBar()->setRange(0, std::max(0, top - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_side + kGap);
    viewport()->update();
}

QRect RecentGrid::cell(int index) const
{
    for (const Day& day : m_days) {
        const int at = index - day.first;
        if (at >= 0 && at < day.count)
            return {space::kLarge + at % m_columns * (m_side + kGap),
                day.top + kHeading + at / m_columns * (m_side + kGap), m_side, m_side};
    }
    return {};
}

int RecentGrid::indexAt(QPoint viewportPoint) const
{
    const QPoint point = viewportPoint + QPoint(0, verticalScrollBar()->value());
    for (int i = 0; i < static_cast<int>(m_pictures.size()); ++i)
        if (cell(i).contains(point))
            return i;
    return -1;
}

void RecentGrid::paintCell(QPainter& painter, int index, const QRect& place)
{
    const Colours& colours = applicationColours();
    const gallery::GalleryPicture& picture = m_pictures[static_cast<std::size_t>(index)];
    const QImage thumbnail = m_thumbnails.thumbnail(picture.path);
    if (thumbnail.isNull())
        paint::box(painter, place, radius::kPicture, colours.raised);
    else
        m_scaler.paint(painter, place, thumbnail, radius::kPicture);
    const auto sign = [&](double left, const QString& name, Tone tone) {
        const QRectF at(left, place.top() + space::kSmall, extent::kIcon, extent::kIcon);
        paint::box(painter, at.adjusted(-space::kTiny, -space::kTiny, space::kTiny, space::kTiny), extent::kIcon,
            colours.pictureShade);
        painter.drawPixmap(at.topLeft(), iconPixmap(name, tone, extent::kIcon, devicePixelRatioF()));
    };
    if (picture.isStarred)
        sign(place.right() - extent::kIcon - space::kSmall, QStringLiteral("star-filled"), Tone::Star);
    if (picture.stop.step > 0)
        sign(place.left() + space::kSmall, QStringLiteral("stop"), Tone::OnPicture);
    if (index == m_selected)
        paint::focusRing(painter, QRectF(place).adjusted(-space::kSmall, -space::kSmall, space::kSmall, space::kSmall),
            radius::kPicture, colours);
}

void RecentGrid::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const Colours& colours = applicationColours();
    painter.translate(0, -verticalScrollBar()->value());
    const QRect seen = viewport()->rect().translated(0, verticalScrollBar()->value());
    for (const Day& day : m_days) {
        const QRect heading(space::kLarge, day.top, viewport()->width() - space::kLarge - space::kSmall, kHeading);
        painter.setFont(fontOf(TextRole::Heading));
        painter.setPen(colours.text);
        painter.drawText(heading, Qt::AlignVCenter | Qt::AlignLeft, day.title);
        painter.setFont(fontOf(TextRole::Caption));
        painter.setPen(colours.muted);
        painter.drawText(heading, Qt::AlignVCenter | Qt::AlignRight, QString::number(day.count));
        for (int i = day.first; i < day.first + day.count; ++i)
            if (const QRect place = cell(i); place.intersects(seen))
                paintCell(painter, i, place);
    }
    if (m_pictures.empty()) {
        painter.setPen(colours.muted);
        painter.drawText(viewport()->rect().adjusted(space::kHuge, space::kHuge, -space::kHuge, -space::kHuge),
            Qt::AlignTop | Qt::AlignHCenter | Qt::TextWordWrap, tr("Your pictures will gather here."));
    }
}

void RecentGrid::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    const int side = m_side;
    arrange();
    if (m_side != side)
        m_scaler.noteResize();
}

void RecentGrid::scrollContentsBy(int, int)
{
    m_thumbnails.forgetRequests();
    viewport()->update();
    QScrollBar* bar = verticalScrollBar();
    if (bar->maximum() - bar->value() < viewport()->height())
        Q_EMIT moreWanted();
}

void RecentGrid::mousePressEvent(QMouseEvent* event)
{
    const int index = indexAt(event->position().toPoint());
    m_pressed = event->position().toPoint();
    if (index < 0)
        return;
    if (event->modifiers() & Qt::AltModifier)
        Q_EMIT compareWanted(m_pictures[static_cast<std::size_t>(index)].path);
    else
        choose(index);
}

void RecentGrid::mouseMoveEvent(QMouseEvent* event)
{
    const bool isDrag = event->buttons() & Qt::LeftButton && indexAt(m_pressed) == m_selected && m_selected >= 0 &&
        (event->position().toPoint() - m_pressed).manhattanLength() > QApplication::startDragDistance();
    if (isDrag)
        Q_EMIT dragWanted();
}

void RecentGrid::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const int last = static_cast<int>(m_pictures.size()) - 1;
    const int step = key == Qt::Key_Up ? -m_columns : key == Qt::Key_Down ? m_columns : 0;
    if (step != 0)
        choose(std::clamp(m_selected + step, 0, std::max(0, last)));
    else if (key == Qt::Key_Home && last >= 0)
        choose(0);
    else if (key == Qt::Key_End)
        choose(last);
    else
        QAbstractScrollArea::keyPressEvent(event);
}

void RecentGrid::contextMenuEvent(QContextMenuEvent* event)
{
    Q_EMIT menuWanted(event->globalPos());
}

void RecentGrid::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_selected < 0 && !m_pictures.empty())
        choose(0);
    viewport()->update();
}

void RecentGrid::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

}  // namespace reverie::ui
