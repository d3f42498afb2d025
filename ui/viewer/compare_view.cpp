#include "ui/viewer/compare_view.h"

#include "core/request/request_json.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/sentence_text.h"
#include "ui/widgets/style.h"

#include <QKeyEvent>
#include <QPainter>

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

void drawFitted(QPainter& painter, const QRectF& place, const QImage& image)
{
    painter.drawImage(place, image);
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

void CompareView::show(const gallery::GalleryPicture& left, const gallery::GalleryPicture& right)
{
    m_left = m_right = {};
    m_leftReader.read(left.path);
    m_rightReader.read(right.path);
    const QStringList lines = left.request && right.request
        ? recipeDifferences(*left.request, *right.request)
        : QStringList(tr("One of them does not say how it was made."));
    m_words = lines.isEmpty() ? tr("Both have the same recipe.") : lines.join(QLatin1Char('\n'));
    setAccessibleDescription(m_words);
    m_words += QLatin1Char('\n') + tr("C next view \u00b7 X swap \u00b7 Esc back");
    update();
}

void CompareView::renewDifference()
{
    m_difference = m_left.isNull() || m_right.isNull() || m_mode != CompareMode::Difference
        ? QImage()
        : differenceImage(m_left.levels.front(), m_right.levels.front());
    update();
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
    std::swap(m_left, m_right);
    update();
}

QRectF CompareView::place(const QRectF& within) const
{
    const QSizeF size = QSizeF(m_left.size()).scaled(within.size(), Qt::KeepAspectRatio);
    return {
        within.center().x() - size.width() / 2, within.center().y() - size.height() / 2, size.width(), size.height()};
}

void CompareView::paintSlider(QPainter& painter, const QRectF& within) const
{
    const QRectF whole = place(within);
    const double at = whole.left() + whole.width() * m_share;
    drawFitted(painter, whole, m_right.levelFor(whole.width()));
    painter.save();
    painter.setClipRect(QRectF(whole.left(), whole.top(), at - whole.left(), whole.height()));
    drawFitted(painter, whole, m_left.levelFor(whole.width()));
    painter.restore();
    const Colours& colours = applicationColours();
    painter.fillRect(QRectF(at - 1, whole.top(), space::kTiny, whole.height()), colours.onPicture);
    const double knob = space::kLarge;
    paint::box(painter, {at - knob, whole.center().y() - knob, 2 * knob, 2 * knob}, knob, colours.accentFill,
        colours.onPicture);
}

void CompareView::paintSides(QPainter& painter, const QRectF& within) const
{
    const double half = (within.width() - space::kMedium) / 2;
    const QRectF left = place({within.left(), within.top(), half, within.height()});
    const QRectF right = place({within.right() - half, within.top(), half, within.height()});
    drawFitted(painter, left, m_left.levelFor(left.width()));
    drawFitted(painter, right, m_right.levelFor(right.width()));
}

void CompareView::paintWords(QPainter& painter, const QRectF& within) const
{
    painter.setFont(fontOf(TextRole::Caption));
    painter.setPen(applicationColours().muted);
    painter.drawText(within, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_words);
}

void CompareView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::SmoothPixmapTransform | QPainter::Antialiasing);
    painter.fillRect(rect(), applicationColours().background);
    const QRectF inner = QRectF(rect()).adjusted(space::kVast, space::kVast, -space::kVast, -space::kVast);
    const double words = std::min(inner.height() / 4,
        static_cast<double>(
            (m_words.count(QLatin1Char('\n')) + 2) * QFontMetrics(fontOf(TextRole::Caption)).lineSpacing()));
    const QRectF pictures = inner.adjusted(0, 0, 0, -words - space::kLarge);
    if (!m_left.isNull() && !m_right.isNull()) {
        if (m_mode == CompareMode::Slider)
            paintSlider(painter, pictures);
        else if (m_mode == CompareMode::SideBySide)
            paintSides(painter, pictures);
        else if (!m_difference.isNull())
            drawFitted(painter, place(pictures), m_difference);
        else
            painter.drawText(pictures, Qt::AlignCenter, tr("Pictures of different sizes cannot be subtracted."));
    }
    paintWords(painter, {inner.left(), pictures.bottom() + space::kLarge, inner.width(), words});
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF inner = place(QRectF(rect()).adjusted(space::kVast, space::kVast, -space::kVast, -space::kVast));
    m_share = std::clamp((event->position().x() - inner.left()) / std::max(1.0, inner.width()), 0.0, 1.0);
    update();
}

void CompareView::keyPressEvent(QKeyEvent* event)
{
    constexpr double kStep = 0.05;
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_share = std::clamp(m_share + step * kStep, 0.0, 1.0);
    update();
}

}  // namespace reverie::ui
