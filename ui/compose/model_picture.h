#pragma once

#include <QImage>
#include <QWidget>

namespace reverie::ui {

/// A small picture of what a model can do; a quiet sign until there is one.
class ModelPicture final : public QWidget {
    Q_OBJECT

public:
    explicit ModelPicture(QWidget* parent = nullptr);

    void show(const QImage& picture);
    [[nodiscard]] const QImage& picture() const { return m_picture; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QImage m_picture;
};

}  // namespace reverie::ui
