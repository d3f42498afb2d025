#pragma once

#include "core/base/cancellation.h"
#include "core/library/keepsakes.h"
#include "core/library/leftovers.h"
#include "core/library/library_scan.h"
#include "core/library/model_removal.h"
#include "ui/main_window/services.h"
#include "ui/models/model_sheet.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <functional>

namespace reverie::ui {

class ComposePane;
class ComposeDesk;
class ModelPicker;
class ModelsPage;
class Toast;

/// Joins the library to the page of models and to Create: what is there, what is known about it, choosing it, and
/// removing it.
class LibraryDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        const WindowServices& services;
        ModelsPage& page;
        ComposePane& compose;
        ComposeDesk& desk;
        ModelPicker& picker;
        Toast& toast;
        std::function<void(const QString& page)> showPage;
    };

    LibraryDesk(const Places& places, QObject* parent);
    /// Waits for what was begun.
    ~LibraryDesk() override;

    /// Once the window is up: looks for models.
    void open();
    void pick();
    void use(const QString& path);
    void addFolder();
    void rescan();
    void removeChosen();
    /// Other places to look in than before: what the settings and the session name.
    void renewPlaces();
    /// Of a model that draws, of a repository of the Hub; empty when it is not here.
    [[nodiscard]] QString pathOf(const QString& repository) const;
    /// Whether anything of it is here that can be used.
    [[nodiscard]] bool holds(const QString& repository) const;

Q_SIGNALS:
    /// Which models there are has changed.
    void changed();

private:
    void join();
    void joinSheet();
    void joinUse();
    void joinPictures();
    void leaveRoom();
    void onChanged();
    [[nodiscard]] library::LibraryPlaces wantedPlaces() const;
    void showDetails(const QString& path);
    void showDiskUse();
    void choose(const QString& path);
    void remove(const QString& path);
    void removeNow(const library::RemovalPlan& plan);
    void bringBack(const library::RemovedModel& removed);
    /// Says in the page what removing the model means, once that is known.
    void showRemoval(const library::LibraryEntry& entry);
    /// Says it anew when what is in use has changed.
    void renewRemoval();
    void removeUseless(const QString& id);
    void change(const QString& path, const std::function<void(library::Keepsake&)>& change);
    [[nodiscard]] const ModelEntry* find(const QString& path) const;
    /// Paths of models that are chosen or queued, and Hub ids that are being downloaded.
    [[nodiscard]] QStringList inUse() const;
    [[nodiscard]] library::CacheNeeds needs() const;
    void learnPictures();
    /// Looks which is the last one of a model by now.
    void renewPicture(const QString& model);
    void showPicture(const ModelEntry& entry);
    void showThumbnail(const QString& picture, const QImage& thumbnail);

    Places m_at;
    bool m_isOpen = false;
    std::vector<ModelEntry> m_entries;
    QHash<QString, QString> m_hashes;    ///< SHA-256 by the library's id, as far as they are known
    QStringList m_used;                  ///< inUse() when a removal was last shown
    QStringList m_drawing;               ///< paths of the model and the VAE that are chosen in Create
    QString m_loaded;                    ///< path of the model that the engine holds
    QHash<QString, QString> m_pictures;  ///< the last one of each model, by the model's name
    Cancellation m_planning;             ///< of a removal that is only shown
    QThreadPool m_pool;
};

}  // namespace reverie::ui
