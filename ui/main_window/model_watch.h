#pragma once

#include <QObject>
#include <QString>

namespace reverie::gallery {
class Gallery;
class ThumbnailCache;
}  // namespace reverie::gallery

namespace reverie::ui {

class ComposePane;

/// Shows in the model's card the last picture that was made with the chosen model.
class ModelWatch final : public QObject {
    Q_OBJECT

public:
    ModelWatch(gallery::Gallery& gallery, gallery::ThumbnailCache& thumbnails, ComposePane& pane);

private:
    void renew();
    /// Empty while it is not known.
    [[nodiscard]] QString nameOfModel() const;
    void showPicture(const QString& path);

    gallery::Gallery& m_gallery;
    gallery::ThumbnailCache& m_thumbnails;
    ComposePane& m_pane;
    QString m_path;  ///< of the picture that is shown or waited for
};

}  // namespace reverie::ui
