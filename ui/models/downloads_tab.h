#pragma once

#include "ui/models/download_look.h"

#include <QWidget>

#include <vector>

class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace reverie::ui {

class DownloadCard;
class Label;

/// All downloads in the order in which they are fetched, those that are over last.
class DownloadsTab final : public QWidget {
    Q_OBJECT

public:
    explicit DownloadsTab(QWidget* parent = nullptr);

    void show(const std::vector<DownloadLook>& downloads);

Q_SIGNALS:
    void pauseWanted(const QString& id);
    void resumeWanted(const QString& id);
    void cancelWanted(const QString& id);
    void forgetWanted(const QString& id);
    /// Before all others.
    void firstWanted(const QString& id);
    void remedyWanted(const QString& id);
    void useWanted(const QString& path);
    void discoverWanted();
    void clearWanted();

private:
    QWidget* makeNothing();
    DownloadCard* cardOf(const QString& id);
    DownloadCard* makeCard(const QString& id);

    QStackedLayout* m_stack;
    QVBoxLayout* m_column;
    Label* m_total;
    QPushButton* m_clear;
    std::vector<DownloadCard*> m_cards;
};

}  // namespace reverie::ui
