#pragma once

#include <QWidget>

class QPushButton;

namespace reverie::ui {
class Label;
}

namespace reverie::app {

/// Why a start needs a person's word.
enum class Obstacle {
    Silent,    ///< the first window of these data does not answer
    Stranger,  ///< a process of another computer may use these data
};

/// A small window of its own in which a start that cannot go on by itself asks what to do.
class EntranceCard final : public QWidget {
    Q_OBJECT

public:
    /// \param other  "process 123 on studio"; may be empty
    EntranceCard(Obstacle obstacle, const QString& other);

    /// The question as a sentence, for the terminal.
    [[nodiscard]] QString question() const;
    void showWaiting();

Q_SIGNALS:
    void waitWanted();
    /// The process of the other computer has ended.
    void takeOverWanted();
    /// A folder of its own for this start.
    void separateWanted();
    /// Not to start; also when the window is closed.
    void leaveWanted();

protected:
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    ui::Label* m_words;
    QPushButton* m_goOn;
};

}  // namespace reverie::app
