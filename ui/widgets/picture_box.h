#pragma once

#include "ui/widgets/icons.h"

#include <QImage>
#include <QWidget>

namespace reverie::ui {

/// A small square picture with round corners; a quiet icon while there is none.
class PictureBox final : public QWidget {
    Q_OBJECT

public:
    PictureBox(const QString& iconName, int side, QWidget* parent = nullptr);

    void setIcon(const QString& iconName, Tone tone);
    void setPicture(const QImage& picture);
    [[nodiscard]] const QImage& picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    Tone m_tone = Tone::Muted;
    QImage m_picture;
};

}  // namespace reverie::ui
