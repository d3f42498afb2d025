#include "ui/widgets/fields.h"

#include "ui/widgets/tokens.h"

#include <QScopedValueRollback>
#include <QWheelEvent>

#include <limits>

namespace reverie::ui {
namespace {

template <typename Field>
void prepare(Field& field, const QString& name)
{
    field.setButtonSymbols(QAbstractSpinBox::NoButtons);
    field.setAccessibleName(name);
    field.setKeyboardTracking(true);
    field.setFocusPolicy(Qt::StrongFocus);
    field.setMinimumWidth(extent::kNumberField);
    field.setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
}

}  // namespace

WholeField::WholeField(const QString& name, int arrowStep, QWidget* parent) : QSpinBox(parent)
{
    prepare(*this, name);
    setRange(-999'999, 999'999);
    setSingleStep(arrowStep);
    connect(this, &QSpinBox::valueChanged, this, [this] {
        if (m_isSetting)
            return;
        m_isChosen = true;
        Q_EMIT edited();
    });
}

void WholeField::setDefault(int value)
{
    m_default = value;
    if (!m_isChosen)
        setChosen(std::nullopt);
}

void WholeField::setChosen(std::optional<int> chosen)
{
    const QScopedValueRollback setting(m_isSetting, true);
    m_isChosen = chosen.has_value();
    setValue(chosen.value_or(m_default));
}

void WholeField::stepBy(int steps)
{
    const int step = singleStep();
    const int at = value();
    const int floor = at >= 0 ? at / step * step : at;
    const int from = steps < 0 && floor != at ? floor + step : floor;
    setValue(std::max(step > 1 ? step : 1, from + steps * step));
    selectAll();
}

void WholeField::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QSpinBox::wheelEvent(event);
    else
        event->ignore();
}

NumberField::NumberField(const QString& name, double arrowStep, QWidget* parent) : QDoubleSpinBox(parent)
{
    prepare(*this, name);
    setRange(-9999, 9999);
    setDecimals(2);
    setSingleStep(arrowStep);
    connect(this, &QDoubleSpinBox::valueChanged, this, [this] {
        if (m_isSetting)
            return;
        m_isChosen = true;
        Q_EMIT edited();
    });
}

void NumberField::setDefault(double value)
{
    m_default = value;
    if (!m_isChosen)
        setChosen(std::nullopt);
}

void NumberField::setChosen(std::optional<double> chosen)
{
    const QScopedValueRollback setting(m_isSetting, true);
    m_isChosen = chosen.has_value();
    setValue(chosen.value_or(m_default));
}

QString NumberField::textFromValue(double value) const
{
    QString text = QLocale().toString(value, 'f', 2);
    if (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    return text;
}

void NumberField::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

}  // namespace reverie::ui
