#pragma once

#include <QFrame>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace reverie::ui {

/// What is told over the picture's head, with the ways out as buttons.
struct Notice {
    struct Way {
        QString title;
        std::function<void()> deed;  ///< empty = none
    };
    /// A matter of its own, which is settled by one of its ways.
    struct Part {
        QString sentence;
        std::vector<Way> ways;
        bool isSettled = false;
    };

    QString sentence;
    std::vector<Way> ways = {};  ///< each ends the notice
    std::vector<Part> parts = {};
};

/// A notice as a card, without the parts that are settled.
class NoticeCard final : public QFrame {
    Q_OBJECT

public:
    explicit NoticeCard(const Notice& notice, QWidget* parent = nullptr);

Q_SIGNALS:
    /// A button of this part was pressed and its deed done.
    void settled(int part);
    /// A button that ends the notice was pressed and its deed done.
    void decided();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addPart(QVBoxLayout& all, const Notice::Part& part, int index);
};

}  // namespace reverie::ui
