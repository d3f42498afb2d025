#pragma once

#include <QFrame>
#include <QTimer>

#include <deque>
#include <functional>

class QPushButton;

namespace reverie::ui {

class Label;

/// A sentence that stays a while at the window's foot, with one thing to do about it; another takes its place. Notes
/// wait for their turn, so that each is seen.
class Toast final : public QFrame {
    Q_OBJECT

public:
    explicit Toast(QWidget* window);

    void tell(const QString& sentence);
    /// Of something that happened by itself.
    void note(const QString& sentence);
    void offer(const QString& sentence, const QString& action, std::function<void()> deed);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void put(const QString& sentence, const QString& action, std::function<void()> deed);
    void leave();
    void place();
    void slideIn();

    Label* m_words;
    QPushButton* m_button;
    std::function<void()> m_deed;
    QTimer m_patience;
    QString m_note;  ///< the one that is shown
    std::deque<QString> m_notes;
};

}  // namespace reverie::ui
