#include "core/gallery/thumbnail_cache.h"

#include "core/io/atomic_file.h"

#include <QBuffer>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QImageReader>
#include <QUrl>
#include <QtConcurrent>

namespace reverie::gallery {
namespace {

constexpr int kMemoryKib = 64 * 1024;
constexpr int kThreads = 2;

const QString kUri = QStringLiteral("Thumb::URI");
const QString kModified = QStringLiteral("Thumb::MTime");
const QString kSize = QStringLiteral("Thumb::Size");

QString uriOf(const QFileInfo& file)
{
    return QString::fromLatin1(QUrl::fromLocalFile(file.absoluteFilePath()).toEncoded());
}

QString modifiedOf(const QFileInfo& file)
{
    return QString::number(file.lastModified().toMSecsSinceEpoch());
}

bool isOf(const QImage& thumbnail, const QFileInfo& file)
{
    return !thumbnail.isNull() && thumbnail.text(kUri) == uriOf(file) &&
        thumbnail.text(kModified) == modifiedOf(file) && thumbnail.text(kSize) == QString::number(file.size());
}

/// Only a help: what cannot be written is made again next time.
void keep(const QString& path, const QImage& thumbnail)
{
    QByteArray png;
    QBuffer buffer(&png);
    if (!buffer.open(QIODevice::WriteOnly) || !thumbnail.save(&buffer, "PNG"))
        return;
    QDir().mkpath(QFileInfo(path).absolutePath());
    std::ignore = io::writeWhole(path, std::as_bytes(std::span(png.constData(), static_cast<std::size_t>(png.size()))));
}

QImage scaledDown(const QString& path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const QSize side(ThumbnailCache::kSide, ThumbnailCache::kSide);
    const QImage whole = reader.read();
    if (whole.width() <= side.width() && whole.height() <= side.height())
        return whole;
    return whole.scaled(side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

QImage makeThumbnail(const QString& folder, const QString& path)
{
    const QFileInfo file(path);
    if (!file.isFile())
        return {};
    const QByteArray name = QCryptographicHash::hash(uriOf(file).toLatin1(), QCryptographicHash::Md5).toHex();
    const QString kept = folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".png");
    if (QImage known(kept); isOf(known, file))
        return known;
    QImage made = scaledDown(path);
    if (made.isNull())
        return {};
    made.setText(kUri, uriOf(file));
    made.setText(kModified, modifiedOf(file));
    made.setText(kSize, QString::number(file.size()));
    keep(kept, made);
    return made;
}

ThumbnailCache::ThumbnailCache(QString folder, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)), m_images(kMemoryKib)
{
    m_pool.setMaxThreadCount(kThreads);
    m_pool.setThreadPriority(QThread::LowPriority);
}

ThumbnailCache::~ThumbnailCache()
{
    forgetRequests();
    m_pool.waitForDone();
}

QImage ThumbnailCache::thumbnail(const QString& path)
{
    if (const QImage* image = m_images.object(path))
        return *image;
    if (!m_asked.contains(path) && !m_bad.contains(path))
        make(path);
    return {};
}

void ThumbnailCache::forgetRequests()
{
    m_round.cancel();
    m_round = {};
    m_asked.clear();
}

void ThumbnailCache::make(const QString& path)
{
    m_asked.insert(path);
    const auto work = [this, path, folder = m_folder, round = m_round] {
        const QImage made = round.isCancelled() ? QImage() : makeThumbnail(folder, path);
        QMetaObject::invokeMethod(
            this,
            [this, path, made, round] {
                if (!round.isCancelled())
                    take(path, made);
            },
            Qt::QueuedConnection);
    };
    m_pool.start(work, ++m_priority);
}

void ThumbnailCache::take(const QString& path, const QImage& thumbnail)
{
    m_asked.remove(path);
    if (thumbnail.isNull()) {
        m_bad.insert(path);
        Q_EMIT failed(path);
        return;
    }
    m_images.insert(path, new QImage(thumbnail), static_cast<int>(thumbnail.sizeInBytes() / 1024 + 1));
    Q_EMIT ready(path, thumbnail);
}

}  // namespace reverie::gallery

#include "moc_thumbnail_cache.cpp"
