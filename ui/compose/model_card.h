#pragma once

#include "ui/compose/cards.h"

#include <QHash>

class QImage;

namespace reverie::ui {

class ChoiceButton;
class PictureBox;

/// Which model draws; pressing it opens the picker.
class ModelCard final : public FormCard {
    Q_OBJECT

public:
    explicit ModelCard(QWidget* parent = nullptr);

    /// How people call the models, by path.
    void setTitles(const QHash<QString, QString>& titles);
    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;
    /// A small picture that was made with the chosen model; null where there is none.
    void setPicture(const QImage& picture);
    /// Why the chosen model cannot be used; empty when it can.
    void setTrouble(const QString& sentence);

Q_SIGNALS:
    void openWanted();
    void pickWanted();

private:
    void showTitle();

    QString m_path;  ///< empty = the starter
    QString m_name;  ///< of the model itself, once it is known
    QHash<QString, QString> m_titles;
    ChoiceButton* m_model;
    PictureBox* m_picture;
    Label* m_facts;
    Label* m_trouble;
};

}  // namespace reverie::ui
