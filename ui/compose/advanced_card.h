#pragma once

#include "ui/compose/cards.h"

class QComboBox;
class QGridLayout;

namespace reverie::ui {

class WholeField;

/// What few people change: clip skip, noise, emphasis, device, number type, memory.
class AdvancedCard final : public FormCard {
    Q_OBJECT

public:
    explicit AdvancedCard(QWidget* parent = nullptr);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;

private:
    struct Choice {
        QComboBox* box;
        FieldCaption* caption;
    };
    Choice addChoice(QGridLayout* grid, const QString& name, const QString& tip,
        const std::vector<std::pair<QString, QString>>& values);

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
