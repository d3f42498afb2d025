#include "core/engine/weight_loader.h"
#include "tests/support/safetensors_bytes.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <thread>

using namespace reverie;
using namespace reverie::engine;
using namespace reverie::test;

namespace {

/// A network of one layer of each kind.
struct Toy {
    Linear linear;
    Linear pointwise;
    Conv2d convolution;
    Conv2d doubling;
    GroupNorm norm;
    at::Tensor table;
};

WeightList declareToy(Toy& toy)
{
    WeightList weights;
    weights.linear(toy.linear, "linear", 6, 131);  // more than two panels
    weights.pointwise(toy.pointwise, "pointwise", 4, 3);
    weights.convolution(toy.convolution, "convolution", 4, 8);
    weights.convolution(toy.doubling, "doubling", 16, 48);  // wide enough for tiles
    weights.groupNorm(toy.norm, "norm", 8);
    weights.plain(toy.table, "table", {9, 2});
    return weights;
}

QByteArray bytesOf(const at::Tensor& tensor)
{
    return {static_cast<const char*>(tensor.data_ptr()), static_cast<qsizetype>(tensor.nbytes())};
}

QByteArray shapeOf(const at::Tensor& tensor)
{
    QByteArray sides;
    for (const std::int64_t side : tensor.sizes())
        sides += (sides.isEmpty() ? "" : ",") + QByteArray::number(qint64(side));
    return '[' + sides + ']';
}

/// Counts the threads that read and can fail at one weight.
class FailingWeights final : public WeightSource {
public:
    [[nodiscard]] at::ScalarType typeOf(const WeightPlace&) const override { return at::kFloat; }
    [[nodiscard]] std::uint64_t positionOf(const WeightPlace&) const override { return 0; }
    [[nodiscard]] Result<void> readRows(const WeightPlace& place, std::int64_t, const at::Tensor& rows) const override
    {
        if (place.name == "norm.bias")
            return fail(ErrorCode::Io, QStringLiteral("the disk is gone"));
        rows.zero_();
        return {};
    }
};

class HalfOnes final : public WeightSource {
public:
    [[nodiscard]] at::ScalarType typeOf(const WeightPlace&) const override { return at::kHalf; }
    [[nodiscard]] std::uint64_t positionOf(const WeightPlace&) const override { return 0; }
    [[nodiscard]] Result<void> readRows(const WeightPlace&, std::int64_t, const at::Tensor& rows) const override
    {
        rows.fill_(1);
        return {};
    }
};

}  // namespace

