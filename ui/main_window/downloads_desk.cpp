#include "ui/main_window/downloads_desk.h"

#include "core/settings/settings.h"
#include "ui/main_window/hub_desk.h"
#include "ui/main_window/hub_waits.h"
#include "ui/main_window/library_desk.h"
#include "ui/main_window/toast.h"
#include "ui/models/downloads_tab.h"
#include "ui/models/models_page.h"
#include "ui/widgets/sentence_text.h"

#include <algorithm>
#include <cmath>

namespace reverie::ui {
namespace {

constexpr int kRenewalMs = 100;
constexpr std::uint64_t kMegabyte = 1'000'000;

DownloadState stateOf(const hub::Download& download)
{
    switch (download.state) {
    case hub::DownloadState::Waiting:
        return DownloadState::Waiting;
    case hub::DownloadState::Running:
        break;
    case hub::DownloadState::Paused:
        return DownloadState::Paused;
    case hub::DownloadState::Failed:
        return DownloadState::Failed;
    case hub::DownloadState::Done:
        return DownloadState::Done;
    }
    const hub::FilePhase phase = download.progress.phase;
    if (phase == hub::FilePhase::Waiting)
        return DownloadState::Waiting;
    const bool isChecking = phase == hub::FilePhase::Checking || phase == hub::FilePhase::Verifying;
    return isChecking ? DownloadState::Checking : DownloadState::Downloading;
}

bool isAboutAccess(const Error& error)
{
    return error.code == ErrorCode::Unauthorized || error.code == ErrorCode::NotFound;
}

}  // namespace

QString remedyFor(const Error& error)
{
    return isAboutAccess(error) ? DownloadsDesk::tr("See what is in the way") : DownloadsDesk::tr("Try again");
}

DownloadLook lookOf(const hub::Download& download, const QString& path, const QString& remark)
{
    DownloadLook look;
    look.id = QString::number(download.key);
    look.name = download.job.id;
    look.state = stateOf(download);
    look.total = std::max(download.progress.of, download.job.bytes());
    look.received = look.isOver() ? look.total : download.progress.bytes;
    look.bytesPerSecond = static_cast<double>(download.progress.bytesPerSecond);
    look.path = look.isOver() ? path : QString();
    if (look.state == DownloadState::Downloading || look.state == DownloadState::Checking)
        look.file = download.progress.file;
    if (download.error && download.error->code != ErrorCode::Cancelled) {
        look.note = sentenceText(*download.error);
        look.remedy = remedyFor(*download.error);
    } else if (look.isOver()) {
        look.note = QStringLiteral("%1 %2").arg(remark, DownloadsDesk::tr("Every byte of it was checked.")).trimmed();
    } else if (download.state == hub::DownloadState::Running && look.state == DownloadState::Waiting) {
        look.note = DownloadsDesk::tr("Another program is fetching the same file; this one waits for it.");
    } else {
        look.note = remark;
    }
    return look;
}

DownloadsDesk::DownloadsDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    m_renewal.setSingleShot(true);
    m_renewal.setInterval(kRenewalMs);
    connect(&m_renewal, &QTimer::timeout, this, &DownloadsDesk::show);
    m_waitEnd.setSingleShot(true);
    connect(&m_waitEnd, &QTimer::timeout, this, [this] {
        m_wait.clear();
        show();
    });
    join();
    if (const QString& note = m_at.services.downloads.note(); !note.isEmpty())
        m_at.toast.note(note);
    applySpeedLimit();
    show();
}

