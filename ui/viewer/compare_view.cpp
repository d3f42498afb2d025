#include "ui/viewer/compare_view.h"

#include "core/base/when_done.h"
#include "core/request/request_json.h"
#include "ui/widgets/accessible_role.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/sentence_text.h"
#include "ui/widgets/style.h"

#include <QKeyEvent>
#include <QPainter>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

QString shown(const nlohmann::json& table, const std::string& key)
{
    const auto found = table.find(key);
    if (found == table.end())
        return CompareView::tr("none");
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    constexpr qsizetype kMost = 60;
    const QString whole = QString::fromStdString(text).simplified();
    return whole.size() > kMost ? whole.left(kMost) + QStringLiteral("\u2026") : whole;
}

QString stopStep(const request::Stop& stop)
{
    return stop.step > 0 ? CompareView::tr("at step %1").arg(stop.step) : CompareView::tr("no");
}

/// As large as it fits, in the middle.
QRectF fitted(const ShownPicture& picture, const QRectF& within)
{
    QRectF place({}, QSizeF(picture.size()).scaled(within.size(), Qt::KeepAspectRatio));
    place.moveCenter(within.center());
    return place;
}

void draw(QPainter& painter, const ShownPicture& picture, const QRectF& within)
{
    const QRectF place = fitted(picture, within);
    painter.drawImage(place, picture.levelFor(place.width()));
}

void drawClipped(QPainter& painter, const ShownPicture& picture, const QRectF& within, const QRectF& clip)
{
    painter.save();
    painter.setClipRect(clip);
    draw(painter, picture, within);
    painter.restore();
}

}  // namespace

QStringList recipeDifferences(const request::GenerationRequest& left, const request::GenerationRequest& right)
{
    const nlohmann::json a = request::toJson(left);
    const nlohmann::json b = request::toJson(right);
    QStringList lines;
    nlohmann::json all = a;
    all.update(b);
    for (const auto& item : all.items()) {
        const std::string& key = item.key();
        if (a.value(key, nlohmann::json()) != b.value(key, nlohmann::json()))
            lines << QStringLiteral("%1:  %2  |  %3")
                         .arg(capitalised(QString::fromStdString(key).replace(QLatin1Char('_'), QLatin1Char(' '))),
                             shown(a, key), shown(b, key));
    }
    return lines;
}

QImage differenceImage(const QImage& left, const QImage& right)
{
    if (left.size() != right.size() || left.isNull())
        return {};
    constexpr int kGain = 8;
    const QImage a = left.convertToFormat(QImage::Format_RGB32);
    const QImage b = right.convertToFormat(QImage::Format_RGB32);
    QImage difference(a.size(), QImage::Format_RGB32);
    const auto gained = [](int one, int other) { return std::min(255, kGain * std::abs(one - other)); };
    for (int y = 0; y < a.height(); ++y) {
        const auto* from = reinterpret_cast<const QRgb*>(a.constScanLine(y));
        const auto* with = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        auto* to = reinterpret_cast<QRgb*>(difference.scanLine(y));
        for (int x = 0; x < a.width(); ++x)
            to[x] = qRgb(gained(qRed(from[x]), qRed(with[x])), gained(qGreen(from[x]), qGreen(with[x])),
                gained(qBlue(from[x]), qBlue(with[x])));
    }
    return difference;
}

CompareView::CompareView(QWidget* parent) : QWidget(parent)
{
    setAccessibleRole(this, QAccessible::Graphic);
    setAccessibleName(tr("Two pictures compared"));
    setFocusPolicy(Qt::StrongFocus);
    connect(&m_leftReader, &PictureReader::done, this, [this](const ShownPicture& picture) {
        m_left = picture;
        renewDifference();
    });
    connect(&m_rightReader, &PictureReader::done, this, [this](const ShownPicture& picture) {
        m_right = picture;
        renewDifference();
    });
}

void CompareView::show(gallery::GalleryPicture left, gallery::GalleryPicture right)
{
    m_leftFile = std::move(left);
    m_rightFile = std::move(right);
    m_left = m_right = {};
    m_leftReader.read(m_leftFile.path);
    m_rightReader.read(m_rightFile.path);
    QStringList lines = m_leftFile.request && m_rightFile.request
        ? recipeDifferences(*m_leftFile.request, *m_rightFile.request)
        : QStringList(tr("One of them does not say how it was made."));
    if (m_leftFile.stop != m_rightFile.stop)
        lines << tr("Stopped:  %1  |  %2").arg(stopStep(m_leftFile.stop), stopStep(m_rightFile.stop));
    m_words = lines.isEmpty() ? tr("Both have the same recipe.") : lines.join(QLatin1Char('\n'));
    setAccessibleDescription(m_words);
    update();
}

void CompareView::setKeys(const QString& next, const QString& swap)
{
    QStringList ways;
    if (!next.isEmpty())
        ways << tr("%1 next view").arg(next);
    if (!swap.isEmpty())
        ways << tr("%1 swap").arg(swap);
    m_keys = (ways << tr("Esc back")).join(QStringLiteral(" \u00b7 "));
    update();
}

