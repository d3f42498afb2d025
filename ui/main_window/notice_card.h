#pragma once

#include <QFrame>

#include <functional>
#include <vector>

namespace reverie::ui {

/// A sentence over the picture's head that stays until one of its buttons is pressed.
class NoticeCard final : public QFrame {
    Q_OBJECT

public:
    struct Way {
        QString title;
        std::function<void()> deed;
    };

    NoticeCard(const QString& sentence, const std::vector<Way>& ways, QWidget* parent = nullptr);

Q_SIGNALS:
    /// A button was pressed and its deed done.
    void decided();

protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace reverie::ui
