#include "ui/main_window/picture_desk.h"

#include "core/base/when_done.h"
#include "core/gallery/gallery.h"
#include "core/settings/settings.h"
#include "ui/main_window/file_manager.h"
#include "ui/main_window/run_watch.h"
#include "ui/main_window/toast.h"
#include "ui/viewer/compare_view.h"
#include "ui/viewer/copy_file.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/recent_grid.h"
#include "ui/viewer/viewer_pane.h"
#include "ui/widgets/sentence_text.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageWriter>
#include <QMap>
#include <QMessageBox>
#include <QMimeData>
#include <QUrl>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

constexpr int kPage = 120;

struct CopyFormat {
    const char* name;    ///< Qt's, and in the settings
    const char* filter;  ///< of a dialog
    const char* suffix;
};

constexpr CopyFormat kCopyFormats[] = {
    {"png", QT_TRANSLATE_NOOP("PictureDesk", "PNG (*.png)"), "png"},
    {"jpeg", QT_TRANSLATE_NOOP("PictureDesk", "JPEG (*.jpg *.jpeg)"), "jpg"},
    {"webp", QT_TRANSLATE_NOOP("PictureDesk", "WebP (*.webp)"), "webp"},
};

/// Those that this computer's Qt writes, `first` chosen; a name without an ending gets that of the chosen one.
void offerFormats(QFileDialog& dialog, const QString& first)
{
    const QList<QByteArray> there = QImageWriter::supportedImageFormats();
    QMap<QString, QString> suffixes;  // by filter
    QStringList filters;
    QString chosen;
    for (const CopyFormat& format : kCopyFormats) {
        if (!there.contains(format.name))
            continue;
        filters << QCoreApplication::translate("PictureDesk", format.filter);
        suffixes.insert(filters.back(), QString::fromLatin1(format.suffix));
        if (first == QLatin1String(format.name))
            chosen = filters.back();
    }
    const auto choose = [&dialog, suffixes](const QString& filter) { dialog.setDefaultSuffix(suffixes.value(filter)); };
    dialog.setNameFilters(filters);
    dialog.selectNameFilter(chosen.isEmpty() ? filters.front() : chosen);
    choose(dialog.selectedNameFilter());
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, choose);
}

}  // namespace

PictureDesk::PictureDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places)
{
    using gallery::Gallery;
    connect(&m_at.gallery, &Gallery::added, this, &PictureDesk::onAdded);
    connect(&m_at.gallery, &Gallery::found, this, &PictureDesk::onFound);
    connect(&m_at.gallery, &Gallery::changed, this, [this](const gallery::GalleryPicture& picture) {
        m_at.recent.put(picture);
        if (picture.path == m_current)
            m_at.viewer.showPicture(picture);
    });
    connect(&m_at.gallery, &Gallery::removed, &m_at.recent, &RecentGrid::remove);
    connect(&m_at.gallery, &Gallery::failed, &m_at.toast, &Toast::tell);
    connect(&m_at.recent, &RecentGrid::selectionChanged, this, &PictureDesk::onSelected);
    connect(&m_at.recent, &RecentGrid::moreWanted, this, &PictureDesk::loadMore);
    connect(&m_at.recent, &RecentGrid::dragWanted, this, &PictureDesk::dragOut);
    connect(&m_at.recent, &RecentGrid::compareWanted, this, [this](const QString& path) {
        const auto* other = m_at.recent.find(path);
        if (selected() != nullptr && other != nullptr)
            show(*selected(), *other);
    });
    connect(m_at.viewer.view(), &PictureView::dragWanted, this, &PictureDesk::dragOut);
    connect(&m_at.viewer, &ViewerPane::pictureLost, &m_at.gallery, &Gallery::dropIfGone);
    connect(&m_at.recent, &RecentGrid::pictureLost, &m_at.gallery, &Gallery::dropIfGone);
}

const gallery::GalleryPicture* PictureDesk::selected() const
{
    return m_at.recent.selected();
}

void PictureDesk::open(const QString& path)
{
    whenDone(m_at.gallery.recent(kPage), this, [this, path](std::vector<gallery::GalleryPicture> pictures) {
        m_at.recent.setPictures(std::move(pictures));
        if (m_at.recent.find(path) != nullptr)
            m_at.recent.select(path);
    });
}

void PictureDesk::loadMore()
{
    if (m_isLoading || m_at.recent.pictures().empty())
        return;
    m_isLoading = true;
    const auto page = m_at.gallery.recent(kPage, gallery::markBehind(m_at.recent.pictures().back()));
    whenDone(page, this, [this](std::vector<gallery::GalleryPicture> older) {
        m_isLoading = older.empty();  // the end: nothing more to ask for
        m_at.recent.append(std::move(older));
    });
}

void PictureDesk::select(const QString& path)
{
    m_at.recent.select(path);
}

void PictureDesk::onSelected(const QString& path)
{
    if (path != m_current) {
        m_previous = m_current;
        m_current = path;
    }
    m_at.watch.stopFollowing();
    const auto* picture = m_at.recent.find(path);
    m_at.viewer.endComparison();
    m_at.viewer.showPicture(picture == nullptr ? std::nullopt : std::optional(*picture));
    Q_EMIT selectionChanged();
}

void PictureDesk::onAdded(const gallery::GalleryPicture& picture)
{
    const bool wasFollowing = m_at.watch.isFollowing();
    m_at.recent.put(picture);
    if (wasFollowing) {
        m_at.recent.select(picture.path);
        m_at.watch.follow();
    }
}

