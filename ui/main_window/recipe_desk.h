#pragma once

#include "core/base/result.h"
#include "core/image/recipe.h"

#include <QObject>

class QMimeData;

namespace reverie::ui {

class ComposeDesk;
class Toast;
class ViewerPane;

/// What is dropped on the window, pasted into it or handed to it: pictures and texts that tell a recipe, and models.
class RecipeDesk final : public QObject {
    Q_OBJECT

public:
    RecipeDesk(ComposeDesk& compose, ViewerPane& viewer, Toast& toast, QObject* parent);

    /// Whether `data` holds anything that can be taken.
    [[nodiscard]] static bool canTake(const QMimeData& data);
    void take(const QMimeData& data);
    void takeText(const QString& text);
    /// The first picture's recipe is offered; folders and checkpoints become models.
    void takeFiles(const QStringList& files);

private:
    void readPicture(const QString& file);
    void offer(const Result<image::Recipe>& recipe, const QString& from);

    ComposeDesk& m_compose;
    ViewerPane& m_viewer;
    Toast& m_toast;
};

}  // namespace reverie::ui
