#pragma once

#include <QByteArray>

#include <zlib.h>

#include <vector>

/// Makes ZIP archives byte by byte, wrong ones too.
namespace reverie::test {

inline QByteArray littleEndian(quint64 number, int bytes)
{
    QByteArray made;
    for (int i = 0; i < bytes; ++i)
        made += static_cast<char>(number >> (8 * i));
    return made;
}

/// A record, sound until it is spoilt.
struct ZipRecordBytes {
    QByteArray name;
    QByteArray data;
    QByteArray localName = name;
    quint32 crc32 = static_cast<quint32>(
        ::crc32(0, reinterpret_cast<const Bytef*>(data.constData()), static_cast<uInt>(data.size())));
    quint64 bytes = static_cast<quint64>(data.size());
    quint16 flags = 0x808;  // as PyTorch writes: the name is UTF-8 and sizes follow the data
    quint16 localFlags = flags;
    quint16 method = 0;
    QByteArray extra = {};        // of the directory
    QByteArray localExtra = {};   // such as PyTorch's padding
    qint64 localOffsetShift = 0;  // how far beside the local header the directory points
    QByteArray descriptor = "PK\x07\x08" + littleEndian(crc32, 4) + littleEndian(bytes, 4) + littleEndian(bytes, 4);
};

/// An archive of these records and an end, sound until it is spoilt.
struct ZipBytes {
    std::vector<ZipRecordBytes> records;
    bool isZip64 = true;  // as PyTorch writes, whatever the size
    QByteArray comment = {};
    int countShift = 0;
    QByteArray beforeDirectory = {};

    ZipBytes& add(const QByteArray& name, const QByteArray& data)
    {
        records.push_back({name, data});
        return *this;
    }

    [[nodiscard]] QByteArray build() const
    {
        QByteArray file;
        QByteArray directory;
        for (const ZipRecordBytes& record : records) {
            directory += directoryEntry(record, static_cast<quint64>(file.size() + record.localOffsetShift));
            file += localHeader(record) + record.data;
            if ((record.localFlags & 8) != 0)
                file += record.descriptor;
        }
        file += beforeDirectory;
        const auto offset = static_cast<quint64>(file.size());
        return file + directory + end(offset, static_cast<quint64>(directory.size()));
    }

private:
    static QByteArray localHeader(const ZipRecordBytes& record)
    {
        const bool isLater = (record.localFlags & 8) != 0;
        return "PK\x03\x04" + littleEndian(0, 2) + littleEndian(record.localFlags, 2) + littleEndian(record.method, 2) +
            littleEndian(0, 4) + littleEndian(isLater ? 0 : record.crc32, 4) +
            littleEndian(isLater ? 0 : record.bytes, 4) + littleEndian(isLater ? 0 : record.bytes, 4) +
            littleEndian(static_cast<quint64>(record.localName.size()), 2) +
            littleEndian(static_cast<quint64>(record.localExtra.size()), 2) + record.localName + record.localExtra;
    }

    static QByteArray directoryEntry(const ZipRecordBytes& record, quint64 offset)
    {
        return "PK\x01\x02" + littleEndian(0, 4) + littleEndian(record.flags, 2) + littleEndian(record.method, 2) +
            littleEndian(0, 4) + littleEndian(record.crc32, 4) + littleEndian(record.bytes, 4) +
            littleEndian(record.bytes, 4) + littleEndian(static_cast<quint64>(record.name.size()), 2) +
            littleEndian(static_cast<quint64>(record.extra.size()), 2) + littleEndian(0, 2) + littleEndian(0, 2) +
            littleEndian(0, 6) + littleEndian(offset, 4) + record.name + record.extra;
    }

    [[nodiscard]] QByteArray end(quint64 offset, quint64 bytes) const
    {
        const quint64 count = records.size() + static_cast<quint64>(countShift);
        const QByteArray wide = "PK\x06\x06" + littleEndian(44, 8) + littleEndian(0, 4) + littleEndian(0, 8) +
            littleEndian(count, 8) + littleEndian(count, 8) + littleEndian(bytes, 8) + littleEndian(offset, 8) +
            "PK\x06\x07" + littleEndian(0, 4) + littleEndian(offset + bytes, 8) + littleEndian(1, 4);
        return (isZip64 ? wide : QByteArray()) + "PK\x05\x06" + littleEndian(0, 4) +
            littleEndian(std::min<quint64>(count, 0xffff), 2) + littleEndian(std::min<quint64>(count, 0xffff), 2) +
            littleEndian(bytes, 4) + littleEndian(offset, 4) + littleEndian(static_cast<quint64>(comment.size()), 2) +
            comment;
    }
};

}  // namespace reverie::test
