#pragma once

#include "ui/main_window/overlay.h"
#include "ui/models/get_plan.h"

class QComboBox;
class QPushButton;

namespace reverie::ui {

class GateCard;
class Label;

/// Getting one model: asks the Hub about it, shows what stands in the way or what would be fetched, and begins.
class GetSheet final : public Overlay {
    Q_OBJECT

public:
    explicit GetSheet(QWidget* window);

    /// Opens it, or goes on with another model.
    void begin(const QString& id);
    /// The model that is asked about; empty while it is closed.
    [[nodiscard]] QString id() const { return isVisible() ? m_id : QString(); }
    void showAsking(const QString& sentence);
    /// What is waited for while it is asked.
    void showWaiting(const QString& sentence);
    /// \param takesFocus  false where it was looked at without being asked to
    void showGate(bool takesFocus);
    void showPlan(const GetPlan& plan);
    void showTrouble(const QString& sentence);
    [[nodiscard]] GateCard& gate() const { return *m_gate; }

Q_SIGNALS:
    /// The Hub is to be asked.
    void askWanted(const QString& id, const QString& file);
    /// Once more, after it could not answer.
    void againWanted(const QString& id);
    void downloadWanted(const reverie::ui::GetPlan& plan);
    void linkWanted(const QUrl& url);

private:
    QWidget* makeAsking();
    QWidget* makePlan();
    QWidget* makeTrouble();
    void turnTo(QWidget* page);
    void ask(const QString& file = {});

    QString m_id;
    GetPlan m_plan;
    Label* m_title;
    std::vector<QWidget*> m_pages;  ///< one of which is shown
    QWidget* m_asking;
    Label* m_askingWords;
    GateCard* m_gate;
    QWidget* m_planPage;
    Label* m_words;
    Label* m_note;
    Label* m_licence;
    QPushButton* m_readLicence;
    Label* m_place;
    Label* m_whyNot;
    QComboBox* m_choices;
    QPushButton* m_download;
    QWidget* m_trouble;
    Label* m_troubleWords;
    QPushButton* m_again;
};

}  // namespace reverie::ui
