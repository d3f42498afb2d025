#include "ui/models/installed_tab.h"

#include "ui/models/disk_use_sheet.h"
#include "ui/models/model_list.h"
#include "ui/models/model_row.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/sentence_text.h"
#include "ui/widgets/tokens.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr ModelGroup kGroups[] = {
    ModelGroup::All, ModelGroup::Models, ModelGroup::Loras, ModelGroup::Vaes, ModelGroup::Others};

}  // namespace

InstalledTab::InstalledTab(QWidget* parent)
    : QWidget(parent), m_models(new ModelList(this)), m_filter(new QLineEdit), m_list(new QListView),
      m_right(new QStackedLayout), m_nothing(caption({})), m_nothingWay(wordButton({}, ButtonKind::Primary)),
      m_notes(wrapping(new Label({}, TextRole::Caption, Tone::Warn))), m_total(caption({})),
      m_use(chip(tr("Disk use"))), m_sheet(new ModelSheet), m_diskUse(new DiskUseSheet)
{
    auto* left = new QVBoxLayout;
    left->setSpacing(space::kLarge);
    left->addLayout(makeHead());
    auto* lists = new QWidget;
    m_left = new QStackedLayout(lists);
    m_left->addWidget(makeList());
    m_left->addWidget(makeNothing());
    left->addWidget(lists, 1);
    left->addWidget(m_notes);
    left->addLayout(makeFoot());
    setNotes({});
    auto* right = new QWidget;
    right->setFixedWidth(extent::kModelSheet);
    right->setLayout(m_right);
    m_right->setContentsMargins(0, 0, 0, 0);
    m_right->addWidget(m_sheet);
    m_right->addWidget(m_diskUse);
    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(space::kHuge);
    all->addLayout(left, 1);
    all->addWidget(right);
    connect(m_sheet, &ModelSheet::useWanted, this, &InstalledTab::useWanted);
    connect(m_sheet, &ModelSheet::removeWanted, this, &InstalledTab::removeWanted);
    connect(m_sheet, &ModelSheet::favouriteWanted, this, &InstalledTab::favouriteWanted);
    connect(m_diskUse, &DiskUseSheet::removeWanted, this, &InstalledTab::uselessRemoveWanted);
    connect(m_diskUse, &DiskUseSheet::closeWanted, this, [this] {
        m_right->setCurrentWidget(m_sheet);
        m_list->setFocus(Qt::OtherFocusReason);
    });
    showState();
}

QLayout* InstalledTab::makeHead()
{
    m_filter->setPlaceholderText(tr("Find a model"));
    m_filter->setAccessibleName(tr("Find a model"));
    m_filter->addAction(icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_models->setFilter({words, m_models->filter().group});
        showState();
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall + space::kTiny);
    row->addWidget(m_filter, 1);
    row->addSpacing(space::kSmall);
    auto* group = new QButtonGroup(this);
    for (const ModelGroup each : kGroups) {
        QPushButton* button = chip(titleOf(each), true);
        group->addButton(button);
        m_groups.push_back(button);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, each] {
            m_models->setFilter({m_filter->text(), each});
            showState();
        });
    }
    m_groups.front()->setChecked(true);
    return row;
}

QWidget* InstalledTab::makeList()
{
    m_list->setAccessibleName(tr("Models on this computer"));
    m_list->setModel(m_models);
    m_list->setItemDelegate(new ModelRow(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->installEventFilter(this);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex& current) { onCurrent(current.data(ModelList::PathRole).toString()); });
    connect(m_list, &QListView::clicked, this, [this] { m_right->setCurrentWidget(m_sheet); });
    connect(m_list, &QListView::doubleClicked, this, [this] { handleKey(Qt::Key_Return); });
    return m_list;
}

QWidget* InstalledTab::makeNothing()
{
    connect(m_nothingWay, &QPushButton::clicked, this, [this] {
        if (m_models->entries().empty()) {
            Q_EMIT discoverWanted();
            return;
        }
        m_groups.front()->click();
        m_filter->clear();
        m_filter->setFocus(Qt::OtherFocusReason);
    });
    return emptyState(m_nothing, m_nothingWay);
}

