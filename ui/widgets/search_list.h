#pragma once

#include <QWidget>

#include <vector>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace reverie::ui {

/// A row of a SearchList.
struct SearchItem {
    QString id;
    QString title;
    QString more;   ///< beside the title, quieter; it is searched too
    QString aside;  ///< at the right, such as keys
    QString group;  ///< stands above the first row of each group while nothing is typed; empty = no groups
    bool isPossible = true;
};

/// Rows found by typing any letters of their words in order; the arrows walk them while the field keeps the keyboard.
class SearchList final : public QWidget {
    Q_OBJECT

public:
    SearchList(const QString& invitation, const QString& name, QWidget* parent = nullptr);

    /// Forgets what was typed.
    void setItems(const std::vector<SearchItem>& items);
    /// Of the highlighted row; empty when nothing matches.
    [[nodiscard]] QString current() const;
    void setCurrent(const QString& id);
    [[nodiscard]] QLineEdit* field() const { return m_field; }

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Filter;

    void search(const QString& typed);

    QLineEdit* m_field;
    QListView* m_view;
    QStandardItemModel* m_model;
    Filter* m_filter;
};

/// How well `typed` fits a title: its letters in their order, better at the beginnings of words and in one piece; 0 =
/// not.
[[nodiscard]] int matchQuality(const QString& typed, const QString& title);

}  // namespace reverie::ui
