#pragma once

#include "ui/widgets/raised_frame.h"

class QPushButton;

namespace reverie::ui {

/// Whether a model is on this machine.
struct OfferPlace {
    bool isHere = false;
    QString path;  ///< to draw with it; empty where it does not draw by itself

    bool operator==(const OfferPlace&) const = default;
};

/// A model that can be got, from the catalogue or from a search. Texts are for people.
struct OfferLook {
    QString id;  ///< of its repository on the Hub
    QString name;
    QString facts;    ///< "Stable Diffusion 1.x · 2.1 GB"
    QString words;    ///< what it is and what it suits
    QString licence;  ///< "CreativeML OpenRAIL-M"
    QString gate;     ///< why it cannot be had at once, such as "Terms to accept"; empty = nothing in the way
    QString liking;   ///< "2.1 M downloads · 6,900 likes"; empty for the catalogue
    QString whyNot;   ///< a sentence when Reverie cannot run it
    OfferPlace place;

    bool operator==(const OfferLook&) const = default;
};

/// One such model, with the one thing to do about it.
class OfferCard final : public RaisedFrame {
    Q_OBJECT

public:
    explicit OfferCard(const OfferLook& look, QWidget* parent = nullptr);

Q_SIGNALS:
    void getWanted(const QString& id);
    void useWanted(const QString& path);
    void pageWanted(const QString& id);

private:
    QLayout* makeMarks(const OfferLook& look);
    QLayout* makeFoot(const OfferLook& look);
};

}  // namespace reverie::ui
