#include "ui/queue/job_painting.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>

namespace reverie::ui {
namespace {

/// A sign beside the words, so that no state is told by colour alone.
std::pair<QString, Tone> signOf(queue::JobState state)
{
    switch (state) {
    case queue::JobState::Done:
        return {QStringLiteral("check"), Tone::Ok};
    case queue::JobState::Failed:
        return {QStringLiteral("warning"), Tone::Bad};
    case queue::JobState::Cancelled:
        return {QStringLiteral("close"), Tone::Muted};
    case queue::JobState::Interrupted:
        return {QStringLiteral("pause"), Tone::Warn};
    default:
        return {QStringLiteral("picture"), Tone::Muted};
    }
}

void paintPicture(QPainter& painter, const QRect& place, const JobLook& look)
{
    if (!look.picture.isNull()) {
        paint::picture(painter, place, look.picture, radius::kField);
        return;
    }
    paint::box(painter, place, radius::kField, applicationColours().groove);
    const auto [sign, tone] = signOf(look.state);
    paint::sign(painter, place, sign, tone);
}

}  // namespace

void paintJob(QPainter& painter, const QRect& place, const JobLook& look)
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const Colours& colours = applicationColours();
    const QRect picture(place.left() + space::kMedium, place.top() + (place.height() - extent::kJobPicture) / 2,
        extent::kJobPicture, extent::kJobPicture);
    paintPicture(painter, picture, look);
    const QFont title = fontOf(TextRole::Body);
    const QFont caption = fontOf(TextRole::Caption);
    const int lines = QFontMetrics(title).height() + QFontMetrics(caption).height() + space::kTiny;
    const int left = picture.right() + space::kMedium + space::kTiny;
    const QRect words(left, place.top() + (place.height() - lines) / 2, place.right() - space::kMedium - left, lines);
    painter.setFont(title);
    painter.setPen(colours.text);
    painter.drawText(words, Qt::AlignTop | Qt::AlignLeft,
        painter.fontMetrics().elidedText(look.title, Qt::ElideRight, words.width()));
    painter.setFont(caption);
    painter.setPen(look.state == queue::JobState::Failed ? colours.bad : colours.muted);
    painter.drawText(words, Qt::AlignBottom | Qt::AlignLeft,
        painter.fontMetrics().elidedText(look.words, Qt::ElideRight, words.width() - look.room));
    const int taken = painter.fontMetrics().horizontalAdvance(look.words) + space::kVast;
    painter.setPen(colours.muted);
    if (taken + painter.fontMetrics().horizontalAdvance(look.facts) <= words.width())
        painter.drawText(words, Qt::AlignBottom | Qt::AlignRight, look.facts);
    if (look.state != queue::JobState::Running)
        return;
    const QRectF bar(words.left(), place.bottom() - space::kSmall, words.width(), space::kTiny);
    paint::box(painter, bar, space::kHair, colours.groove);
    paint::box(painter, QRectF(bar.topLeft(), QSizeF(bar.width() * look.share, bar.height())), space::kHair,
        colours.accentFill);
}

}  // namespace reverie::ui
