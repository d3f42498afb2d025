#pragma once

#include "core/queue/queue_job.h"

#include <QVector>
#include <QWidget>

#include <vector>

class QHBoxLayout;
class QListView;
class QModelIndex;
class QPushButton;
class QStackedLayout;
class QToolButton;

namespace reverie::gallery {
class ThumbnailCache;
}
namespace reverie::queue {
class Dispatcher;
}

namespace reverie::ui {

class JobMenu;
class Label;
class QueueModel;

/// The whole queue as a list, with what can be done with the chosen job below it. Drag a job or press Alt+Up and
/// Alt+Down to move it, Del to take it out, Enter to see its pictures.
class QueuePage final : public QWidget {
    Q_OBJECT

public:
    QueuePage(
        queue::Dispatcher& dispatcher, gallery::ThumbnailCache& thumbnails, JobMenu& menu, QWidget* parent = nullptr);

    [[nodiscard]] QueueModel* model() const { return m_model; }
    [[nodiscard]] QListView* list() const { return m_list; }

Q_SIGNALS:
    void pictureWanted(const QString& path);
    /// A button that stands for a command was pressed.
    void commandWanted(const QString& id);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void prepareList();
    QLayout* makeHead();
    QWidget* makeFoot();
    QWidget* makeNothing();
    QToolButton* tool(const QString& iconName, const QString& name, void (QueuePage::*deed)());
    void keepChoice();
    void onDataChanged(const QModelIndex& first, const QModelIndex& last, const QVector<int>& roles);
    void showChoice();
    void showCount();
    bool handleKey(Qt::KeyboardModifiers modifiers, int key);
    void move(int direction);
    void up() { move(-1); }
    void down() { move(1); }
    void duplicate();
    void edit();
    void retry();
    void remove();
    void showPicture();

    queue::Dispatcher& m_dispatcher;
    JobMenu& m_menu;
    QueueModel* m_model;
    QListView* m_list;
    QStackedLayout* m_stack;
    Label* m_count;
    Label* m_words;
    QWidget* m_foot;
    QHBoxLayout* m_remedies;
    QToolButton* m_retry = nullptr;
    QPushButton* m_pause = nullptr;
    std::vector<QPushButton*> m_clearing;  // what empties the queue
    queue::JobKey m_chosen = 0;
};

}  // namespace reverie::ui
