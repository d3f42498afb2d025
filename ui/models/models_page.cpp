#include "ui/models/models_page.h"

#include "ui/models/discover_tab.h"
#include "ui/models/downloads_tab.h"
#include "ui/models/installed_tab.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_column.h"
#include "ui/widgets/tab_strip.h"
#include "ui/widgets/tokens.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QStackedWidget>

namespace reverie::ui {

ModelsPage::ModelsPage(QWidget* parent)
    : QWidget(parent), m_tabs(new TabStrip), m_stack(new QStackedWidget), m_installed(new InstalledTab),
      m_discover(new DiscoverTab), m_downloads(new DownloadsTab)
{
    setAccessibleName(tr("Models"));
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kVast);
    head->addWidget(new Label(tr("Models"), TextRole::Title));
    head->addWidget(m_tabs);
    head->addStretch();
    m_tabs->setAccessibleName(tr("Parts of this page"));
    for (const QString& title : {tr("Installed"), tr("Discover"), tr("Downloads")})
        m_tabs->addTab(title);
    for (QWidget* each : std::initializer_list<QWidget*>{m_installed, m_discover, m_downloads})
        m_stack->addWidget(each);
    auto* all = makePageColumn(*this, extent::kWideColumn);
    all->setSpacing(space::kHuge);
    all->addLayout(head);
    all->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int at) {
        m_stack->setCurrentIndex(at);
        Q_EMIT tabShown(static_cast<Tab>(at));
    });
}

void ModelsPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

ModelsPage::Tab ModelsPage::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void ModelsPage::setCount(Tab tab, int count)
{
    m_tabs->setCount(tab, count);
}

void ModelsPage::takeFocus()
{
    switch (tab()) {
    case Installed:
        m_installed->filterField()->setFocus(Qt::ShortcutFocusReason);
        break;
    case Discover:
        m_discover->searchField()->setFocus(Qt::ShortcutFocusReason);
        break;
    case Downloads:
        m_tabs->setFocus(Qt::ShortcutFocusReason);
        break;
    }
}

}  // namespace reverie::ui
