#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/base/serial_thread.h"
#include "core/image/recipe.h"
#include "ui/viewer/recipe_card.h"

#include <QFuture>
#include <QObject>

class QMimeData;

namespace reverie::weights {
class HashCache;
}

namespace reverie::ui {

class ComposeDesk;
class Toast;
class ViewerPane;

/// What is dropped on the window, pasted into it or handed to it: pictures and texts that tell a recipe, and models.
class RecipeDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        ComposeDesk& compose;
        ViewerPane& viewer;
        Toast& toast;
        weights::HashCache& hashes;
    };

    RecipeDesk(const Places& places, QObject* parent);
    /// Waits for what is hashed, which is cancelled.
    ~RecipeDesk() override;

    /// Whether `data` holds anything that can be taken.
    [[nodiscard]] static bool canTake(const QMimeData& data);
    void take(const QMimeData& data);
    void takeText(const QString& text);
    /// The first picture's recipe is offered; folders and checkpoints become the model or the VAE.
    void takeFiles(const QStringList& files);

private:
    void readPicture(const QString& file);
    void takeWeights(const QString& path);
    void take(const Result<image::Recipe>& recipe, const QString& from);
    /// Looks for the recipe's model and VAE by their hashes, then offers it.
    void findParts(const image::Recipe& recipe, const QString& from);
    void offer(const image::Recipe& recipe, const QString& from, const RecipeParts& parts);

    Places m_at;
    SerialThread m_looking;  // what was dropped last is taken last
    Cancellation m_finding;
    QFuture<RecipeParts> m_work;
};

}  // namespace reverie::ui
