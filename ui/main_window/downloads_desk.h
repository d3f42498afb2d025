#pragma once

#include "core/hub/download_list.h"
#include "ui/main_window/services.h"
#include "ui/models/download_look.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace reverie::ui {

class HubDesk;
class LibraryDesk;
class ModelsPage;
class Toast;

/// Joins the list of downloads to the page of models: shows how each stands, and does what a person wants of it.
class DownloadsDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        const WindowServices& services;
        ModelsPage& page;
        HubDesk& hub;
        LibraryDesk& library;
        Toast& toast;
        std::function<void(const QString& page)> showPage;
    };

    DownloadsDesk(const Places& places, QObject* parent);

    void add(const hub::RepoJob& job, const QString& words);
    void showTab();

private:
    void join();
    void show();
    void onChanged(int key);
    void tellWait(quint64 number, double seconds, const QString& why);
    [[nodiscard]] QString remarkOn(const hub::Download& download) const;
    void cancel(int key);
    void applySpeedLimit();

    Places m_at;
    QTimer m_renewal;               // many reports may come at once
    QHash<int, QString> m_remarks;  // the last one about each download
    QString m_wait;                 // of the one that runs
    QTimer m_waitEnd;
};

/// As the page shows it.
/// \param path  of the model on this machine; empty while it is not known
/// \param remark  a sentence about something that happened with it; may be empty
[[nodiscard]] DownloadLook lookOf(const hub::Download& download, const QString& path, const QString& remark = {});
/// The one button against a failure; empty where trying again is all there is, which every failed download offers.
[[nodiscard]] QString remedyFor(const Error& error);

}  // namespace reverie::ui
