#pragma once

#include "ui/compose/cards.h"

class QComboBox;
class QGridLayout;

namespace reverie::ui {

class WholeField;

/// What few people change: VAE, clip skip, noise, emphasis, device, number type, memory.
class AdvancedCard final : public FormCard {
    Q_OBJECT

public:
    explicit AdvancedCard(QWidget* parent = nullptr);

    using Choices = std::vector<std::pair<QString, QString>>;  ///< title and value
    /// The VAEs of this computer, by title and path, beside the model's own.
    void setVaes(const Choices& vaes);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;

private:
    struct Choice {
        QComboBox* box;
        FieldCaption* caption;
    };
    [[nodiscard]] Choice makeChoice(const QString& name, const QString& tip, const Choices& values);
    Choice addChoice(QGridLayout* grid, const QString& name, const QString& tip, const Choices& values);
    void addVae();

    Choices m_vaes;
    Choice m_vae;
    WholeField* m_clipSkip;
    FieldCaption* m_clipSkipCaption;
    Choice m_rng;
    Choice m_emphasis;
    Choice m_device;
    Choice m_dtype;
    Choice m_memory;
    Label* m_refusal;
};

}  // namespace reverie::ui
