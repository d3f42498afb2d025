#include "ui/main_window/command_list.h"

#include "ui/main_window/command_table.h"
#include "ui/widgets/keys_text.h"
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

enum Role { IdRole = Qt::UserRole, KeysRole, MenuRole, PossibleRole };

class Row final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->save();
        const Colours& colours = applicationColours();
        const bool isPossible = index.data(PossibleRole).toBool();
        if (option.state.testFlag(QStyle::State_Selected))
            paint::box(*painter, option.rect, radius::kField, colours.accentSoft);
        QRect words = option.rect.adjusted(space::kLarge, 0, -space::kLarge, 0);
        painter->setPen(isPossible ? colours.text : colours.disabled);
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        const int title = option.fontMetrics.horizontalAdvance(index.data().toString());
        painter->setFont(fontOf(TextRole::Caption));
        painter->setPen(isPossible ? colours.muted : colours.disabled);
        painter->drawText(words, Qt::AlignVCenter | Qt::AlignRight, index.data(KeysRole).toString());
        painter->drawText(words.adjusted(title + space::kLarge, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
            index.data(MenuRole).toString());
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {extent::kPaletteWidth / 2, extent::kControl + space::kSmall};
    }
};

}  // namespace

/// Best fits first, then the table's order.
class CommandFilter final : public QSortFilterProxyModel {
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
            matchQuality(m_typed, index.data(MenuRole).toString() + QLatin1Char(' ') + index.data().toString()));
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

CommandList::CommandList(CommandTable& commands, const QString& invitation, QWidget* parent)
    : QWidget(parent), m_commands(commands), m_field(new QLineEdit(this)), m_view(new QListView(this)),
      m_model(new QStandardItemModel(this)), m_filter(new CommandFilter(this))
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kMedium);
    all->addWidget(m_field);
    all->addWidget(m_view);
    m_field->setPlaceholderText(invitation);
    m_field->setAccessibleName(tr("Find a command"));
    m_field->installEventFilter(this);
    m_view->setAccessibleName(tr("Commands"));
    m_view->setItemDelegate(new Row(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->viewport()->setAutoFillBackground(false);
    m_filter->setSourceModel(m_model);
    m_view->setModel(m_filter);
    connect(m_field, &QLineEdit::textChanged, this, &CommandList::search);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (const QString id = current(); !id.isEmpty())
            Q_EMIT chosen(id);
    });
    connect(m_view, &QListView::clicked, this,
        [this](const QModelIndex& index) { Q_EMIT chosen(index.data(IdRole).toString()); });
    renew();
}

void CommandList::renew()
{
    m_model->clear();
    m_commands.refresh();
    for (const Command& command : m_commands.commands()) {
        auto* item = new QStandardItem(command.title);
        const QString keys = keysText(m_commands.keys(command.id));
        item->setData(command.id, IdRole);
        item->setData(keys, KeysRole);
        item->setData(titleOf(command.menu), MenuRole);
        item->setData(m_commands.isPossible(command), PossibleRole);
        item->setData(
            keys.isEmpty() ? command.title : command.title + QStringLiteral(", ") + keys, Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    m_field->clear();
    search({});
}

void CommandList::search(const QString& typed)
{
    m_filter->setTyped(typed);
    m_view->setCurrentIndex(m_filter->index(0, 0));
}

QString CommandList::current() const
{
    return m_view->currentIndex().data(IdRole).toString();
}

bool CommandList::eventFilter(QObject* watched, QEvent* event)
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
