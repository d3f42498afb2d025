#pragma once

#include "core/gallery/gallery_picture.h"
#include "ui/viewer/shown_picture.h"

#include <QWidget>

namespace reverie::ui {

enum class CompareMode { Slider, SideBySide, Difference };

/// Two pictures: one wiped over the other, beside each other, or by how much they differ; below, in what their recipes
/// do.
class CompareView final : public QWidget {
    Q_OBJECT

public:
    explicit CompareView(QWidget* parent = nullptr);

    void show(gallery::GalleryPicture left, gallery::GalleryPicture right);
    /// Of the next way to compare and of swapping; empty = none.
    void setKeys(const QString& next, const QString& swap);
    void nextMode();
    void swap();
    [[nodiscard]] CompareMode mode() const { return m_mode; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override { mouseMoveEvent(event); }
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// How many steps the keys move the slider.
    [[nodiscard]] int stepsOf(const QKeyEvent& event) const;
    [[nodiscard]] double wordsHeight() const;
    /// Where the pictures stand, above the words.
    [[nodiscard]] QRectF pictures() const;
    /// What the slider crosses: both pictures, one over the other.
    [[nodiscard]] QRectF slid() const;
    void paintSlider(QPainter& painter) const;
    void paintSides(QPainter& painter) const;
    void paintDifference(QPainter& painter) const;
    void paintWords(QPainter& painter) const;
    void renewDifference();

    gallery::GalleryPicture m_leftFile;
    gallery::GalleryPicture m_rightFile;
    PictureReader m_leftReader;
    PictureReader m_rightReader;
    ShownPicture m_left;
    ShownPicture m_right;
    QImage m_difference;
    QString m_words;
    QString m_keys;
    CompareMode m_mode = CompareMode::Slider;
    double m_share = 0.5;
};

/// What differs between two recipes, a line each: "Steps: 20, 25".
[[nodiscard]] QStringList recipeDifferences(
    const request::GenerationRequest& left, const request::GenerationRequest& right);

/// By how much each pixel differs, eight times as bright; null for pictures of different sizes.
[[nodiscard]] QImage differenceImage(const QImage& left, const QImage& right);

}  // namespace reverie::ui
