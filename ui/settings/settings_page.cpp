#include "ui/settings/settings_page.h"

#include "core/settings/settings.h"
#include "ui/settings/setting_row.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_column.h"
#include "ui/widgets/painting.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace reverie::ui {
namespace {

/// Rows on the raised ground with a line between each two.
class Rows final : public QWidget {
public:
    Rows()
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Colours& colours = applicationColours();
        paint::box(painter, rect(), radius::kCard, colours.raised, colours.line);
        bool isFirst = true;
        for (const QObject* child : children())
            if (const auto* row = qobject_cast<const QWidget*>(child); row != nullptr && row->isVisible()) {
                if (!isFirst)
                    painter.fillRect(space::kHuge, row->y(), width() - 2 * space::kHuge, space::kHair, colours.line);
                isFirst = false;
            }
    }
};

}  // namespace

SettingsPage::SettingsPage(settings::Settings& settings, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_search(new QLineEdit),
      m_nothing(caption(tr("No setting has these words. Try fewer of them.")))
{
    setAccessibleName(tr("Settings"));
    auto* content = new QWidget;
    auto* column = makePageColumn(*content);
    column->addWidget(new Label(tr("Settings"), TextRole::Title));
    m_search->setPlaceholderText(tr("Find a setting"));
    m_search->setAccessibleName(tr("Find a setting"));
    m_search->setClearButtonEnabled(false);
    m_search->addAction(icon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    column->addWidget(m_search);
    column->addWidget(m_nothing);
    addRows(column);
    auto* foot = new QHBoxLayout;
    QPushButton* all = wordButton(tr("Reset all settings"));
    foot->addWidget(all);
    foot->addStretch();
    column->addSpacing(space::kLarge);
    column->addLayout(foot);
    column->addStretch();
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    connect(all, &QPushButton::clicked, &m_settings, &settings::Settings::resetAll);
    search({});
}

void SettingsPage::addRows(QVBoxLayout* column)
{
    for (const settings::Setting& setting : settings::allSettings()) {
        if (m_sections.empty() || m_sections.back().category != setting.category) {
            auto* title = new Label(settings::title(setting.category), TextRole::Heading);
            auto* card = new Rows;
            card->setMaximumWidth(extent::kColumn);
            m_sections.push_back({setting.category, title, card, {}});
            column->addSpacing(space::kMedium);
            column->addWidget(title);
            column->addWidget(card);
        }
        auto* row = new SettingRow(setting, m_settings);
        m_sections.back().card->layout()->addWidget(row);
        m_sections.back().rows.push_back(row);
    }
}

void SettingsPage::search(const QString& words)
{
    const auto found = settings::searchSettings(words);
    m_nothing->setVisible(found.empty());
    for (const Section& section : m_sections) {
        bool isAny = false;
        for (SettingRow* row : section.rows) {
            const bool isFound = std::find(found.begin(), found.end(), &row->setting()) != found.end();
            row->setVisible(isFound);
            isAny = isAny || isFound;
        }
        section.title->setVisible(isAny);
        section.card->setVisible(isAny);
    }
}

}  // namespace reverie::ui
