#include "core/image/png_writer.h"

#include "core/image/text_encoding.h"

#include <png.h>

#include <csetjmp>
#include <new>
#include <span>

namespace reverie::image {
namespace {

/// All that libpng touches while it writes. It leaves by longjmp on an error, so nothing here may live in its frames.
struct Encoding {
    const request::RgbImage& picture;
    int level;
    std::vector<QByteArray> bytes;  // what `texts` points into
    std::vector<png_text> texts;
    QByteArray png;
    QString error;
};

void append(png_structp png, png_bytep data, std::size_t size)
{
    auto& encoding = *static_cast<Encoding*>(png_get_io_ptr(png));
    bool fits = true;
    try {
        encoding.png.append(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    } catch (const std::bad_alloc&) {
        fits = false;
    }
    if (!fits)
        png_error(png, "not enough memory");
}

[[noreturn]] void onError(png_structp png, png_const_charp message)
{
    static_cast<Encoding*>(png_get_error_ptr(png))->error = QString::fromLatin1(message);
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) { }

bool write(png_structp png, png_infop info, Encoding& encoding)
{
    if (setjmp(png_jmpbuf(png)) != 0)
        return false;
    const auto width = static_cast<png_uint_32>(encoding.picture.width);
    const auto height = static_cast<png_uint_32>(encoding.picture.height);
    png_set_write_fn(png, &encoding, append, nullptr);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, encoding.level);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, encoding.level > 3 ? PNG_ALL_FILTERS : PNG_FILTER_SUB);
    png_set_text(png, info, encoding.texts.data(), static_cast<int>(encoding.texts.size()));
    png_write_info(png, info);
    for (png_uint_32 row = 0; row < height; ++row)
        png_write_row(png, encoding.picture.pixels.data() + std::size_t{3} * width * row);
    png_write_end(png, nullptr);
    return true;
}

Result<void> addTexts(Encoding& encoding, const std::vector<PngText>& texts)
{
    encoding.bytes.reserve(2 * texts.size());  // png_text points into it
    for (const PngText& each : texts) {
        if (!isKeyword(each.keyword) || each.text.contains(QChar(u'\0')))
            return fail(ErrorCode::InvalidArgument,
                QStringLiteral("the text \"%1\" cannot stand in a PNG file").arg(each.keyword),
                QStringLiteral("take the control characters out of it"));
        const bool isLatin1 = isUnmistakablyLatin1(each.text);
        encoding.bytes.push_back(each.keyword.toLatin1());
        png_text text = {};
        text.key = encoding.bytes.back().data();
        encoding.bytes.push_back(isLatin1 ? each.text.toLatin1() : each.text.toUtf8());
        text.text = encoding.bytes.back().data();
        text.compression = isLatin1 ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
        encoding.texts.push_back(text);
    }
    return {};
}

bool isWhole(const request::RgbImage& picture)
{
    return picture.width > 0 && picture.height > 0 &&
        picture.pixels.size() ==
        std::size_t{3} * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
}

}  // namespace

Result<QByteArray> encodePng(const request::RgbImage& picture, const std::vector<PngText>& texts, int level)
{
    Q_ASSERT(level >= 1 && level <= 9);
    if (!isWhole(picture))
        return fail(ErrorCode::Internal, QStringLiteral("the picture's pixels do not match its size"));
    Encoding encoding{picture, level, {}, {}, {}, {}};
    if (auto added = addTexts(encoding, texts); !added)
        return failWith(std::move(added));
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &encoding, onError, onWarning);
    png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
    const bool isWritten = info != nullptr && write(png, info, encoding);
    png_destroy_write_struct(&png, &info);
    if (!isWritten)
        return fail(ErrorCode::Internal, QStringLiteral("the picture could not be encoded (%1)").arg(encoding.error));
    return std::move(encoding.png);
}

Result<void> savePng(const QString& path, const QByteArray& png, io::IfExists ifExists)
{
    const std::span bytes(png.constData(), static_cast<std::size_t>(png.size()));
    return io::writeWhole(path, std::as_bytes(bytes), ifExists);
}

}  // namespace reverie::image
