#include "ui/widgets/search_list.h"

#include "ui/widgets/label.h"
#include "ui/widgets/painting.h"
#include "ui/widgets/style.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

enum Role { IdRole = Qt::UserRole, AsideRole, MoreRole, PossibleRole, GroupRole };

/// The group's name, where this row is the first of it; never while rows stand in the order of their fitness.
QString headingOf(const QModelIndex& index)
{
    const QString group = index.data(GroupRole).toString();
    const QModelIndex before = index.sibling(index.row() - 1, 0);
    return before.isValid() && before.data(GroupRole).toString() == group ? QString() : group;
}

class Row final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// While something is typed rows of all groups are mixed.
    void setGrouped(bool isGrouped) { m_isGrouped = isGrouped; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const QRect row = option.rect.adjusted(0, paintHeading(*painter, option.rect, index), 0, 0);
        if (option.state.testFlag(QStyle::State_Selected))
            paint::box(*painter, row, radius::kField, applicationColours().accentSoft);
        paintWords(*painter, row.adjusted(space::kLarge, 0, -space::kLarge, 0), option, index);
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const int heading = m_isGrouped && !headingOf(index).isEmpty() ? kHeading : 0;
        return {extent::kPaletteWidth / 2, extent::kControl + space::kSmall + heading};
    }

private:
    static constexpr int kHeading = extent::kControl;

    /// Returns its height.
    int paintHeading(QPainter& painter, const QRect& place, const QModelIndex& index) const
    {
        const QString heading = m_isGrouped ? headingOf(index) : QString();
        if (heading.isEmpty())
            return 0;
        painter.setFont(fontOf(TextRole::Caption));
        painter.setPen(applicationColours().muted);
        painter.drawText(QRect(place.left() + space::kLarge, place.top(), place.width(), kHeading),
            Qt::AlignVCenter | Qt::AlignLeft, heading);
        return kHeading;
    }

    static void paintWords(QPainter& painter, QRect words, const QStyleOptionViewItem& option, const QModelIndex& index)
    {
        const Colours& colours = applicationColours();
        const bool isPossible = index.data(PossibleRole).toBool();
        painter.setFont(option.font);
        const QString aside = index.data(AsideRole).toString();
        const int asideWidth = option.fontMetrics.horizontalAdvance(aside);
        const QString title = option.fontMetrics.elidedText(
            index.data().toString(), Qt::ElideRight, words.width() - asideWidth - space::kLarge);
        painter.setPen(isPossible ? colours.text : colours.disabled);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, title);
        painter.setFont(fontOf(TextRole::Caption));
        painter.setPen(isPossible ? colours.muted : colours.disabled);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignRight, aside);
        words.adjust(option.fontMetrics.horizontalAdvance(title) + space::kLarge, 0, -asideWidth - space::kLarge, 0);
        painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(index.data(MoreRole).toString(), Qt::ElideRight, words.width()));
    }

    bool m_isGrouped = true;
};

}  // namespace

/// Best fits first, then the order in which they were given.
class SearchList::Filter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setTyped(const QString& typed)
    {
        m_typed = typed;
        invalidate();
        sort(0);
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override { return quality(row, parent) > 0; }

    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const int a = quality(left.row(), left.parent());
        const int b = quality(right.row(), right.parent());
        return a != b ? a > b : left.row() < right.row();
    }

private:
    [[nodiscard]] int quality(int row, const QModelIndex& parent) const
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        return std::max(2 * matchQuality(m_typed, index.data().toString()),
            matchQuality(m_typed, index.data(MoreRole).toString() + QLatin1Char(' ') + index.data().toString()));
    }

    QString m_typed;
};

int matchQuality(const QString& typed, const QString& title)
{
    int quality = 1;
    qsizetype at = -1;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        const qsizetype found = title.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (found < 0)
            return 0;
        constexpr int kInOnePiece = 6;
        constexpr int kAtWord = 4;
        const bool isWord = found == 0 || title[found - 1].isSpace();
        quality += found == at + 1 ? kInOnePiece : isWord ? kAtWord : 1;
        at = found;
    }
    return quality;
}

SearchList::SearchList(const QString& invitation, const QString& name, QWidget* parent)
    : QWidget(parent), m_field(new QLineEdit(this)), m_view(new QListView(this)), m_model(new QStandardItemModel(this)),
      m_filter(new Filter(this))
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kMedium);
    all->addWidget(m_field);
    all->addWidget(m_view);
    m_field->setPlaceholderText(invitation);
    m_field->setAccessibleName(invitation);
    m_field->installEventFilter(this);
    m_view->setAccessibleName(name);
    m_view->setItemDelegate(new Row(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->viewport()->setAutoFillBackground(false);
    m_filter->setSourceModel(m_model);
    m_view->setModel(m_filter);
    connect(m_field, &QLineEdit::textChanged, this, &SearchList::search);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (const QString id = current(); !id.isEmpty())
            Q_EMIT chosen(id);
    });
    connect(m_view, &QListView::clicked, this,
        [this](const QModelIndex& index) { Q_EMIT chosen(index.data(IdRole).toString()); });
}

void SearchList::setItems(const std::vector<SearchItem>& items)
{
    m_model->clear();
    for (const SearchItem& each : items) {
        auto* item = new QStandardItem(each.title);
        item->setData(each.id, IdRole);
        item->setData(each.aside, AsideRole);
        item->setData(each.more, MoreRole);
        item->setData(each.isPossible, PossibleRole);
        item->setData(each.group, GroupRole);
        item->setData(
            each.aside.isEmpty() ? each.title : each.title + QStringLiteral(", ") + each.aside, Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    m_field->clear();
    search({});
}

void SearchList::search(const QString& typed)
{
    static_cast<Row*>(m_view->itemDelegate())->setGrouped(typed.isEmpty());
    m_filter->setTyped(typed);
    m_view->setCurrentIndex(m_filter->index(0, 0));
}

QString SearchList::current() const
{
    return m_view->currentIndex().data(IdRole).toString();
}

void SearchList::setCurrent(const QString& id)
{
    for (int row = 0; row < m_filter->rowCount(); ++row)
        if (const QModelIndex at = m_filter->index(row, 0); at.data(IdRole).toString() == id) {
            m_view->setCurrentIndex(at);
            return;
        }
}

bool SearchList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1
            : key == Qt::Key_Up              ? -1
            : key == Qt::Key_PageDown        ? 8
            : key == Qt::Key_PageUp          ? -8
                                             : 0;
        if (step != 0) {
            const int last = m_filter->rowCount() - 1;
            const int row = std::clamp(m_view->currentIndex().row() + step, 0, std::max(0, last));
            m_view->setCurrentIndex(m_filter->index(row, 0));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace reverie::ui