void CompareView::renewDifference()
{
    m_difference = {};
    update();
    if (m_left.isNull() || m_right.isNull() || m_mode != CompareMode::Difference)
        return;
    whenDone(QtConcurrent::run(differenceImage, m_left.levels.front(), m_right.levels.front()), this,
        [this, left = m_left.path, right = m_right.path](const QImage& difference) {
            if (left != m_left.path || right != m_right.path)
                return;
            m_difference = difference;
            update();
        });
}

void CompareView::nextMode()
{
    m_mode = m_mode == CompareMode::Slider  ? CompareMode::SideBySide
        : m_mode == CompareMode::SideBySide ? CompareMode::Difference
                                            : CompareMode::Slider;
    renewDifference();
}

void CompareView::swap()
{
    ShownPicture left = m_right;
    ShownPicture right = m_left;
    show(m_rightFile, m_leftFile);
    // Nothing blinks until the files have been read anew.
    m_left = std::move(left);
    m_right = std::move(right);
    renewDifference();
}

double CompareView::wordsHeight() const
{
    const qsizetype lines = m_words.count(QLatin1Char('\n')) + 3;
    const double height = static_cast<double>(lines) * QFontMetrics(fontOf(TextRole::Caption)).lineSpacing();
    return std::min((this->height() - 2.0 * space::kVast) / 4, height);
}

QRectF CompareView::pictures() const
{
    return QRectF(rect()).adjusted(
        space::kVast, space::kVast, -space::kVast, -space::kVast - wordsHeight() - space::kLarge);
}

QRectF CompareView::slid() const
{
    return fitted(m_left, pictures()).united(fitted(m_right, pictures()));
}

void CompareView::paintSlider(QPainter& painter) const
{
    const QRectF whole = slid();
    const double at = whole.left() + whole.width() * m_share;
    drawClipped(painter, m_left, pictures(), {whole.topLeft(), QPointF(at, whole.bottom())});
    drawClipped(painter, m_right, pictures(), {QPointF(at, whole.top()), whole.bottomRight()});
    const Colours& colours = applicationColours();
    painter.fillRect(QRectF(at - 1, whole.top(), space::kTiny, whole.height()), colours.onPicture);
    const double knob = space::kLarge;
    paint::box(painter, {at - knob, whole.center().y() - knob, 2 * knob, 2 * knob}, knob, colours.accentFill,
        colours.onPicture);
}

void CompareView::paintSides(QPainter& painter) const
{
    const QRectF both = pictures();
    const double half = (both.width() - space::kMedium) / 2;
    draw(painter, m_left, {both.left(), both.top(), half, both.height()});
    draw(painter, m_right, {both.right() - half, both.top(), half, both.height()});
}

void CompareView::paintDifference(QPainter& painter) const
{
    if (m_left.size() != m_right.size())
        painter.drawText(pictures(), Qt::AlignCenter, tr("Pictures of different sizes cannot be subtracted."));
    else if (!m_difference.isNull())
        painter.drawImage(fitted(m_left, pictures()), m_difference);
}

void CompareView::paintWords(QPainter& painter) const
{
    painter.setFont(fontOf(TextRole::Caption));
    painter.setPen(applicationColours().muted);
    const QRectF above = pictures();
    painter.drawText(QRectF(above.left(), above.bottom() + space::kLarge, above.width(), wordsHeight()),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_words + QLatin1Char('\n') + m_keys);
}

void CompareView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::SmoothPixmapTransform | QPainter::Antialiasing);
    painter.fillRect(rect(), applicationColours().background);
    if (!m_left.isNull() && !m_right.isNull()) {
        if (m_mode == CompareMode::Slider)
            paintSlider(painter);
        else if (m_mode == CompareMode::SideBySide)
            paintSides(painter);
        else
            paintDifference(painter);
    }
    paintWords(painter);
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF whole = slid();
    m_share = std::clamp((event->position().x() - whole.left()) / std::max(1.0, whole.width()), 0.0, 1.0);
    update();
}

int CompareView::stepsOf(const QKeyEvent& event) const
{
    if (m_mode != CompareMode::Slider || (event.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
        return 0;
    return event.key() == Qt::Key_Left ? -1 : event.key() == Qt::Key_Right ? 1 : 0;
}

bool CompareView::event(QEvent* event)
{
    // The arrows choose another picture elsewhere.
    if (event->type() == QEvent::ShortcutOverride && stepsOf(*static_cast<QKeyEvent*>(event)) != 0) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void CompareView::keyPressEvent(QKeyEvent* event)
{
    constexpr double kStep = 0.05;
    const int steps = stepsOf(*event);
    if (steps == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_share = std::clamp(m_share + steps * kStep, 0.0, 1.0);
    update();
}

}  // namespace reverie::ui
