#include "ui/main_window/library_desk.h"

#include "core/base/when_done.h"
#include "core/hub/download_list.h"
#include "core/library/background_hasher.h"
#include "core/library/catalogue.h"
#include "core/library/library.h"
#include "core/queue/dispatcher.h"
#include "core/settings/settings.h"
#include "ui/compose/compose_pane.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/file_manager.h"
#include "ui/main_window/model_picker.h"
#include "ui/main_window/toast.h"
#include "ui/models/installed_tab.h"
#include "ui/models/models_page.h"
#include "ui/models/offer_text.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QFileDialog>

#include <algorithm>

namespace reverie::ui {
namespace {

constexpr int kRecent = 10;

const QString kFolders = QString::fromLatin1(settings::key::kModelFolders);

}  // namespace

LibraryDesk::LibraryDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    join();
    joinUse();
    joinSheet();
    joinPictures();
    if (const QString& note = m_at.services.keepsakes.note(); !note.isEmpty())
        m_at.toast.note(note);
    onChanged();
}

LibraryDesk::~LibraryDesk()
{
    m_planning.cancel();
    m_pool.waitForDone();
}

void LibraryDesk::join()
{
    InstalledTab& tab = m_at.page.installed();
    library::Library& library = m_at.services.library;
    connect(&library, &library::Library::changed, this, &LibraryDesk::onChanged);
    connect(&library, &library::Library::scanned, this, [this, &tab, &library] {
        tab.setScanning(false);
        tab.setNotes(library.notes());
        m_at.services.hasher.hash(library.entries());
    });
    connect(&m_at.services.hasher, &library::BackgroundHasher::hashed, this,
        [this](const QString& id, const QString& sha256) {
            m_hashes.insert(id, sha256);
            m_at.services.keepsakes.noteHash(id, sha256);
            if (const ModelEntry* chosen = find(m_at.page.installed().chosen()); chosen != nullptr && chosen->id == id)
                showDetails(chosen->path);
        });
    connect(&m_at.desk, &ComposeDesk::modelsChanged, this, &LibraryDesk::renewPlaces);
    connect(&m_at.services.settings, &settings::Settings::changed, this, [this](const QString& key) {
        if (key == kFolders)
            renewPlaces();
    });
    connect(&tab, &InstalledTab::detailsWanted, this, &LibraryDesk::showDetails);
    connect(&tab, &InstalledTab::useWanted, this, &LibraryDesk::use);
    connect(&tab, &InstalledTab::removeWanted, this, &LibraryDesk::remove);
    connect(&tab, &InstalledTab::folderWanted, this, &LibraryDesk::addFolder);
    connect(&tab, &InstalledTab::rescanWanted, this, &LibraryDesk::rescan);
    connect(&tab, &InstalledTab::diskUseWanted, this, &LibraryDesk::showDiskUse);
    connect(&tab, &InstalledTab::uselessRemoveWanted, this, &LibraryDesk::removeUseless);
    connect(&m_at.picker, &ModelPicker::modelWanted, this, &LibraryDesk::choose);
}

void LibraryDesk::joinUse()
{
    using queue::Dispatcher;
    Dispatcher& queue = m_at.services.queue;
    const auto renew = [this] {
        leaveRoom();
        renewRemoval();
    };
    connect(&queue, &Dispatcher::jobAdded, this, renew);
    connect(&queue, &Dispatcher::jobChanged, this, renew);
    connect(&queue, &Dispatcher::jobRemoved, this, renew);
    connect(&queue, &Dispatcher::paused, this, renew);
    connect(&queue, &Dispatcher::loaded, this, [this, &queue] {
        if (const queue::QueueJob* job = queue.running() ? queue.find(*queue.running()) : nullptr)
            m_loaded = job->request.model;
    });
    connect(&m_at.desk, &ComposeDesk::generated, this, [this] {
        if (const ModelEntry* model = find(m_at.compose.form().request.model))
            m_at.services.keepsakes.noteUse(model->id, QDateTime::currentMSecsSinceEpoch());
    });
    connect(&m_at.compose, &ComposePane::formChanged, this, [this] {
        const request::GenerationRequest& request = m_at.compose.form().request;
        const QStringList drawing{request.model, request.vae};
        if (drawing != std::exchange(m_drawing, drawing))
            renewRemoval();
    });
    connect(&m_at.services.downloads, &hub::DownloadList::changed, this, &LibraryDesk::renewRemoval);
}

