#include "ui/viewer/shown_picture.h"

#include <QImageReader>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

ShownPicture readPicture(const QString& path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    return withLevels(path, reader.read());
}

}  // namespace

const QImage& ShownPicture::levelFor(double width) const
{
    for (auto level = levels.rbegin(); level != levels.rend(); ++level)
        if (level->width() >= width)
            return *level;
    return levels.front();
}

ShownPicture withLevels(const QString& path, const QImage& whole)
{
    constexpr int kLeast = 128;
    ShownPicture picture{path, {}};
    if (whole.isNull())
        return picture;
    picture.levels.push_back(
        whole.convertToFormat(whole.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32));
    while (picture.levels.back().width() > 2 * kLeast && picture.levels.back().height() > 2 * kLeast) {
        const QImage& last = picture.levels.back();
        picture.levels.push_back(
            last.scaled(last.width() / 2, last.height() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    return picture;
}

PictureReader::PictureReader(QObject* parent) : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        const ShownPicture picture = m_watcher.result();
        if (picture.path == m_wanted)
            Q_EMIT done(picture);
        else
            begin();
    });
}

PictureReader::~PictureReader()
{
    m_watcher.waitForFinished();
}

void PictureReader::read(const QString& path)
{
    m_wanted = path;
    if (!m_watcher.isRunning())
        begin();
}

void PictureReader::begin()
{
    m_watcher.setFuture(QtConcurrent::run(readPicture, m_wanted));
}

}  // namespace reverie::ui
