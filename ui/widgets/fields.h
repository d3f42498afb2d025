#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

#include <optional>

namespace reverie::ui {

/// A whole number that may be left to a default, which it then shows. Any number may be typed: what is refused, and
/// why, is for `request::validate()` to say. Arrows and wheel go in steps to round numbers; the wheel only with the
/// focus.
class WholeField final : public QSpinBox {
    Q_OBJECT

public:
    WholeField(const QString& name, int arrowStep, QWidget* parent = nullptr);

    void setDefault(int value);
    void setChosen(std::optional<int> value);
    /// Empty: the default.
    [[nodiscard]] std::optional<int> chosen() const { return m_isChosen ? std::optional(value()) : std::nullopt; }
    void stepBy(int steps) override;

Q_SIGNALS:
    /// By a person, not by a set function.
    void edited();

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    int m_default = 0;
    bool m_isChosen = false;
    bool m_isSetting = false;
};

/// The same for a number with decimals.
class NumberField final : public QDoubleSpinBox {
    Q_OBJECT

public:
    NumberField(const QString& name, double arrowStep, QWidget* parent = nullptr);

    void setDefault(double value);
    void setChosen(std::optional<double> value);
    [[nodiscard]] std::optional<double> chosen() const { return m_isChosen ? std::optional(value()) : std::nullopt; }
    [[nodiscard]] QString textFromValue(double value) const override;

Q_SIGNALS:
    void edited();

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    double m_default = 0;
    bool m_isChosen = false;
    bool m_isSetting = false;
};

}  // namespace reverie::ui
