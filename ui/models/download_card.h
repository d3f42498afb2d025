#pragma once

#include "ui/models/download_look.h"
#include "ui/widgets/raised_frame.h"

class QProgressBar;
class QPushButton;
class QToolButton;

namespace reverie::ui {

class IconSign;
class Label;

/// One download: what, how far, how fast, how long still, and what can be done with it.
class DownloadCard final : public RaisedFrame {
    Q_OBJECT

public:
    explicit DownloadCard(const QString& id, QWidget* parent = nullptr);

    [[nodiscard]] const QString& id() const { return m_look.id; }
    void show(const DownloadLook& look);
    /// Whether others are fetched before it.
    void setWaiting(bool hasBefore);

Q_SIGNALS:
    void pauseWanted(const QString& id);
    void resumeWanted(const QString& id);
    void cancelWanted(const QString& id);
    /// Out of the list; what came stays.
    void forgetWanted(const QString& id);
    /// Before all others.
    void firstWanted(const QString& id);
    void remedyWanted(const QString& id);
    void useWanted(const QString& path);

private:
    QLayout* makeHead();
    void pressMain();
    void showButtons();
    void announce();

    DownloadLook m_look;
    IconSign* m_sign;
    Label* m_name;
    Label* m_state;
    QProgressBar* m_bar;
    Label* m_progress;
    Label* m_file;
    Label* m_note;
    QPushButton* m_way;
    QToolButton* m_main;
    QToolButton* m_first;
    QToolButton* m_cancel;
    int m_announced = -1;
};

}  // namespace reverie::ui
