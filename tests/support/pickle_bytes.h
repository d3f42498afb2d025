#pragma once

#include "tests/support/zip_bytes.h"

#include <QList>

#include <utility>

/// Makes pickles byte by byte, as Python's pickle of protocol 2 does. Each of these functions gives the instructions
/// that leave one value, so that they fit into each other.
namespace reverie::test::pickled {

inline QByteArray text(const QByteArray& value)
{
    return 'X' + littleEndian(static_cast<quint64>(value.size()), 4) + value;
}

inline QByteArray integer(qint64 value)
{
    return "\x8a\x08" + littleEndian(static_cast<quint64>(value), 8);
}

inline QByteArray global(const QByteArray& module, const QByteArray& name)
{
    return 'c' + module + '\n' + name + '\n';
}

inline QByteArray tuple(const QList<QByteArray>& values)
{
    return '(' + values.join() + 't';
}

inline QByteArray list(const QList<QByteArray>& values)
{
    return "](" + values.join() + 'e';
}

inline QByteArray integers(const QList<qint64>& values)
{
    QList<QByteArray> made;
    for (const qint64 value : values)
        made << integer(value);
    return tuple(made);
}

inline QByteArray dict(const QList<std::pair<QByteArray, QByteArray>>& items)
{
    QByteArray made = "}(";
    for (const auto& [key, value] : items)
        made += text(key) + value;
    return made + 'u';
}

inline QByteArray call(const QByteArray& callee, const QByteArray& arguments)
{
    return callee + arguments + 'R';
}

inline QByteArray storage(const QByteArray& type, const QByteArray& key, qint64 count)
{
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), integer(count)}) + 'Q';
}

struct TensorBytes {
    QByteArray storage = pickled::storage("FloatStorage", "0", 6);
    qint64 offset = 0;
    QList<qint64> shape = {2, 3};
    QList<qint64> strides = {3, 1};
    QByteArray callee = global("torch._utils", "_rebuild_tensor_v2");
};

inline QByteArray tensor(const TensorBytes& facts)
{
    return call(facts.callee,
        tuple({facts.storage, integer(facts.offset), integers(facts.shape), integers(facts.strides), "\x89",
            call(global("collections", "OrderedDict"), ")")}));
}

/// The whole stream.
inline QByteArray program(const QByteArray& value)
{
    return "\x80\x02" + value + '.';
}

/// A checkpoint as torch.save writes it; record N holds `storages[N]`.
inline ZipBytes checkpoint(const QByteArray& value, const QList<QByteArray>& storages = {QByteArray(24, '\1')})
{
    ZipBytes file;
    file.add("archive/data.pkl", program(value)).add("archive/byteorder", "little");
    for (qsizetype i = 0; i < storages.size(); ++i)
        file.add("archive/data/" + QByteArray::number(i), storages[i]);
    return file.add("archive/version", "3\n");
}

}  // namespace reverie::test::pickled
