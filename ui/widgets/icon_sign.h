#pragma once

#include "ui/widgets/icons.h"

#include <QWidget>

namespace reverie::ui {

/// A small icon that stands beside words and says nothing by itself; follows the theme.
class IconSign final : public QWidget {
    Q_OBJECT

public:
    IconSign(const QString& iconName, Tone tone, QWidget* parent = nullptr);
    IconSign(const QString& iconName, Tone tone, int side, QWidget* parent = nullptr);

    void setIcon(const QString& iconName, Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    Tone m_tone;
};

}  // namespace reverie::ui
