#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QtEndian>

#include <utility>
#include <vector>

namespace reverie::test {

/// A whole file around a header as it is given, sound or not.
inline QByteArray safetensors(const QByteArray& header, const QByteArray& data = {})
{
    QByteArray length(8, '\0');
    qToLittleEndian(static_cast<quint64>(header.size()), length.data());
    return length + header + data;
}

/// One entry of a header, such as "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}.
inline QByteArray entry(
    const QByteArray& name, const QByteArray& dtype, const QByteArray& shape, qint64 begin, qint64 end)
{
    return '"' + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
        QByteArray::number(begin) + ',' + QByteArray::number(end) + "]}";
}

/// Builds a sound file tensor by tensor.
class SafetensorsBuilder final {
public:
    /// `shape` as JSON, such as "[2,3]".
    SafetensorsBuilder& add(
        const QByteArray& name, const QByteArray& dtype, const QByteArray& shape, const QByteArray& bytes)
    {
        const auto begin = m_data.size();
        m_data += bytes;
        m_header += (m_header.isEmpty() ? "" : ",") + entry(name, dtype, shape, begin, m_data.size());
        return *this;
    }
    /// A tensor of zeros.
    SafetensorsBuilder& addF32(const QByteArray& name, const std::vector<qint64>& shape)
    {
        QByteArray sides;
        qint64 count = 1;
        for (const qint64 side : shape) {
            sides += (sides.isEmpty() ? "" : ",") + QByteArray::number(side);
            count *= side;
        }
        return add(name, "F32", '[' + sides + ']', QByteArray(count * 4, '\0'));
    }
    [[nodiscard]] QByteArray build() const { return safetensors('{' + m_header + '}', m_data); }

private:
    QByteArray m_header;
    QByteArray m_data;
};

/// Puts `bytes` in place of what the file held. Never cuts it to nothing first: ext4 would then wait for the disk.
inline bool writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.write(bytes) == bytes.size() && file.resize(bytes.size());
}

}  // namespace reverie::test
