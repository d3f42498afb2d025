#pragma once

#include <QPushButton>

namespace reverie::ui {

/// Looks like a field whose value is chosen elsewhere: pressing it opens what it is chosen from.
class ChoiceButton final : public QPushButton {
    Q_OBJECT

public:
    /// \param name  what is chosen, for screen readers
    explicit ChoiceButton(const QString& name, QWidget* parent = nullptr);

    void setValue(const QString& value);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const QString m_name;
};

}  // namespace reverie::ui
