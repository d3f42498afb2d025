#pragma once

#include "core/request/generation_events.h"

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace reverie::ui {

class Label;

/// Floats over the picture's foot while a job runs: what is being done, how far it is and how long it will take.
class ProgressCard final : public QFrame {
    Q_OBJECT

public:
    explicit ProgressCard(QWidget* parent = nullptr);

    /// Those that cancel and those that stop and keep; empty = none.
    void setKeys(const QString& cancel, const QString& keep);
    /// There is something that could be kept.
    void setKeepable(bool isKeepable);
    void showLoading(double fraction, const QString& what);
    /// \param pictures of the whole job; its place is told when there are several
    void showProgress(const request::Progress& progress, int pictures);

Q_SIGNALS:
    void cancelWanted();
    void keepWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void tell(const QString& phase, double share, const QString& pace, const QString& left);

    Label* m_phase;
    Label* m_pace;
    Label* m_left;
    QProgressBar* m_bar;
    QPushButton* m_keep;
    QPushButton* m_cancel;
    int m_announced = -1;
};

}  // namespace reverie::ui
