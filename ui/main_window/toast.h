#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QPushButton;

namespace reverie::ui {

class Label;

/// A sentence that stays a while at the window's foot, with one thing to do about it; another takes its place.
class Toast final : public QFrame {
    Q_OBJECT

public:
    explicit Toast(QWidget* window);

    void tell(const QString& sentence);
    void offer(const QString& sentence, const QString& action, std::function<void()> deed);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void place();
    void slideIn();

    Label* m_words;
    QPushButton* m_button;
    std::function<void()> m_deed;
    QTimer m_patience;
};

}  // namespace reverie::ui