void DownloadsDesk::join()
{
    hub::DownloadList& list = m_at.services.downloads;
    DownloadsTab& tab = m_at.page.downloads();
    connect(&list, &hub::DownloadList::changed, this, &DownloadsDesk::onChanged);
    connect(&list, &hub::DownloadList::progressed, this, [this] {
        if (!m_renewal.isActive())
            m_renewal.start();
    });
    connect(&list, &hub::DownloadList::noted, this, [this](int key, const QString& sentence) {
        m_remarks.insert(key, sentence);
        show();
    });
    connect(&m_at.services.waits, &HubWaits::waiting, this, &DownloadsDesk::tellWait);
    connect(&m_at.hub, &HubDesk::downloadWanted, this, &DownloadsDesk::add);
    connect(&tab, &DownloadsTab::pauseWanted, this, [&list](const QString& id) { list.pause(id.toInt()); });
    connect(&tab, &DownloadsTab::resumeWanted, this, [&list](const QString& id) { list.resume(id.toInt()); });
    connect(&tab, &DownloadsTab::cancelWanted, this, [this](const QString& id) { cancel(id.toInt()); });
    connect(&tab, &DownloadsTab::forgetWanted, this,
        [&list](const QString& id) { list.cancel(id.toInt(), hub::DownloadList::Parts::Keep); });
    connect(&tab, &DownloadsTab::firstWanted, this, [&list](const QString& id) { list.putFirst(id.toInt()); });
    connect(&tab, &DownloadsTab::useWanted, &m_at.library, &LibraryDesk::use);
    connect(&tab, &DownloadsTab::discoverWanted, this, [this] { m_at.page.showTab(ModelsPage::Discover); });
    connect(&tab, &DownloadsTab::remedyWanted, this, [this, &list](const QString& id) {
        const auto download = list.find(id.toInt());
        if (download && download->error && isAboutAccess(*download->error))
            m_at.hub.get(download->job.id);
        else
            list.resume(id.toInt());
    });
    connect(&tab, &DownloadsTab::clearWanted, this, [&list] {
        for (const hub::Download& each : list.downloads())
            if (each.state == hub::DownloadState::Done)
                list.cancel(each.key, hub::DownloadList::Parts::Keep);
    });
    connect(&m_at.library, &LibraryDesk::changed, this, &DownloadsDesk::show);
    connect(&m_at.services.settings, &settings::Settings::changed, this, &DownloadsDesk::applySpeedLimit);
}

void DownloadsDesk::applySpeedLimit()
{
    const int limit = m_at.services.settings.get<int>(settings::key::kSpeedLimit);
    m_at.services.downloads.setSpeedLimit(static_cast<std::uint64_t>(limit) * kMegabyte);
}

void DownloadsDesk::show()
{
    std::vector<DownloadLook> looks;
    for (const hub::Download& each : m_at.services.downloads.downloads())
        looks.push_back(lookOf(each, m_at.library.pathOf(each.job.id), remarkOn(each)));
    std::ranges::stable_partition(looks, [](const DownloadLook& each) { return !each.isOver(); });
    const auto open = std::ranges::count_if(looks, [](const DownloadLook& each) { return !each.isOver(); });
    m_at.page.downloads().show(looks);
    m_at.page.setCount(ModelsPage::Downloads, static_cast<int>(open));
}

QString DownloadsDesk::remarkOn(const hub::Download& download) const
{
    const bool runs = download.state == hub::DownloadState::Running;
    return runs && !m_wait.isEmpty() ? m_wait : m_remarks.value(download.key);
}

void DownloadsDesk::tellWait(quint64 number, double seconds, const QString& why)
{
    if (number != 0)
        return;  // the search or the sheet
    m_wait = waitText(seconds, why);
    m_waitEnd.start(static_cast<int>(std::ceil(seconds * 1000)));
    show();
}

void DownloadsDesk::onChanged(int key)
{
    const auto download = m_at.services.downloads.find(key);
    m_wait.clear();
    if (!download || download->state == hub::DownloadState::Running)
        m_remarks.remove(key);
    show();
    if (!download || download->state != hub::DownloadState::Done)
        return;
    m_at.library.rescan();
    m_at.toast.offer(tr("%1 is here.").arg(download->job.id), tr("Show"), [this] { showTab(); });
}

void DownloadsDesk::showTab()
{
    m_at.page.showTab(ModelsPage::Downloads);
    m_at.showPage(QStringLiteral("models"));
}

void DownloadsDesk::add(const hub::RepoJob& job, const QString& words)
{
    m_at.services.downloads.add(job, words);
    showTab();
}

void DownloadsDesk::cancel(int key)
{
    const auto download = m_at.services.downloads.find(key);
    if (!download)
        return;
    // What came stays, so that taking it back costs nothing; the disk use offers it for removal.
    m_at.services.downloads.cancel(key, hub::DownloadList::Parts::Keep);
    m_at.toast.offer(tr("The download of %1 was cancelled.").arg(download->job.id), tr("Undo"),
        [this, download] { m_at.services.downloads.add(download->job, download->words); });
}

}  // namespace reverie::ui
