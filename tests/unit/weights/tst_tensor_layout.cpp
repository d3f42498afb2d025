#include "core/weights/key_aliases.h"
#include "core/weights/tensor_layout.h"

#include <QtTest>

#include <numeric>

using namespace reverie::weights;

namespace {

TensorInfo tensorOf(std::vector<std::int64_t> shape, std::vector<std::int64_t> strides, DType dtype = DType::U8)
{
    TensorInfo tensor{"a", dtype, std::move(shape)};
    tensor.bytes = dtypeBits(dtype) / 8;
    for (const std::int64_t side : tensor.shape)
        tensor.bytes *= static_cast<std::uint64_t>(side);
    tensor.strides = std::move(strides);
    return tensor;
}

/// The elements' places in the file, in the order in which they come out.
template <typename Element>
std::vector<int> placesIn(const TensorInfo& tensor)
{
    std::vector<Element> from(extentBytes(tensor) / sizeof(Element));
    std::iota(from.begin(), from.end(), Element{0});
    std::vector<Element> into(tensor.bytes / sizeof(Element));
    gather(tensor, std::as_bytes(std::span(from)), std::as_writable_bytes(std::span(into)));
    return {into.begin(), into.end()};
}

}  // namespace

/// Tensors whose numbers do not lie row after row in the file.
class TstTensorLayout final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesColumnsAsRows()
    {
        QCOMPARE(placesIn<std::uint8_t>(tensorOf({2, 3}, {1, 2})), (std::vector<int>{0, 2, 4, 1, 3, 5}));
    }

    void takesChannelsThatLieLast()
    {
        // Shape [1, 2, 2, 2] of a convolution written in channels_last.
        QCOMPARE(
            placesIn<std::uint8_t>(tensorOf({1, 2, 2, 2}, {8, 1, 4, 2})), (std::vector<int>{0, 2, 4, 6, 1, 3, 5, 7}));
    }

    void stepsOverGaps()
    {
        const TensorInfo tensor = tensorOf({2, 2}, {5, 2});
        QCOMPARE(extentBytes(tensor), std::uint64_t{8});
        QCOMPARE(placesIn<std::uint8_t>(tensor), (std::vector<int>{0, 2, 5, 7}));
    }

    void copiesElementsOfEverySize()
    {
        const std::vector<int> turned{0, 3, 1, 4, 2, 5};
        QCOMPARE(placesIn<std::uint8_t>(tensorOf({3, 2}, {1, 3}, DType::Bool)), turned);
        QCOMPARE(placesIn<std::uint16_t>(tensorOf({3, 2}, {1, 3}, DType::F16)), turned);
        QCOMPARE(placesIn<std::uint32_t>(tensorOf({3, 2}, {1, 3}, DType::F32)), turned);
        QCOMPARE(placesIn<std::uint64_t>(tensorOf({3, 2}, {1, 3}, DType::I64)), turned);
    }

    void takesSomeRows()
    {
        const TensorInfo plain = rowsOf(tensorOf({5, 3}, {}), 1, 2);
        QCOMPARE(plain.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(plain.offset, std::uint64_t{3});
        QCOMPARE(plain.bytes, std::uint64_t{6});
        const TensorInfo turned = rowsOf(tensorOf({5, 3}, {1, 5}), 1, 2);
        QCOMPARE(turned.offset, std::uint64_t{1});
        QCOMPARE(turned.bytes, std::uint64_t{6});
        QCOMPARE(placesIn<std::uint8_t>(turned), (std::vector<int>{0, 5, 10, 1, 6, 11}));
    }

    void needsNothingOfAnEmptyOne()
    {
        QCOMPARE(extentBytes(tensorOf({0, 3}, {1, 7})), std::uint64_t{0});
        QVERIFY(placesIn<std::uint8_t>(tensorOf({0, 3}, {1, 7})).empty());
    }

    void turnsAMatrixOverAndBack()
    {
        TensorInfo tensor = tensorOf({2, 3}, {});
        turnOver(tensor);
        QCOMPARE(tensor.shape, (std::vector<std::int64_t>{3, 2}));
        QCOMPARE(placesIn<std::uint8_t>(tensor), (std::vector<int>{0, 3, 1, 4, 2, 5}));
        turnOver(tensor);
        QCOMPARE(tensor.strides, (std::vector<std::int64_t>{3, 1}));
    }

    void staysWhereItLiesWhenSqueezed()
    {
        TensorInfo tensor = tensorOf({4, 3, 1, 1}, {1, 4, 1, 1});
        tensor.name = "encoder.mid_block.attentions.0.query.weight";
        canonicalise(tensor);
        QCOMPARE(tensor.shape, (std::vector<std::int64_t>{4, 3}));
        QCOMPARE(tensor.strides, (std::vector<std::int64_t>{1, 4}));
    }
};

QTEST_GUILESS_MAIN(TstTensorLayout)
#include "tst_tensor_layout.moc"
