#include "ui/viewer/copy_file.h"

#include "core/io/atomic_file.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QImageWriter>

namespace reverie::ui {
namespace {

/// Texts that the reader found would tell the recipe. A view of the same pixels, which must outlive it.
QImage withoutTexts(const QImage& image)
{
    QImage bare(image.constBits(), image.width(), image.height(), image.bytesPerLine(), image.format());
    bare.setColorTable(image.colorTable());
    bare.setDotsPerMeterX(image.dotsPerMeterX());
    bare.setDotsPerMeterY(image.dotsPerMeterY());
    return bare;
}

Result<QByteArray> encoded(const CopyWish& wish, const QByteArray& format)
{
    QImageReader reader(wish.from);
    const QImage image = reader.read();
    if (image.isNull())
        return fail(ErrorCode::Corrupt, QStringLiteral("%1 cannot be read as a picture").arg(wish.from),
            QStringLiteral("choose another"));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    if (format != "png")
        writer.setQuality(wish.quality);
    if (!writer.write(withoutTexts(image)))
        return fail(ErrorCode::Unsupported,
            QStringLiteral("this system's Qt writes no %1 files").arg(QString::fromLatin1(format)),
            QStringLiteral("save a PNG, or install the image format plug-ins of Qt 6"));
    return bytes;
}

Result<QByteArray> contents(const CopyWish& wish, const QByteArray& format)
{
    if (format != "png" || !wish.withRecipe)
        return encoded(wish, format);
    QFile file(wish.from);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, QStringLiteral("%1 cannot be read: %2").arg(wish.from, file.errorString()));
    return file.readAll();
}

}  // namespace

Result<void> writeCopy(const CopyWish& wish)
{
    const QString suffix = QFileInfo(wish.to).suffix().toLower();
    const QByteArray format = suffix == QLatin1String("jpg") || suffix == QLatin1String("jpeg") ? QByteArray("jpeg")
        : suffix == QLatin1String("webp")                                                       ? QByteArray("webp")
                                                                                                : QByteArray("png");
    const auto bytes = contents(wish, format);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return io::writeWhole(
        wish.to, std::as_bytes(std::span(bytes->constData(), static_cast<std::size_t>(bytes->size()))));
}

}  // namespace reverie::ui
