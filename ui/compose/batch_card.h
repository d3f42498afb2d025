#pragma once

#include "ui/compose/cards.h"

namespace reverie::ui {

class WholeField;

/// How many pictures, and how many at a time.
class BatchCard final : public FormCard {
    Q_OBJECT

public:
    explicit BatchCard(QWidget* parent = nullptr);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;

private:
    WholeField* m_count;
    WholeField* m_batch;
    FieldCaption* m_countCaption;
    FieldCaption* m_batchCaption;
    Label* m_refusal;
};

}  // namespace reverie::ui