/// A run has the disk and the processor to itself, and so has the next one right behind it.
void LibraryDesk::leaveRoom()
{
    const queue::Dispatcher& queue = m_at.services.queue;
    if (queue.running() || (queue.waiting() > 0 && !queue.isPaused()))
        m_at.services.hasher.pause();
    else
        m_at.services.hasher.resume();
}

void LibraryDesk::joinSheet()
{
    const ModelSheet& sheet = m_at.page.installed().sheet();
    connect(
        &m_at.page.installed(), &InstalledTab::favouriteWanted, this, [this](const QString& path, bool isFavourite) {
            change(path, [isFavourite](library::Keepsake& kept) { kept.isFavourite = isFavourite; });
            onChanged();
        });
    connect(&sheet, &ModelSheet::notesEdited, this, [this](const QString& path, const QString& notes) {
        change(path, [&notes](library::Keepsake& kept) { kept.notes = notes; });
    });
    connect(&sheet, &ModelSheet::piecesEdited, this,
        [this](const QString& path, const QString& prompt, const QString& negativePrompt) {
            change(path, [&](library::Keepsake& kept) {
                kept.prompt = prompt;
                kept.negativePrompt = negativePrompt;
            });
        });
    connect(
        &sheet, &ModelSheet::folderWanted, this, [this](const QString& path) { showInFileManager(path, m_at.toast); });
    connect(&sheet, &ModelSheet::linkWanted, this, [](const QUrl& url) { QDesktopServices::openUrl(url); });
}

const ModelEntry* LibraryDesk::find(const QString& path) const
{
    const auto at = std::ranges::find_if(m_entries, [&](const ModelEntry& each) {
        return each.path == path ||
            (path.isEmpty() ? each.source == library::ModelSource::Starter : each.otherPaths.contains(path));
    });
    return at == m_entries.end() ? nullptr : &*at;
}

void LibraryDesk::onChanged()
{
    const QStringList recent = m_at.services.keepsakes.recent(kRecent);
    QHash<QString, QString> titles;
    std::vector<std::pair<QString, QString>> vaes;
    m_entries.clear();
    for (const library::LibraryEntry& each : m_at.services.library.entries()) {
        ModelEntry entry{each};
        entry.isFavourite = m_at.services.keepsakes.of(each.id).isFavourite;
        entry.recency = static_cast<int>(recent.indexOf(each.id));
        titles.insert(each.path, each.name);
        if (entry.canDecode())
            vaes.emplace_back(each.name, each.path);
        m_entries.push_back(std::move(entry));
    }
    m_at.compose.setModelTitles(titles);
    m_at.compose.setVaes(vaes);
    m_at.page.installed().setEntries(m_entries);
    m_at.page.installed().setScanning(m_at.services.library.isScanning());
    m_at.page.setCount(ModelsPage::Installed, static_cast<int>(m_entries.size()));
    for (const ModelEntry& each : m_entries)
        showPicture(each);
    Q_EMIT changed();
}

void LibraryDesk::open()
{
    m_isOpen = true;
    m_at.page.installed().setScanning(true);
    m_at.services.library.setPlaces(wantedPlaces());
}

