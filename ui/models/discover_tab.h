#pragma once

#include "ui/models/offer_card.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace reverie::ui {

class CardFlow;
class IconSign;
class Label;

/// What is searched for on the Hub.
struct HubSearch {
    QString text;
    QString family;  ///< "sd" (1.x and 2.x, which the Hub does not tell apart), "sdxl"; empty = any
    bool byLikes = false;

    bool operator==(const HubSearch&) const = default;
};

/// Models to get: what suits this machine in one sentence, those that Reverie knows, and a search of the Hub.
class DiscoverTab final : public QWidget {
    Q_OBJECT

public:
    explicit DiscoverTab(QWidget* parent = nullptr);

    /// \param repository  the model that the sentence is about; empty = the starter, which is here
    void setAdvice(const QString& sentence, const QString& repository, bool isInstalled);
    void setCatalogue(const std::vector<OfferLook>& offers);
    /// What the search found, behind what is shown already where `isMore`.
    void showFound(const std::vector<OfferLook>& offers, bool isMore, bool hasMore);
    /// Instead of results: a sentence and, where it helps, another try.
    void showTrouble(const QString& sentence, bool canTryAgain);
    void showSearching(const QString& host);
    /// A word about what is waited for, such as a rate limit, while results are on their way.
    void showWaiting(const QString& sentence);
    /// Marks what is on this machine by now.
    void setHere(const std::function<OfferPlace(const QString& id)>& placeOf);

    [[nodiscard]] QLineEdit* searchField() const { return m_search; }
    [[nodiscard]] HubSearch wanted() const;

Q_SIGNALS:
    void searchWanted(const reverie::ui::HubSearch& search);
    void moreWanted();
    /// The search was left.
    void searchLeft();
    void getWanted(const QString& id);
    void useWanted(const QString& path);
    void pageWanted(const QString& id);

private:
    QWidget* makeAdvice();
    QLayout* makeSearch();
    QWidget* makeContent();
    void begin();
    void showOffers(const std::vector<OfferLook>& offers, const QString& heading);
    void tell(const QString& sentence, Tone tone, bool canTryAgain);

    RaisedFrame* m_advice;
    Label* m_adviceWords;
    QPushButton* m_adviceGet;
    QString m_advised;
    QLineEdit* m_search;
    QComboBox* m_family;
    QComboBox* m_order;
    Label* m_heading;
    Label* m_state;
    QPushButton* m_again;
    QPushButton* m_more;
    CardFlow* m_cards;
    QTimer m_patience;
    std::vector<OfferLook> m_catalogue;
    std::vector<OfferLook> m_found;
    std::vector<OfferLook> m_shown;
    bool m_isSearching = false;
};

}  // namespace reverie::ui
