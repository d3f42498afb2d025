#pragma once

#include "ui/compose/cards.h"

class QLineEdit;
class QToolButton;

namespace reverie::ui {

/// Which noise a picture begins with: a number of 64 bits, or a new one each time.
class SeedCard final : public FormCard {
    Q_OBJECT

public:
    explicit SeedCard(QWidget* parent = nullptr);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override { form.seed.clear(); }

Q_SIGNALS:
    /// The last or the selected picture's seed.
    void recycleWanted();

private:
    QLineEdit* m_seed;
    Label* m_refusal;
};

}  // namespace reverie::ui
