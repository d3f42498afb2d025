#pragma once

#include "ui/compose/cards.h"

class QComboBox;
class QSlider;

namespace reverie::ui {

class NumberField;
class WholeField;

/// How the picture is made out of noise: sampler, schedule, steps and guidance.
class SamplingCard final : public FormCard {
    Q_OBJECT

public:
    explicit SamplingCard(QWidget* parent = nullptr);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;

private:
    QLayout* makeNames();
    QLayout* makeNumber(FieldCaption* caption, QSlider* slider, QWidget* field);
    void connectFields();
    void showNames(const Form& form, const request::ModelFacts& model);

    QComboBox* m_sampler;
    QComboBox* m_schedule;
    WholeField* m_steps;
    NumberField* m_guidance;
    QSlider* m_stepsSlider;
    QSlider* m_guidanceSlider;
    FieldCaption* m_stepsCaption;
    FieldCaption* m_guidanceCaption;
    Label* m_refusal;
    std::optional<QString> m_chosenSampler;
    std::optional<QString> m_chosenSchedule;
};

}  // namespace reverie::ui
