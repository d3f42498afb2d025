#include "core/gallery/gallery.h"

#include "core/base/when_done.h"
#include "core/gallery/picture_index.h"
#include "core/io/disk_space.h"
#include "core/io/trash.h"

#include <QDateTime>
#include <QDebug>
#include <QDir>
#include <QFileInfo>

namespace reverie::gallery {
namespace {

constexpr int kRestMs = 300;
constexpr qsizetype kDays = 3;  // about midnight, and for clocks of other places

/// Those that new pictures come into: the folder and the newest of its folders of days.
QStringList watchedOf(const QString& folder)
{
    QStringList watched{io::nearestExisting(folder)};
    const QStringList days = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
    for (const QString& day : days.mid(0, kDays))
        watched << folder + QLatin1Char('/') + day;
    return watched;
}

}  // namespace

Gallery::Gallery(GalleryPlaces places, QObject* parent)
    : QObject(parent), m_places(std::move(places)), m_folder(m_places.pictures), m_watch(kRestMs)
{
    connect(&m_watch, &io::FolderWatch::changed, this, &Gallery::follow);
}

Gallery::~Gallery()
{
    m_ending.cancel();
    std::ignore = m_thread.run([this] { m_index.reset(); });  // the database goes where it came
    m_thread.finish();
}

template <typename Work>
auto Gallery::withIndex(Work work)
{
    using Outcome = std::invoke_result_t<Work, PictureIndex&>;
    return m_thread.run([this, work = std::move(work)]() -> Outcome {
        if (m_index)
            return work(*m_index);
        return tl::unexpected<Error>(
            m_why.value_or(Error{ErrorCode::Busy, QStringLiteral("the gallery is not open"), {}, {}}));
    });
}

template <typename Work, typename Report>
void Gallery::perform(Work work, Report report)
{
    using Outcome = std::invoke_result_t<Work, PictureIndex&>;
    whenDone(withIndex(std::move(work)), this, [this, report = std::move(report)](const Outcome& outcome) {
        if (outcome)
            report(*outcome);
        else
            Q_EMIT failed(sentence(outcome.error()));
    });
}

void Gallery::open()
{
    auto opening = m_thread.run([this] {
        auto index = PictureIndex::open(m_places, m_ending);
        if (!index) {
            m_why = index.error();
            return sentence(index.error());
        }
        m_index = std::move(*index);
        return m_index->note();
    });
    whenDone(opening, this, [this](const QString& note) {
        Q_EMIT opened(note);
        setFolder(m_folder);
    });
}

void Gallery::setFolder(const QString& folder)
{
    m_folder = folder;
    follow({folder});
}

/// Takes in what came to the watched folders, and watches those that came.
void Gallery::follow(const QStringList& changed)
{
    const qint64 sinceMs = QDateTime::currentMSecsSinceEpoch();
    whenDone(m_thread.run([folder = m_folder] { return watchedOf(folder); }), this,
        [this, folder = m_folder, sinceMs](const QStringList& watched) {
            if (folder == m_folder)
                m_watch.watch(watched, sinceMs);
        });
    QStringList folders;
    for (const QString& each : changed)
        folders << (each.startsWith(m_folder) ? each : m_folder);  // what changed above it may have brought it
    folders.removeDuplicates();
    takeIn(folders);
}

void Gallery::takeIn(const QStringList& folders)
{
    for (const QString& folder : folders) {
        const auto taking =
            withIndex([folder, ending = m_ending](PictureIndex& index) { return index.takeIn(folder, ending); });
        whenDone(taking, this, [this](const Result<std::vector<GalleryPicture>>& pictures) {
            if (pictures && !pictures->empty())
                Q_EMIT found(*pictures);
        });
    }
}

QFuture<std::vector<GalleryPicture>> Gallery::recent(int most, std::optional<PageMark> before)
{
    return withIndex([most, before](PictureIndex& index) {
        return index.recent(most, before);
    }).then([](const Result<std::vector<GalleryPicture>>& page) {
        return page.value_or(std::vector<GalleryPicture>());
    });
}

QFuture<std::optional<GalleryPicture>> Gallery::latestOf(const QString& model)
{
    return withIndex([model](PictureIndex& index) {
        return index.latestOf(model);
    }).then([](const Result<std::optional<GalleryPicture>>& latest) { return latest.value_or(std::nullopt); });
}

QFuture<Result<GalleryPicture>> Gallery::look(const QString& path)
{
    return m_thread.run([this, path]() -> Result<GalleryPicture> {
        const QString absolute = QFileInfo(path).absoluteFilePath();
        if (m_index)
            if (auto row = m_index->find(absolute); row && *row)
                return **std::move(row);
        return readPicture(absolute);
    });
}

void Gallery::add(const QString& path)
{
    const auto adding = m_thread.run(
        [this, path] { return m_index ? m_index->add(path) : readPicture(QFileInfo(path).absoluteFilePath()); });
    whenDone(adding, this, [this](const Result<GalleryPicture>& picture) {
        if (picture)
            Q_EMIT added(*picture);
        else
            Q_EMIT failed(sentence(picture.error()));
    });
}

void Gallery::setStar(const QString& path, bool isStarred)
{
    perform([path, isStarred](PictureIndex& index) { return index.setStar(path, isStarred); },
        [this](const GalleryPicture& picture) { Q_EMIT changed(picture); });
}

void Gallery::dropIfGone(const QString& path)
{
    perform(
        [path](PictureIndex& index) -> Result<bool> {
            if (QFileInfo::exists(path))
                return false;
            return index.remove(path).map([] { return true; });
        },
        [this, path](bool isGone) {
            if (isGone)
                Q_EMIT removed(path);
        });
}

void Gallery::trash(const QString& path)
{
    perform(
        [path](PictureIndex& index) -> Result<TrashedPicture> {
            auto inTrash = io::moveToTrash(path);
            if (!inTrash)
                return failWith(std::move(inTrash));
            // The way back must be remembered; a row without a file goes when it is next looked at.
            if (auto gone = index.remove(path); !gone)
                qWarning().noquote() << sentence(gone.error());
            return TrashedPicture{path, *inTrash};
        },
        [this](const TrashedPicture& trashed) {
            m_trashed.push_back(trashed);
            Q_EMIT removed(trashed.path);
        });
}

void Gallery::undoTrash()
{
    if (m_trashed.empty())
        return;
    const TrashedPicture back = m_trashed.back();
    m_trashed.pop_back();
    auto restoring = withIndex([back](PictureIndex& index) -> Result<GalleryPicture> {
        if (auto restored = io::restoreFromTrash(back.pathInTrash, back.path); !restored)
            return failWith(std::move(restored));
        auto picture = index.add(back.path);
        return picture ? picture : readPicture(back.path);  // it is back, noted or not
    });
    whenDone(restoring, this, [this, back](const Result<GalleryPicture>& picture) {
        if (picture) {
            Q_EMIT added(*picture);
            return;
        }
        m_trashed.push_back(back);  // the way back stays open
        Q_EMIT failed(sentence(picture.error()));
    });
}

}  // namespace reverie::gallery

#include "moc_gallery.cpp"