QLayout* InstalledTab::makeFoot()
{
    QPushButton* add = chip(tr("Add a folder\u2026"));
    add->setToolTip(tr("Lists the models of another folder too, without copying them"));
    QPushButton* again = chip(tr("Look again"));
    again->setToolTip(tr("Reads all folders anew"));
    m_use->setToolTip(tr("What the models take, and what can be removed"));
    m_total->setElided(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addWidget(m_total, 1);
    row->addWidget(add);
    row->addWidget(again);
    row->addWidget(m_use);
    connect(add, &QPushButton::clicked, this, &InstalledTab::folderWanted);
    connect(again, &QPushButton::clicked, this, &InstalledTab::rescanWanted);
    connect(m_use, &QPushButton::clicked, this, [this] {
        Q_EMIT diskUseWanted();
        m_right->setCurrentWidget(m_diskUse);
    });
    return row;
}

void InstalledTab::setEntries(std::vector<ModelEntry> entries)
{
    const QString chosen = m_chosen;
    m_models->setEntries(std::move(entries));
    m_chosen = chosen;
    showState();
    // Of another one they have been asked for.
    if (!m_chosen.isEmpty() && m_chosen == chosen)
        Q_EMIT detailsWanted(m_chosen);
}

void InstalledTab::setScanning(bool isScanning)
{
    m_isScanning = isScanning;
    showState();
}

void InstalledTab::setNotes(const QStringList& notes)
{
    constexpr qsizetype kMost = 3;
    QStringList lines;
    for (const QString& note : notes.mid(0, kMost))
        lines << capitalised(note);
    if (notes.size() > kMost)
        lines << tr("%n place(s) more could not be looked at.", nullptr, static_cast<int>(notes.size() - kMost));
    m_notes->setText(lines.join(QLatin1Char('\n')));
    m_notes->setToolTip(notes.size() > kMost ? notes.join(QLatin1Char('\n')) : QString());
    m_notes->setVisible(!notes.isEmpty());
}

void InstalledTab::onCurrent(const QString& path)
{
    if (path.isEmpty() || path == m_chosen)
        return;
    m_chosen = path;
    Q_EMIT detailsWanted(path);
}

void InstalledTab::showState()
{
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        m_groups[i]->setVisible(i == 0 || m_models->count(kGroups[i]) > 0);
    const bool isAny = m_models->rowCount() > 0;
    m_left->setCurrentIndex(isAny ? 0 : 1);
    const bool isEmpty = m_models->entries().empty();
    m_nothing->setText(!isEmpty ? tr("No model here has these words.")
            : m_isScanning      ? tr("Looking through the folders of this computer\u2026")
                                : tr("No model is on this computer yet but the starter. Get one, or drop a model's "
                                          "file or folder on the window."));
    m_nothingWay->setText(isEmpty ? tr("Get a model") : tr("Show all models"));
    m_nothingWay->setAccessibleName(m_nothingWay->text());
    m_nothingWay->setVisible(!isEmpty || !m_isScanning);
    const QString total = isEmpty ? QString() : totalText(m_models->entries());
    m_total->setText(m_isScanning && !isEmpty ? tr("%1; still looking\u2026").arg(total) : total);
    QModelIndex at = m_models->indexOf(m_chosen);
    if (!at.isValid() && isAny)
        at = m_models->index(0);
    m_list->setCurrentIndex(at);
    m_sheet->setVisible(m_models->find(m_chosen) != nullptr);
}

void InstalledTab::setDetails(const ModelDetails& details)
{
    if (details.entry.path != m_chosen)
        return;
    m_sheet->show(details);
    m_sheet->setPicture(m_models->picture(m_chosen));
    m_sheet->setVisible(true);
}

void InstalledTab::setRemoval(const QString& path, const ModelRemoval& removal)
{
    if (path == m_chosen && path == m_sheet->path())
        m_sheet->setRemoval(removal);
}

void InstalledTab::setPicture(const QString& path, const QImage& picture)
{
    m_models->setPicture(path, picture);
    if (path == m_sheet->path())
        m_sheet->setPicture(picture);
}

void InstalledTab::setDiskUse(const DiskUse& use)
{
    m_diskUse->show(use);
}

void InstalledTab::choose(const QString& path)
{
    m_filter->clear();
    m_groups.front()->click();
    m_right->setCurrentWidget(m_sheet);
    if (const QModelIndex at = m_models->indexOf(path); at.isValid())
        m_list->setCurrentIndex(at);
}

bool InstalledTab::handleKey(int key)
{
    const ModelEntry* model = m_models->find(m_chosen);
    if (model == nullptr)
        return false;
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (model->canDraw() || model->canDecode())
            Q_EMIT useWanted(m_chosen);
        return true;
    case Qt::Key_Delete:
        Q_EMIT removeWanted(m_chosen);
        return true;
    case Qt::Key_Period:
        Q_EMIT favouriteWanted(m_chosen, !model->isFavourite);
        return true;
    default:
        return false;
    }
}

bool InstalledTab::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if ((key->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
        return QWidget::eventFilter(watched, event);
    if (watched == m_list && handleKey(key->key()))
        return true;
    // From the field the arrows walk the list, as in the palette.
    const bool isWalk = watched == m_filter && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up);
    if (isWalk && m_models->rowCount() > 0)
        m_list->setFocus(Qt::TabFocusReason);
    return isWalk || QWidget::eventFilter(watched, event);
}

}  // namespace reverie::ui
