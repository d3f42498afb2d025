#include "ui/main_window/shortcuts_sheet.h"

#include "core/settings/settings.h"
#include "ui/main_window/command_list.h"
#include "ui/main_window/command_table.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {

ShortcutsSheet::ShortcutsSheet(CommandTable& commands, settings::Settings& settings, QWidget* window)
    : Overlay(tr("Shortcuts"), {extent::kPaletteWidth, extent::kColumn}, window), m_commands(commands),
      m_settings(settings), m_list(new CommandList(commands, tr("Find a command, press Enter to change its keys"))),
      m_change(new QWidget), m_title(new Label({})), m_note(new Label({}, TextRole::Caption, Tone::Warn)),
      m_keys(new QKeySequenceEdit)
{
    body()->addWidget(new Label(tr("Shortcuts"), TextRole::Title));
    body()->addWidget(m_list);
    body()->addWidget(m_change);
    auto* rows = new QVBoxLayout(m_change);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    QPushButton* use = wordButton(tr("Use these keys"));
    QPushButton* own = wordButton(tr("Reset"), ButtonKind::Quiet);
    m_keys->setAccessibleName(tr("New keys"));
    row->addWidget(m_title, 1);
    row->addWidget(m_keys);
    row->addWidget(use);
    row->addWidget(own);
    rows->addLayout(row);
    rows->addWidget(m_note);
    m_change->hide();
    m_note->hide();
    connect(m_list, &CommandList::chosen, this, &ShortcutsSheet::choose);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, [this](const QKeySequence& keys) {
        const Command* holder = m_commands.holderOf(keys, m_chosen);
        m_note->setVisible(holder != nullptr);
        if (holder != nullptr)
            m_note->setText(tr("%1 has these keys now and will lose them.").arg(holder->title));
    });
    connect(use, &QPushButton::clicked, this, &ShortcutsSheet::take);
    connect(own, &QPushButton::clicked, this, &ShortcutsSheet::reset);
}

void ShortcutsSheet::show()
{
    m_change->hide();
    m_list->renew();
    open(m_list->field());
}

void ShortcutsSheet::choose(const QString& id)
{
    m_chosen = id;
    m_title->setText(m_commands.find(id)->title);
    m_keys->setKeySequence(m_commands.keys(id));
    m_change->show();
    m_keys->setFocus();
}

void ShortcutsSheet::take()
{
    const QKeySequence keys = m_keys->keySequence();
    if (const Command* holder = m_commands.holderOf(keys, m_chosen)) {
        m_settings.setShortcut(holder->id, QString());
        m_commands.remap(holder->id, QKeySequence());
    }
    m_settings.setShortcut(m_chosen, keys.toString(QKeySequence::PortableText));
    m_commands.remap(m_chosen, keys);
    show();
}

void ShortcutsSheet::reset()
{
    m_settings.setShortcut(m_chosen, std::nullopt);
    m_commands.remap(m_chosen, std::nullopt);
    show();
}

}  // namespace reverie::ui
