#include "ui/main_window/command_list.h"

#include "ui/main_window/command_table.h"
#include "ui/widgets/keys_text.h"
#include "ui/widgets/search_list.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace reverie::ui {

CommandList::CommandList(CommandTable& commands, const QString& invitation, QWidget* parent)
    : QWidget(parent), m_commands(commands), m_list(new SearchList(invitation, tr("Commands")))
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_list);
    m_list->field()->setAccessibleName(tr("Find a command"));
    connect(m_list, &SearchList::chosen, this, &CommandList::chosen);
    renew();
}

void CommandList::renew()
{
    m_commands.refresh();
    std::vector<SearchItem> items;
    for (const Command& command : m_commands.commands()) {
        SearchItem item{command.id, command.title, titleOf(command.menu), keysText(m_commands.keys(command.id)), {}};
        item.isPossible = m_commands.isPossible(command);
        items.push_back(std::move(item));
    }
    m_list->setItems(items);
}

QString CommandList::current() const
{
    return m_list->current();
}

QLineEdit* CommandList::field() const
{
    return m_list->field();
}

}  // namespace reverie::ui
