#pragma once

#include "ui/compose/cards.h"

class QComboBox;
class QImage;

namespace reverie::ui {

class ModelPicture;

/// Which model draws: the starter, those opened or dropped before, and one to be opened.
class ModelCard final : public FormCard {
    Q_OBJECT

public:
    explicit ModelCard(QWidget* parent = nullptr);

    /// \param models  paths, the latest used first; the starter model stands before them
    void setModels(const QStringList& models);
    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;
    /// A small picture that was made with the chosen model; null where there is none.
    void setPicture(const QImage& picture);
    /// Why the chosen model cannot be used; empty when it can.
    void setTrouble(const QString& sentence);

Q_SIGNALS:
    void openWanted();

private:
    QComboBox* m_models;
    ModelPicture* m_picture;
    Label* m_facts;
    Label* m_trouble;
};

}  // namespace reverie::ui
