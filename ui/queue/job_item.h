#pragma once

#include "ui/queue/job_painting.h"

#include <QAbstractButton>

class QPushButton;

namespace reverie::ui {

/// One job as a small card: picture, prompt, how it stands. Press it to see its picture, use its menu for the rest;
/// drag it to another place.
class JobItem final : public QAbstractButton {
    Q_OBJECT

public:
    explicit JobItem(queue::JobKey key, QWidget* parent = nullptr);

    [[nodiscard]] queue::JobKey key() const { return m_key; }
    void show(const queue::QueueJob& job, bool isNext);
    /// A button for the first way out of a failure; empty = none.
    void showRemedy(const QString& title);
    /// While it runs.
    void showProgress(double share, const QString& words);
    void setPicture(const QImage& picture);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void menuWanted(reverie::queue::JobKey key, const QPoint& place);
    /// Alt+Left and Alt+Right.
    void moveWanted(reverie::queue::JobKey key, int direction);
    void removeWanted(reverie::queue::JobKey key);
    void remedyWanted(reverie::queue::JobKey key);
    void dragWanted(reverie::queue::JobKey key);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    queue::JobKey m_key;
    JobLook m_look;
    QPushButton* m_remedy;
    QPoint m_pressed;
};

}  // namespace reverie::ui
