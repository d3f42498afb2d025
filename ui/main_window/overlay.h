#pragma once

#include <QFrame>
#include <QPointer>

class QVBoxLayout;

namespace reverie::ui {

/// A card that floats over its window until it is closed: by Esc, by a click beside it, or by what it was opened for.
/// The keyboard goes back to where it was.
class Overlay : public QFrame {
    Q_OBJECT

public:
    /// \param name  what it is, for screen readers
    /// \param width, height  of the card at most; 0 = as high as its content
    Overlay(const QString& name, QSize most, QWidget* window);

    void open(QWidget* focus);
    void close();

Q_SIGNALS:
    void closed();

protected:
    [[nodiscard]] QVBoxLayout* body() const { return m_body; }
    /// Makes the card as high as its content is now.
    void fit();
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool event(QEvent* event) override;
    bool focusNextPrevChild(bool isNext) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    const QSize m_most;
    QFrame* m_card;
    QVBoxLayout* m_body;
    QPointer<QWidget> m_before;
};

}  // namespace reverie::ui
