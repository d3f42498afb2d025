#pragma once

#include "ui/compose/cards.h"

class QPushButton;
class QToolButton;

namespace reverie::ui {

class WholeField;

/// The picture's size: sides, swap, ratios of the model's family, and a lock that keeps the ratio.
class ImageCard final : public FormCard {
    Q_OBJECT

public:
    explicit ImageCard(QWidget* parent = nullptr);

    void show(const Form& form, const CardContext& context) override;
    void read(Form& form) const override;
    void reset(Form& form) const override;
    [[nodiscard]] bool isLocked() const;
    void setLocked(bool isLocked);

private:
    void swap();
    void take(const RatioPreset& preset);
    void follow(WholeField* edited, WholeField* other);
    void showPresets(const request::ModelFacts& model);

    WholeField* m_width;
    WholeField* m_height;
    QToolButton* m_lock;
    Label* m_warning;
    Label* m_refusal;
    std::vector<QPushButton*> m_chips;
    std::vector<RatioPreset> m_presets;
    double m_ratio = 1;
};

}  // namespace reverie::ui
