#pragma once

#include <QStyledItemDelegate>

namespace reverie::ui {

/// Paints one row of a ModelList: its last picture, name and what it is, and at the right its size and where it lies.
class ModelRow final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace reverie::ui
