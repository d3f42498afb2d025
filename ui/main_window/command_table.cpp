#include "ui/main_window/command_table.h"

#include "ui/widgets/icons.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QMenu>
#include <QWidget>

namespace reverie::ui {

std::vector<MenuId> allMenus()
{
    return {MenuId::File, MenuId::Edit, MenuId::Picture, MenuId::Models, MenuId::Queue, MenuId::View, MenuId::Help};
}

QString titleOf(MenuId menu)
{
    switch (menu) {
    case MenuId::File:
        return CommandTable::tr("File");
    case MenuId::Edit:
        return CommandTable::tr("Prompt");
    case MenuId::Picture:
        return CommandTable::tr("Picture");
    case MenuId::Models:
        return CommandTable::tr("Models");
    case MenuId::Queue:
        return CommandTable::tr("Queue");
    case MenuId::View:
        return CommandTable::tr("View");
    case MenuId::Help:
        return CommandTable::tr("Help");
    }
    return {};
}

CommandTable::CommandTable(QWidget* window) : QObject(window)
{
    QApplication::instance()->installEventFilter(this);
}

void CommandTable::add(Command command)
{
    auto* window = static_cast<QWidget*>(parent());
    auto* action = new QAction(command.title, window);
    action->setObjectName(command.id);
    action->setShortcut(command.keys);
    action->setCheckable(static_cast<bool>(command.isOn));
    if (!command.icon.isEmpty())
        action->setIcon(icon(command.icon));
    if (command.scope == Scope::Pictures)
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    else
        window->addAction(action);
    connect(action, &QAction::triggered, this, [this, id = command.id] { run(id); });
    m_commands.push_back(std::move(command));
    m_actions.push_back(action);
}

void CommandTable::setPictureWidgets(const std::vector<QWidget*>& widgets)
{
    for (std::size_t i = 0; i < m_commands.size(); ++i)
        for (QWidget* widget : widgets)
            if (m_commands[i].scope == Scope::Pictures)
                widget->addAction(m_actions[i]);
}

const Command* CommandTable::find(const QString& id) const
{
    for (const Command& command : m_commands)
        if (command.id == id)
            return &command;
    return nullptr;
}

QAction* CommandTable::action(const QString& id) const
{
    const Command* command = find(id);
    return command == nullptr ? nullptr : m_actions[static_cast<std::size_t>(command - m_commands.data())];
}

bool CommandTable::isPossible(const Command& command) const
{
    return !command.isPossible || command.isPossible();
}

void CommandTable::run(const QString& id)
{
    const Command* command = find(id);
    if (command == nullptr || !isPossible(*command))
        return;
    // A command may change the table's state, so what is run is a copy.
    const auto deed = command->run;
    deed();
    refresh();
}

QKeySequence CommandTable::keys(const QString& id) const
{
    const QAction* known = action(id);
    return known == nullptr ? QKeySequence() : known->shortcut();
}

void CommandTable::remap(const QString& id, const std::optional<QKeySequence>& keys)
{
    QAction* known = action(id);
    if (known == nullptr)
        return;
    known->setShortcut(keys.value_or(find(id)->keys));
    Q_EMIT keysChanged();
}

const Command* CommandTable::holderOf(const QKeySequence& keys, const QString& exceptId) const
{
    for (std::size_t i = 0; i < m_commands.size(); ++i)
        if (!keys.isEmpty() && m_actions[i]->shortcut() == keys && m_commands[i].id != exceptId)
            return &m_commands[i];
    return nullptr;
}

QMenu* CommandTable::makeMenu(MenuId menu, QWidget* parent)
{
    auto* made = new QMenu(titleOf(menu), parent);
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        if (m_commands[i].menu != menu)
            continue;
        made->addAction(m_actions[i]);
        if (m_commands[i].endsGroup)
            made->addSeparator();
    }
    connect(made, &QMenu::aboutToShow, this, &CommandTable::refresh);
    return made;
}

void CommandTable::refresh()
{
    for (std::size_t i = 0; i < m_commands.size(); ++i) {
        m_actions[i]->setEnabled(isPossible(m_commands[i]));
        if (m_commands[i].isOn)
            m_actions[i]->setChecked(m_commands[i].isOn());
    }
}

bool CommandTable::eventFilter(QObject* watched, QEvent* event)
{
    // Qt asks with this one whether somebody else wants the key, before it looks for an action that is enabled.
    if (event->type() == QEvent::ShortcutOverride)
        refresh();
    return QObject::eventFilter(watched, event);
}

}  // namespace reverie::ui
