#pragma once

#include <QPushButton>

namespace reverie::ui {

/// The one loud button, with its keys on it.
class GenerateButton final : public QPushButton {
    Q_OBJECT

public:
    explicit GenerateButton(QWidget* parent = nullptr);
    void setKeys(const QKeySequence& keys);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_keys;
};

}  // namespace reverie::ui
