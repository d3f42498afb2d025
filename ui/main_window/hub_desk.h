#pragma once

#include "core/base/cancellation.h"
#include "core/hub/inquiry.h"
#include "core/secrets/token_keeper.h"
#include "ui/main_window/services.h"
#include "ui/models/discover_tab.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <optional>

namespace reverie::ui {

class GetSheet;
class LibraryDesk;
class ModelsPage;
class Toast;
struct GetPlan;

/// Joins the Hub to the page of models: what can be got, the search, and what stands in the way of a model. Asks in
/// the background, and forgets answers that nobody waits for any more.
class HubDesk final : public QObject {
    Q_OBJECT

public:
    struct Places {
        const WindowServices& services;
        ModelsPage& page;
        GetSheet& sheet;
        LibraryDesk& library;
        Toast& toast;
        std::function<void(const QString& page)> showPage;
    };

    HubDesk(const Places& places, QObject* parent);
    /// Waits for what is asked, which is cancelled.
    ~HubDesk() override;

    /// Opens the sheet for a repository.
    void get(const QString& id);

Q_SIGNALS:
    /// A person agreed to fetch this.
    void downloadWanted(const reverie::hub::RepoJob& job, const QString& words);

private:
    void join();
    void showCatalogue();
    [[nodiscard]] OfferPlace placeOf(const QString& id) const;
    void search(const HubSearch& search);
    void searchOn();
    void takePage(const Result<hub::SearchPage>& page, bool isMore);
    enum class Asked { ByPerson, Again, ByItself };
    void ask(const QString& id, const QString& file, Asked asked = Asked::ByPerson);
    void takeAnswer(const QString& id, const Result<hub::Inquiry>& answer, Asked asked);
    void takeToken(const Secret& token, secrets::Keep keep);
    void tellWait(quint64 number, double seconds, const QString& why);
    void watchPage(const QUrl& url);

    Places m_at;
    Cancellation m_searching;
    Cancellation m_asking;
    // Numbers of HubWaits; 0 = it asks nothing.
    quint64 m_lastNumber = 0;
    quint64 m_searchNumber = 0;
    quint64 m_sheetNumber = 0;
    QUrl m_next;  ///< the search's next page
    std::optional<hub::Inquiry> m_answer;
    QString m_file;  ///< that was chosen among several
    int m_looks = 0;
    QTimer m_watch;
    QThreadPool m_pool;
};

/// "huggingface.co asks to wait for 4 min; it goes on by itself."
[[nodiscard]] QString waitText(double seconds, const QString& why);

}  // namespace reverie::ui
