#include "ui/main_window/command_palette.h"

#include "ui/main_window/command_list.h"
#include "ui/main_window/command_table.h"
#include "ui/widgets/tokens.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace reverie::ui {

CommandPalette::CommandPalette(CommandTable& commands, QWidget* window)
    : Overlay(tr("Command palette"), {extent::kPaletteWidth, extent::kPaletteWidth * 3 / 4}, window),
      m_list(new CommandList(commands, tr("What would you like to do?")))
{
    body()->addWidget(m_list);
    connect(m_list, &CommandList::chosen, this, [this, &commands](const QString& id) {
        close();
        commands.run(id);
    });
}

void CommandPalette::show()
{
    m_list->renew();
    open(m_list->field());
}

}  // namespace reverie::ui