void PictureDesk::onFound(const std::vector<gallery::GalleryPicture>& pictures)
{
    if (m_at.recent.pictures().empty())
        return open({});
    bool isOlder = false;
    for (const gallery::GalleryPicture& picture : pictures)
        if (m_at.recent.pictures().back().created < picture.created)
            m_at.recent.put(picture);
        else
            isOlder = true;
    if (!isOlder)
        return;
    m_isLoading = false;  // there is more after all
    loadMore();
}

void PictureDesk::step(int direction)
{
    m_at.recent.selectNeighbour(direction);
}

void PictureDesk::copyPicture()
{
    if (selected() == nullptr)
        return;
    const QString path = selected()->path;
    const auto copy = [this, path](const QImage& picture) {
        if (picture.isNull())
            return;
        auto* data = new QMimeData;
        data->setImageData(picture);
        data->setUrls({QUrl::fromLocalFile(path)});
        QApplication::clipboard()->setMimeData(data);
        m_at.toast.tell(tr("The picture was copied."));
    };
    const ShownPicture& shown = m_at.viewer.view()->picture();
    if (shown.path == path && !shown.isNull())
        copy(shown.levels.front());
    else  // it is being read, or a preview stands there
        whenDone(QtConcurrent::run([path] { return QImage(path); }), this, copy);
}

void PictureDesk::copyPrompt()
{
    if (selected() == nullptr || !selected()->request)
        return;
    QApplication::clipboard()->setText(selected()->request->prompt);
    m_at.toast.tell(tr("The prompt was copied."));
}

void PictureDesk::copySeed()
{
    if (selected() == nullptr || !selected()->seed)
        return;
    QApplication::clipboard()->setText(QString::number(*selected()->seed));
    m_at.toast.tell(tr("The seed was copied."));
}

void PictureDesk::revealInFolder()
{
    if (selected() != nullptr)
        showInFileManager(selected()->path, m_at.toast);
}

void PictureDesk::saveCopy()
{
    if (selected() == nullptr)
        return;
    auto* dialog = new QFileDialog(m_at.viewer.window(), tr("Save a copy"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    offerFormats(*dialog, m_at.settings.get<QString>(settings::key::kCopyFormat));
    dialog->selectFile(QFileInfo(selected()->path).completeBaseName());
    connect(dialog, &QFileDialog::fileSelected, this,
        [this](const QString& file) { saveCopyTo(file, m_at.settings.get<bool>(settings::key::kCopyMetadata)); });
    dialog->open();
}

void PictureDesk::saveCopyTo(const QString& file, bool withRecipe)
{
    const CopyWish wish{selected()->path, file, withRecipe, m_at.settings.get<int>(settings::key::kCopyQuality)};
    whenDone(QtConcurrent::run(writeCopy, wish), this, [this, file](const Result<void>& copied) {
        m_at.toast.tell(copied ? tr("Saved as %1.").arg(QFileInfo(file).fileName()) : sentenceText(copied.error()));
    });
}

std::unique_ptr<QMimeData> PictureDesk::dragged() const
{
    if (selected() == nullptr)
        return nullptr;
    auto data = std::make_unique<QMimeData>();
    data->setUrls({QUrl::fromLocalFile(selected()->path)});
    return data;
}

void PictureDesk::dragOut()
{
    auto data = dragged();
    if (!data)
        return;
    auto* drag = new QDrag(m_at.viewer.view());
    drag->setMimeData(data.release());
    drag->exec(Qt::CopyAction);
}

void PictureDesk::trash()
{
    if (selected() == nullptr)
        return;
    if (!m_at.settings.get<bool>(settings::key::kConfirmTrash)) {
        trashNow(selected()->path);
        return;
    }
    auto* question = new QMessageBox(QMessageBox::Question, tr("Move to the trash"),
        tr("Move this picture to the trash?"), QMessageBox::Cancel, m_at.viewer.window());
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->addButton(tr("Move to the trash"), QMessageBox::AcceptRole);
    connect(question, &QMessageBox::buttonClicked, this,
        [this, question, path = selected()->path](QAbstractButton* button) {
            if (question->buttonRole(button) == QMessageBox::AcceptRole)
                trashNow(path);
        });
    question->open();
}

void PictureDesk::trashNow(const QString& path)
{
    m_at.gallery.trash(path);
    m_at.toast.offer(tr("The picture is in the trash."), tr("Undo"), [this] { undoTrash(); });
}

void PictureDesk::undoTrash()
{
    m_at.gallery.undoTrash();
}

void PictureDesk::toggleStar()
{
    if (selected() != nullptr)
        m_at.gallery.setStar(selected()->path, !selected()->isStarred);
}

void PictureDesk::compare()
{
    if (m_at.viewer.isComparing()) {
        m_at.viewer.comparison()->nextMode();
        return;
    }
    const auto* other = m_at.recent.find(m_previous);
    if (selected() == nullptr)
        return;
    if (other == nullptr || other == selected())
        for (const gallery::GalleryPicture& each : m_at.recent.pictures())
            if (each.path != m_current) {
                other = &each;
                break;
            }
    if (other == nullptr || other == selected())
        m_at.toast.tell(tr("There is no second picture to compare with yet."));
    else
        show(*other, *selected());
}

void PictureDesk::show(const gallery::GalleryPicture& left, const gallery::GalleryPicture& right)
{
    m_at.watch.stopFollowing();
    m_at.viewer.compare(left, right);
}

void PictureDesk::swapCompared()
{
    m_at.viewer.comparison()->swap();
}

}  // namespace reverie::ui