library::LibraryPlaces LibraryDesk::wantedPlaces() const
{
    library::LibraryPlaces places = m_at.services.library.places();
    places.folders = m_at.services.settings.folders(settings::key::kModelFolders);
    places.files.clear();
    // What lies in a folder that is looked into anyway is no model of its own.
    for (const QString& path : m_at.desk.models()) {
        const ModelEntry* known = find(path);
        if (known == nullptr || known->source == library::ModelSource::File)
            places.files << path;
    }
    return places;
}

void LibraryDesk::renewPlaces()
{
    const library::LibraryPlaces& now = m_at.services.library.places();
    library::LibraryPlaces places = wantedPlaces();
    if (m_isOpen && (places.folders != now.folders || places.files != now.files))
        m_at.services.library.setPlaces(std::move(places));
    onChanged();
}

void LibraryDesk::rescan()
{
    m_at.page.installed().setScanning(true);
    m_at.services.library.scan();
}

void LibraryDesk::addFolder()
{
    auto* dialog = new QFileDialog(m_at.page.window(), tr("A folder of models"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        std::ignore = m_at.services.settings.addFolder(settings::key::kModelFolders, folder);
    });
    dialog->open();
}

void LibraryDesk::pick()
{
    m_at.picker.show(m_entries, m_at.compose.form().request.model);
}

void LibraryDesk::choose(const QString& path)
{
    const ModelEntry* model = find(path);
    if (model == nullptr)
        return;
    if (model->canDecode())
        return m_at.desk.useVae(model->path);
    const library::Keepsake kept = m_at.services.keepsakes.of(model->id);
    m_at.services.keepsakes.noteUse(model->id, QDateTime::currentMSecsSinceEpoch());
    if (model->source == library::ModelSource::Starter)
        m_at.desk.chooseStarter();
    else
        m_at.desk.openModel(model->path);
    m_at.desk.addPieces(kept.prompt, kept.negativePrompt);
}

void LibraryDesk::use(const QString& path)
{
    choose(path);
    m_at.showPage(QStringLiteral("create"));
    m_at.desk.focusPrompt();
}

QString LibraryDesk::pathOf(const QString& repository) const
{
    if (repository.isEmpty())
        return {};
    const auto at = std::ranges::find_if(m_entries, [&](const ModelEntry& each) {
        return each.canDraw() && each.repository.compare(repository, Qt::CaseInsensitive) == 0;
    });
    return at == m_entries.end() ? QString() : at->path;
}

bool LibraryDesk::holds(const QString& repository) const
{
    return !repository.isEmpty() && std::ranges::any_of(m_entries, [&](const ModelEntry& each) {
        return each.isUsable() && each.repository.compare(repository, Qt::CaseInsensitive) == 0;
    });
}

void LibraryDesk::change(const QString& path, const std::function<void(library::Keepsake&)>& change)
{
    const ModelEntry* model = find(path);
    if (model == nullptr)
        return;
    library::Keepsake kept = m_at.services.keepsakes.of(model->id);
    change(kept);
    m_at.services.keepsakes.set(model->id, kept);
}

void LibraryDesk::showDetails(const QString& path)
{
    const ModelEntry* model = find(path);
    if (model == nullptr)
        return;
    ModelDetails details{*model};
    if (model->usedBy.size() > 1)
        details.sharing = tr("%1 use it too.").arg(QStringList(model->usedBy.mid(1)).join(tr(" and ")));
    if (const library::CatalogueModel* known = m_at.services.catalogue.find(model->repository)) {
        details.licence = known->licence.name;
        details.licenceWords = known->licence.words;
        details.licenceUrl = QUrl(known->licence.url);
        details.advice = adviceText(known->defaults);
    }
    const library::Keepsake kept = m_at.services.keepsakes.of(model->id);
    details.notes = kept.notes;
    details.prompt = kept.prompt;
    details.negativePrompt = kept.negativePrompt;
    details.sha256 = m_hashes.value(model->id);
    m_at.page.installed().setDetails(details);
    showRemoval(*model);
}

}  // namespace reverie::ui
