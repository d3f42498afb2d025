#include "ui/models/disk_use_sheet.h"

#include "core/base/size_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/tokens.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <numeric>

namespace reverie::ui {
namespace {

constexpr int kBarUnits = 1000;

void clear(QLayout& layout)
{
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (item->layout() != nullptr)
            clear(*item->layout());
        delete item->widget();
        delete item;
    }
}

}  // namespace

std::uint64_t DiskUse::bytes() const
{
    return std::accumulate(sources.begin(), sources.end(), std::uint64_t{0},
        [](std::uint64_t sum, const SourceUse& each) { return sum + each.bytes; });
}

int DiskUse::models() const
{
    return std::accumulate(
        sources.begin(), sources.end(), 0, [](int sum, const SourceUse& each) { return sum + each.models; });
}

DiskUseSheet::DiskUseSheet(QWidget* parent) : RaisedFrame(parent), m_rows(new QVBoxLayout)
{
    setAccessibleName(tr("Disk use"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kHuge, space::kLarge, space::kMedium, space::kHair);
    all->setSpacing(space::kMedium);
    auto* head = new QHBoxLayout;
    head->addWidget(new Label(tr("Disk use"), TextRole::Heading), 1);
    QToolButton* shut = iconButton(QStringLiteral("close"), tr("Close"), Tone::Muted);
    head->addWidget(shut);
    all->addLayout(head);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, space::kMedium, space::kHuge);
    column->addLayout(m_rows);
    column->addStretch();
    m_rows->setSpacing(space::kMedium);
    all->addWidget(scrolling(content), 1);
    connect(shut, &QToolButton::clicked, this, &DiskUseSheet::closeWanted);
}

void DiskUseSheet::show(const DiskUse& use)
{
    clear(*m_rows);
    auto* total = new Label(sizeText(use.bytes()), TextRole::Title);
    m_rows->addWidget(total);
    const QString models = tr("%n model(s)", nullptr, use.models());
    m_rows->addWidget(caption(
        use.freeBytes == 0 ? models : tr("%1; %2 are free on this disk.").arg(models, sizeText(use.freeBytes))));
    m_rows->addSpacing(space::kSmall);
    for (const SourceUse& source : use.sources)
        addSource(source, use.bytes());
    m_rows->addSpacing(space::kMedium);
    m_rows->addWidget(new Label(tr("What can go"), TextRole::Heading));
    for (const Removable& each : use.removable)
        addRemovable(each);
    if (!use.removable.empty())
        return;
    Label* nothing = caption(tr("Nothing lies here unused. Choose a model in the list to remove it."));
    nothing->setWordWrap(true);
    m_rows->addWidget(nothing);
}

void DiskUseSheet::addSource(const SourceUse& source, std::uint64_t all)
{
    auto* words = new QHBoxLayout;
    words->setSpacing(space::kMedium);
    words->addWidget(new Label(source.title));
    words->addWidget(caption(tr("%n model(s)", nullptr, source.models)), 1);
    words->addWidget(new Label(sizeText(source.bytes)));
    auto* bar = new QProgressBar;
    bar->setRange(0, kBarUnits);
    bar->setValue(
        all == 0 ? 0 : static_cast<int>(kBarUnits * static_cast<double>(source.bytes) / static_cast<double>(all)));
    bar->setTextVisible(false);
    bar->setFixedHeight(space::kSmall);
    bar->setAccessibleName(tr("Share of %1").arg(source.title));
    m_rows->addLayout(words);
    m_rows->addWidget(bar);
}

void DiskUseSheet::addRemovable(const Removable& removable)
{
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kTiny);
    auto* title = new Label(removable.title);
    title->setWordWrap(true);
    Label* why = caption(removable.why);
    why->setWordWrap(true);
    words->addWidget(title);
    words->addWidget(why);
    QPushButton* button = wordButton(tr("Free %1").arg(sizeText(removable.frees)));
    button->setAccessibleDescription(removable.title);
    connect(button, &QPushButton::clicked, this, [this, id = removable.id] { Q_EMIT removeWanted(id); });
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kLarge);
    row->addLayout(words, 1);
    row->addWidget(button, 0, Qt::AlignTop);
    m_rows->addLayout(row);
    m_rows->addSpacing(space::kSmall);
}

}  // namespace reverie::ui
