#include "core/engine/cuda_kernels.h"
#include "core/engine/devices.h"
#include "core/engine/layers.h"
#include "tests/support/safetensors_bytes.h"

#include <ATen/ATen.h>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace reverie::engine;

class TstCudaKernels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doWithoutAPlugin()
    {
        openCudaKernels(QStringLiteral("/nowhere/libreverie_cuda.so"), at::kCPU);
        QVERIFY(!cuda::geglu(at::ones({2, 4})).defined());
        const GroupNorm layer{at::ones({4}), at::zeros({4}), 2};
        const at::Tensor x = at::ones({1, 4, 2, 2});
        QVERIFY(!cuda::groupNorm(layer, x, Activation::Silu, {}).defined());
        QVERIFY(!cuda::addTo(x, layer.bias, x));
    }

    void warnOfAFileThatIsNoPlugin()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("libreverie_cuda.so"));
        QVERIFY(reverie::test::writeFile(path, "<html>"));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("libreverie_cuda\\.so cannot be used")));
        openCudaKernels(path, at::kCPU);
        QVERIFY(!cuda::geglu(at::ones({2, 4})).defined());
    }

    void gegluIsThatOfItsPlainTwin_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("fp32") << int(at::kFloat) << 1e-5;
        QTest::newRow("fp16") << int(at::kHalf) << 1e-2;
        QTest::newRow("bf16") << int(at::kBFloat16) << 5e-2;
    }
    void gegluIsThatOfItsPlainTwin()
    {
        const auto card = resolveDevice(QStringLiteral("cuda"), {});
        if (!card)
            QSKIP("this machine has no card");
        QFETCH(int, type);
        QFETCH(double, tolerance);
        for (const std::int64_t rows : {1, 77, 4096}) {
            const at::Tensor x =
                at::randn({2, rows, 2 * 1283}, at::TensorOptions(card->device)).to(at::ScalarType(type));
            const at::Tensor y = cuda::geglu(x);
            QVERIFY2(y.defined(), "the plug-in is missing or was refused");
            QVERIFY(at::allclose(y, plain::geglu(x), tolerance, tolerance));
        }
    }

    void addToIsThatOfAten_data() { gegluIsThatOfItsPlainTwin_data(); }
    void addToIsThatOfAten()
    {
        const auto card = resolveDevice(QStringLiteral("cuda"), {});
        if (!card)
            QSKIP("this machine has no card");
        QFETCH(int, type);
        QFETCH(double, tolerance);
        for (const auto& [channels, side] : {std::pair{320, 64}, {1283, 9}}) {
            const auto random = [&](at::IntArrayRef shape) {
                return at::randn(shape, at::TensorOptions(card->device)).to(at::ScalarType(type));
            };
            const at::Tensor other = random({2, channels, side, side}).contiguous(at::MemoryFormat::ChannelsLast);
            const at::Tensor bias = random({channels});
            const at::Tensor y = other.cos();
            const at::Tensor expected = y + bias.view({1, -1, 1, 1}) + other;
            QVERIFY2(cuda::addTo(y, bias, other), "the plug-in is missing or was refused");
            QVERIFY(at::allclose(y, expected, tolerance, tolerance));
        }
    }

    void groupNormIsThatOfItsPlainTwin_data() { gegluIsThatOfItsPlainTwin_data(); }
    void groupNormIsThatOfItsPlainTwin()
    {
        const auto card = resolveDevice(QStringLiteral("cuda"), {});
        if (!card)
            QSKIP("this machine has no card");
        QFETCH(int, type);
        QFETCH(double, tolerance);
        const at::TensorOptions options(card->device);
        for (const auto& [channels, side] : {std::pair{320, 64}, {2560, 8}, {128, 257}, {32, 1}}) {
            const GroupNorm layer{at::randn({channels}, options).to(at::ScalarType(type)),
                at::randn({channels}, options).to(at::ScalarType(type))};
            const at::Tensor x = at::randn({3, channels, side, side}, options).to(at::ScalarType(type));
            for (const Activation activation : {Activation::None, Activation::Silu}) {
                const at::Tensor y = cuda::groupNorm(layer, x, activation, layer.bias);
                QVERIFY2(y.defined(), "the plug-in is missing or was refused");
                QVERIFY(at::allclose(y, plain::groupNorm(layer, x, activation, layer.bias), tolerance, tolerance));
            }
        }
    }

    void playsWhatItHasRecorded()
    {
        const auto card = resolveDevice(QStringLiteral("cuda"), {});
        if (!card)
            QSKIP("this machine has no card");
        QTest::failOnWarning(QRegularExpression(QStringLiteral("not recorded")));
        const at::TensorOptions options(card->device);
        const at::Tensor weight = at::randn({64, 64}, options);
        ShapeGraphs graphs(cuda::recorder(card->device));
        int computed = 0;
        for (int i = 0; i < 6; ++i) {
            const at::Tensor x = at::randn({3, 64}, options);
            const at::Tensor y = graphs.run({1, {x, weight}, 1}, [&](const std::vector<at::Tensor>& inputs) {
                ++computed;
                return at::silu(at::linear(inputs[0], inputs[1]));
            });
            QVERIFY(at::allclose(y, at::silu(at::linear(x, weight)), 1e-5, 1e-5));
        }
        QCOMPARE(computed, 3);  // at first, beside the recording, and for it
    }

    void recordsNothingWithoutACard() { QVERIFY(!cuda::recorder(at::kCPU)); }
};

QTEST_GUILESS_MAIN(TstCudaKernels)
#include "tst_cuda_kernels.moc"
