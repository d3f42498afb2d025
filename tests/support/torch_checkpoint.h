#pragma once

#include "tests/support/golden_checkpoint.h"
#include "tests/support/pickle_bytes.h"

#include <QHash>

#include <algorithm>
#include <numeric>

/// The tensors of a safetensors file as torch.save writes them. Needs no torch.
namespace reverie::test {

/// Row-major bytes with the sides in another order. \param order which side comes first, second ...
inline QByteArray reordered(const QByteArray& bytes, const std::vector<qint64>& shape, const std::vector<int>& order)
{
    const auto count = std::accumulate(shape.begin(), shape.end(), qint64{1}, std::multiplies());
    const qsizetype size = count == 0 ? 0 : bytes.size() / count;
    std::vector<qint64> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    QByteArray made;
    made.reserve(bytes.size());
    for (qint64 n = 0; n < count; ++n) {
        qint64 rest = n;
        qint64 from = 0;
        for (std::size_t i = order.size(); i-- > 0;) {
            const auto side = static_cast<std::size_t>(order[i]);
            from += rest % shape[side] * strides[side];
            rest /= shape[side];
        }
        made.append(bytes.constData() + from * size, size);
    }
    return made;
}

/// A checkpoint with these tensors in its "state_dict", beside what trainers leave.
/// \param isTurned matrices lie transposed and convolutions channels-last, as some trainers leave them
inline QByteArray torchFile(const CheckpointBytes& file, bool isTurned)
{
    using namespace pickled;
    static const QHash<QByteArray, QByteArray> kTypes = {{"F32", "FloatStorage"}, {"F16", "HalfStorage"},
        {"BF16", "BFloat16Storage"}, {"I64", "LongStorage"}, {"I32", "IntStorage"}};
    QList<std::pair<QByteArray, QByteArray>> tensors;
    QList<QByteArray> storages;
    for (const auto& [name, entry] : file.header.items()) {
        const auto shape = entry["shape"].get<std::vector<qint64>>();
        const qsizetype begin = entry["data_offsets"][0];
        const QByteArray bytes = file.data.mid(begin, entry["data_offsets"][1].get<qsizetype>() - begin);
        std::vector<int> order(shape.size());
        std::iota(order.begin(), order.end(), 0);
        if (isTurned && (shape.size() == 2 || shape.size() == 4))
            std::rotate(
                order.begin() + (shape.size() == 2 ? 0 : 1), order.begin() + (shape.size() == 2 ? 1 : 2), order.end());
        QList<qint64> strides(static_cast<qsizetype>(shape.size()), 1);
        qint64 count = 1;
        for (std::size_t i = order.size(); i-- > 0; count *= shape[static_cast<std::size_t>(order[i])])
            strides[order[i]] = count;
        const QByteArray key = QByteArray::number(storages.size());
        const auto type = QByteArray::fromStdString(entry["dtype"].get<std::string>());
        tensors.append({QByteArray::fromStdString(name),
            tensor({.storage = storage(kTypes.value(type), key, count),
                .shape = QList<qint64>(shape.begin(), shape.end()),
                .strides = strides})});
        storages << reordered(bytes, shape, order);
    }
    const QByteArray callback = call(global("pytorch_lightning.callbacks", "ModelCheckpoint"), ")");
    return checkpoint(
        dict({{"epoch", integer(3)}, {"state_dict", dict(tensors)}, {"callbacks", list({callback})}}), storages)
        .build();
}

}  // namespace reverie::test
