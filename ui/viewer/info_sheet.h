#pragma once

#include "core/gallery/gallery_picture.h"
#include "ui/compose/form.h"

#include <QFrame>

class QVBoxLayout;

namespace reverie::ui {

/// All that a picture's file tells, each fact that a form can take with a button that gives it to the form.
class InfoSheet final : public QFrame {
    Q_OBJECT

public:
    explicit InfoSheet(QWidget* parent = nullptr);
    void show(const gallery::GalleryPicture& picture);
    void showNothing();

Q_SIGNALS:
    void useWanted(reverie::ui::RecipePart part);
    void closeWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void clear();
    void addRow(
        const QString& name, const QString& value, std::optional<RecipePart> part = {}, const QString& use = {});
    void addRequest(const request::GenerationRequest& request);

    QVBoxLayout* m_rows;
};

}  // namespace reverie::ui
