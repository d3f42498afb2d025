#pragma once

#include <QByteArray>

#include <zlib.h>

/// Makes PNG files byte by byte, wrong ones too.
namespace reverie::support {

inline QByteArray bigEndian(quint32 number)
{
    const char bytes[] = {char(number >> 24), char(number >> 16), char(number >> 8), char(number)};
    return {bytes, 4};
}

inline QByteArray pngChunk(const QByteArray& type, const QByteArray& data)
{
    const QByteArray covered = type + data;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(covered.constData()), static_cast<uInt>(covered.size()));
    return bigEndian(static_cast<quint32>(data.size())) + covered + bigEndian(static_cast<quint32>(sum));
}

inline QByteArray deflated(const QByteArray& plain)
{
    uLongf size = compressBound(static_cast<uLong>(plain.size()));
    QByteArray packed(static_cast<qsizetype>(size), '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(plain.constData()),
        static_cast<uLong>(plain.size()));
    packed.resize(static_cast<qsizetype>(size));
    return packed;
}

inline QByteArray pngStart(quint32 width, quint32 height)
{
    const QByteArray depthAndColour("\x08\x02\x00\x00\x00", 5);
    return QByteArray("\x89PNG\r\n\x1a\n", 8) + pngChunk("IHDR", bigEndian(width) + bigEndian(height) + depthAndColour);
}

/// A whole 1x1 picture with `chunks` between header and pixels.
inline QByteArray pngWith(const QByteArray& chunks)
{
    return pngStart(1, 1) + chunks + pngChunk("IDAT", deflated(QByteArray("\0\x10\x20\x30", 4))) + pngChunk("IEND", {});
}

}  // namespace reverie::support