class TstWeightLoader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryNumberType_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isPacked");
        for (const bool isPacked : {false, true}) {
            QTest::addRow("F32 %d", isPacked) << int(at::kFloat) << QByteArray("F32") << isPacked;
            QTest::addRow("F16 %d", isPacked) << int(at::kHalf) << QByteArray("F16") << isPacked;
            QTest::addRow("BF16 %d", isPacked) << int(at::kBFloat16) << QByteArray("BF16") << isPacked;
            QTest::addRow("F64 %d", isPacked) << int(at::kDouble) << QByteArray("F64") << isPacked;
        }
    }
    void readsEveryNumberType()
    {
        const c10::InferenceMode inference;
        QFETCH(int, type);
        QFETCH(QByteArray, name);
        QFETCH(bool, isPacked);
        Toy toy;
        const WeightList list = declareToy(toy);
        std::map<std::string, at::Tensor> written;
        SafetensorsBuilder file;
        for (const WeightPlace& place : list.places()) {
            const at::Tensor values = at::randn(place.shape).to(at::ScalarType(type));
            written[place.name] = values.to(at::kFloat);
            file.add(QByteArray::fromStdString(place.name), name, shapeOf(values), bytesOf(values));
        }
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("toy.safetensors"));
        QVERIFY(writeFile(path, file.build()));
        const auto set = weights::WeightSet::openFile(path);
        std::uint64_t bytes = 0;
        const auto count = [&](std::uint64_t read) { bytes += read; };
        QVERIFY(loadWeights(list, FileWeights(*set), {at::kCPU, at::kFloat, isPacked}, count, {}).has_value());
        QVERIFY(bytes > 0 && bytes <= set->weightBytes());

        QVERIFY(at::equal(toy.table.to(at::kFloat), written["table"]));
        QVERIFY(at::equal(toy.norm.weight, written["norm.weight"]));
        const at::Tensor x = at::randn({2, 4, 5, 3}).contiguous(at::MemoryFormat::ChannelsLast);
        const auto near = [](const at::Tensor& a, const at::Tensor& b) { return at::allclose(a, b, 1e-4, 1e-4); };
        QVERIFY(near(linear(toy.linear, at::ones({1, 6})),
            at::linear(at::ones({1, 6}), written["linear.weight"], written["linear.bias"])));
        QVERIFY(
            near(pointwise(toy.pointwise, x), at::conv2d(x, written["pointwise.weight"], written["pointwise.bias"])));
        QVERIFY(near(conv2d(toy.convolution, x),
            at::conv2d(x, written["convolution.weight"], written["convolution.bias"], 1, 1)));
        const at::Tensor wide = at::randn({2, 16, 5, 3}).contiguous(at::MemoryFormat::ChannelsLast);
        QVERIFY(near(upsampleConv2d(toy.doubling, wide, {10, 6}),
            at::conv2d(
                at::upsample_nearest2d(wide, {10, 6}), written["doubling.weight"], written["doubling.bias"], 1, 1)));
        QCOMPARE(toy.doubling.weight.dim(), isPacked ? 3 : 4);
        const bool staysShort = isPacked && c10::elementSize(at::ScalarType(type)) == 2;
        QCOMPARE(toy.doubling.weight.scalar_type(), staysShort ? at::ScalarType(type) : at::kFloat);
        QCOMPARE(toy.table.scalar_type(), staysShort ? at::ScalarType(type) : at::kFloat);
        QCOMPARE(toy.norm.weight.scalar_type(), at::kFloat);
    }

    void foretellsTheMemory_data()
    {
        QTest::addColumn<bool>("isPacked");
        QTest::newRow("packed") << true;
        QTest::newRow("plain") << false;
    }
    void foretellsTheMemory()
    {
        QFETCH(bool, isPacked);
        struct OneLayer {
            Linear layer;
            WeightList list;
        } network;
        network.list.linear(network.layer, "layer", 128, 64);
        const HalfOnes source;
        const WeightTarget target{at::kCPU, at::kFloat, isPacked};
        const c10::InferenceMode inference;
        QVERIFY(loadWeights(network.list, source, target, {}, {}).has_value());
        QCOMPARE(
            bytesInMemory(network.list, source, target), network.layer.weight.nbytes() + network.layer.bias.nbytes());
    }

    void keepsTheTypeOfTheTarget()
    {
        const c10::InferenceMode inference;
        Toy toy;
        const WeightList list = declareToy(toy);
        QVERIFY(loadWeights(list, HalfOnes(), {at::kCPU, at::kBFloat16}, {}, {}).has_value());
        QCOMPARE(toy.linear.weight.scalar_type(), at::kBFloat16);
        QCOMPARE(toy.table.scalar_type(), at::kBFloat16);
        QVERIFY(toy.convolution.weight.is_contiguous(at::MemoryFormat::ChannelsLast));
    }

    void passesErrorsOn()
    {
        Toy toy;
        const auto loaded = loadWeights(declareToy(toy), FailingWeights(), {}, {}, {});
        QCOMPARE(loaded.error().code, ErrorCode::Io);
    }

    void stopsWhenCancelled()
    {
        Toy toy;
        Cancellation cancellation;
        cancellation.cancel();
        const auto loaded = loadWeights(declareToy(toy), FailingWeights(), {}, {}, cancellation);
        QCOMPARE(loaded.error().code, ErrorCode::Cancelled);
    }

    void warnsOfNumbersThatMeanNothing()
    {
        struct OneTensor {
            at::Tensor slot;
            WeightList list;
        } network;
        network.list.plain(network.slot, "a.bias", {2});
        const std::array values{1.0f, std::numeric_limits<float>::quiet_NaN()};
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("nan.safetensors"));
        const QByteArray bytes(reinterpret_cast<const char*>(values.data()), sizeof(values));
        QVERIFY(writeFile(path, SafetensorsBuilder().add("a.bias", "F32", "[2]", bytes).build()));
        const auto set = weights::WeightSet::openFile(path);
        QTest::ignoreMessage(QtWarningMsg,
            QRegularExpression(QStringLiteral("nan\\.safetensors holds numbers that mean nothing .* in a\\.bias")));
        QVERIFY(loadWeights(network.list, FileWeights(*set), {}, {}, {}).has_value());
        QVERIFY(std::isnan(network.slot[1].item<float>()));
    }

    void warnsOnceOfAWeight()
    {
        struct OneLayer {
            Linear layer;
            WeightList list;
        } network;
        network.list.linear(network.layer, "a", 1, 130, false);
        const at::Tensor values = at::full({130, 1}, std::numeric_limits<float>::infinity());
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("endless.safetensors"));
        QVERIFY(writeFile(path, SafetensorsBuilder().add("a.weight", "F32", "[130,1]", bytesOf(values)).build()));
        const auto set = weights::WeightSet::openFile(path);
        QTest::failOnWarning(QRegularExpression(QStringLiteral("mean nothing")));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("mean nothing .* in a\\.weight")));
        const c10::InferenceMode inference;
        QVERIFY(loadWeights(network.list, FileWeights(*set), {}, {}, {}).has_value());
    }

    void refusesNumbersItCannotComputeWith()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("whole.safetensors"));
        QVERIFY(writeFile(path, SafetensorsBuilder().add("a", "I32", "[1]", QByteArray(4, '\0')).build()));
        const auto set = weights::WeightSet::openFile(path);
        QCOMPARE(FileWeights(*set).checkTypes().error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(TstWeightLoader)
#include "tst_weight_loader.moc"
