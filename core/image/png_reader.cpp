#include "core/image/png_reader.h"

#include "core/image/png_chunks.h"
#include "core/io/read_file.h"

#include <png.h>

namespace reverie::image {
namespace {

tl::unexpected<Error> corrupt(const QString& what)
{
    return fail(ErrorCode::Corrupt, what);
}

Result<void> readHeader(const PngChunk& chunk, PngMetadata& metadata)
{
    if (chunk.type != "IHDR" || chunk.data.size() != 13 || !chunk.isChecked)
        return corrupt(QStringLiteral("its header is damaged"));
    const std::uint32_t width = bigEndian32(chunk.data);
    const std::uint32_t height = bigEndian32(chunk.data.subspan(4));
    if (width == 0 || height == 0)
        return corrupt(QStringLiteral("its header gives no size"));
    if (width > kMaxPngSide || height > kMaxPngSide || std::uint64_t{width} * height > kMaxPngPixels)
        return fail(ErrorCode::Unsupported, QStringLiteral("its %1x%2 pixels are too many").arg(width).arg(height),
            QStringLiteral("make it smaller first"));
    metadata.width = static_cast<int>(width);
    metadata.height = static_cast<int>(height);
    const auto depth = std::to_integer<int>(chunk.data[8]);
    const auto colour = std::to_integer<unsigned>(chunk.data[9]);
    metadata.isExactInRgb8 = depth <= 8 && (colour & PNG_COLOR_MASK_ALPHA) == 0;
    return {};
}

/// Text chunks go through `reader`; a wrong checksum is forgiven where the picture does not need the chunk.
Result<void> readChunk(const PngChunk& chunk, PngTextReader& reader, PngMetadata& metadata)
{
    if (!chunk.isChecked && chunk.isCritical())
        return corrupt(QStringLiteral("its data were changed"));
    if (!chunk.isChecked)
        metadata.isTextDamaged = true;
    if (chunk.isChecked && chunk.isText())
        reader.read(chunk, metadata);
    return {};
}

Result<QByteArray> bytesOf(const QString& path)
{
    const auto file = io::ReadFile::open(path);
    return file ? file->readAll(kMaxPngBytes) : tl::unexpected<Error>(file.error());
}

std::span<const std::byte> spanOf(const QByteArray& bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

Result<PngMetadata> checked(const QByteArray& bytes, const QString& path)
{
    auto metadata = readPngMetadata(spanOf(bytes));
    if (!metadata)
        metadata.error().detail =
            QStringLiteral("%1 is no PNG picture that can be read: %2").arg(path, metadata.error().detail);
    return metadata;
}

}  // namespace

Result<PngMetadata> readPngMetadata(std::span<const std::byte> file)
{
    PngChunks chunks(file);
    if (!chunks.hasSignature())
        return corrupt(QStringLiteral("it is no PNG file"));
    PngMetadata metadata;
    PngTextReader reader;
    bool hasPixels = false;
    for (bool isFirst = true;; isFirst = false) {
        const auto chunk = chunks.next();
        if (!chunk)
            return corrupt(QStringLiteral("it is cut short"));
        const auto read = isFirst ? readHeader(*chunk, metadata) : readChunk(*chunk, reader, metadata);
        if (!read)
            return tl::unexpected<Error>(read.error());
        hasPixels = hasPixels || chunk->type == "IDAT";
        if (chunk->type == "IEND")
            break;
    }
    if (!hasPixels)
        return corrupt(QStringLiteral("it holds no pixels"));
    return metadata;
}

Result<PngMetadata> readPngMetadata(const QString& path)
{
    const auto bytes = bytesOf(path);
    return bytes ? checked(*bytes, path) : tl::unexpected<Error>(bytes.error());
}

Result<request::RgbImage> readPngPixels(const QString& path)
{
    const auto bytes = bytesOf(path);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    const auto metadata = checked(*bytes, path);
    if (!metadata)
        return tl::unexpected<Error>(metadata.error());
    request::RgbImage picture{metadata->width, metadata->height, {}};
    png_image image = {};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes->constData(), static_cast<std::size_t>(bytes->size())) != 0) {
        image.format = PNG_FORMAT_RGB;
        picture.pixels.resize(PNG_IMAGE_SIZE(image));
        if (png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr) != 0)
            return picture;
    }
    png_image_free(&image);
    return corrupt(
        QStringLiteral("the pixels of %1 cannot be read (%2)").arg(path, QString::fromLatin1(image.message)));
}

}  // namespace reverie::image
