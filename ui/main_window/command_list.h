#pragma once

#include <QWidget>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace reverie::ui {

class CommandTable;
class CommandFilter;

/// All commands with their keys in one list, found by typing any letters of their names in order. Shared by the palette
/// and the shortcuts sheet.
class CommandList final : public QWidget {
    Q_OBJECT

public:
    CommandList(CommandTable& commands, const QString& invitation, QWidget* parent = nullptr);

    /// Reads the table anew and forgets what was typed.
    void renew();
    /// Of the highlighted command; empty when nothing matches.
    [[nodiscard]] QString current() const;
    [[nodiscard]] QLineEdit* field() const { return m_field; }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void search(const QString& typed);

    CommandTable& m_commands;
    QLineEdit* m_field;
    QListView* m_view;
    QStandardItemModel* m_model;
    CommandFilter* m_filter;
};

/// How well `typed` fits a title: its letters in their order, better at the beginnings of words and in one piece; 0 =
/// not.
[[nodiscard]] int matchQuality(const QString& typed, const QString& title);

}  // namespace reverie::ui
