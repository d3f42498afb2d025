#pragma once

#include <QWidget>

class QLineEdit;

namespace reverie::ui {

class CommandTable;
class SearchList;

/// All commands with their keys in one list, found by typing. Shared by the palette and the shortcuts sheet.
class CommandList final : public QWidget {
    Q_OBJECT

public:
    CommandList(CommandTable& commands, const QString& invitation, QWidget* parent = nullptr);

    /// Reads the table anew and forgets what was typed.
    void renew();
    /// Of the highlighted command; empty when nothing matches.
    [[nodiscard]] QString current() const;
    [[nodiscard]] QLineEdit* field() const;

Q_SIGNALS:
    void chosen(const QString& id);

private:
    CommandTable& m_commands;
    SearchList* m_list;
};

}  // namespace reverie::ui
