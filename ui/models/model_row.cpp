#include "ui/models/model_row.h"

#include "core/base/size_text.h"
#include "ui/models/model_list.h"
#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QPainter>

namespace reverie::ui {
namespace {

/// The words of a row in two columns of two lines.
struct Columns {
    QRect left;
    QRect right;
};

Columns columnsOf(const QRect& card, int pictureRight)
{
    const int height =
        QFontMetrics(fontOf(TextRole::Body)).height() + QFontMetrics(fontOf(TextRole::Caption)).height() + space::kTiny;
    const int left = pictureRight + space::kLarge;
    const QRect words(left, card.top() + (card.height() - height) / 2, card.right() - space::kLarge - left, height);
    const int right = std::min<int>(extent::kModelPlace, words.width() / 3);
    return {words.adjusted(0, 0, -right - space::kLarge, 0), words.adjusted(words.width() - right, 0, 0, 0)};
}

void drawLine(QPainter& painter, const QRect& place, int where, const QString& text)
{
    const QString line = painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width());
    painter.drawText(place, where, line);
}

void paintSign(QPainter& painter, const QRect& place, const ModelEntry& model, const QImage& picture)
{
    if (!picture.isNull()) {
        paint::picture(painter, place, picture, radius::kField);
        return;
    }
    paint::box(painter, place, radius::kField, applicationColours().groove);
    const QString sign = model.isUsable() ? QStringLiteral("model") : QStringLiteral("warning");
    paint::sign(painter, place, sign, model.isUsable() ? Tone::Muted : Tone::Warn);
}

void paintWords(QPainter& painter, const Columns& columns, const ModelEntry& model)
{
    const Colours& colours = applicationColours();
    const bool isUsable = model.isUsable();
    painter.setFont(fontOf(TextRole::Body));
    painter.setPen(isUsable ? colours.text : colours.muted);
    QRect title = columns.left;
    if (model.isFavourite) {
        const int side = extent::kSmallIcon;
        const int lineHeight = painter.fontMetrics().height();
        paint::sign(painter, QRect(title.left(), title.top(), side, lineHeight), QStringLiteral("star-filled"),
            Tone::Star, side);
        title.adjust(side + space::kSmall, 0, 0, 0);
    }
    drawLine(painter, title, Qt::AlignTop | Qt::AlignLeft, model.name);
    drawLine(painter, columns.right, Qt::AlignTop | Qt::AlignRight, sizeText(model.bytes));
    painter.setFont(fontOf(TextRole::Caption));
    painter.setPen(isUsable ? colours.muted : colours.warn);
    drawLine(painter, columns.left, Qt::AlignBottom | Qt::AlignLeft, modelLine(model));
    painter.setPen(colours.muted);
    drawLine(painter, columns.right, Qt::AlignBottom | Qt::AlignRight, library::sourceName(model.source));
}

}  // namespace

void ModelRow::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* list = static_cast<const ModelList*>(index.model());
    const ModelEntry* model = list->entry(index);
    if (model == nullptr)
        return;
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect card = option.rect.adjusted(0, 0, 0, -space::kSmall);
    paint::row(*painter, card, option);
    const QRect picture(card.left() + space::kMedium, card.top() + (card.height() - extent::kJobPicture) / 2,
        extent::kJobPicture, extent::kJobPicture);
    paintSign(*painter, picture, *model, list->picture(model->path));
    paintWords(*painter, columnsOf(card, picture.right()), *model);
    painter->restore();
}

QSize ModelRow::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {extent::kJobWidth, extent::kJobHeight + space::kSmall};
}

}  // namespace reverie::ui
