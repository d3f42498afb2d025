#include "core/engine/shape_graphs.h"
#include "tests/support/fake_recorder.h"

#include <QRegularExpression>
#include <QTest>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

using namespace reverie::engine;
using namespace reverie::test;

namespace {

/// The first input times the second, plus 1; counts its calls.
class Work final {
public:
    [[nodiscard]] ShapeGraphs::Work function()
    {
        return [this](const std::vector<at::Tensor>& inputs) {
            ++m_calls;
            return inputs[0] * inputs[1] + 1;
        };
    }
    [[nodiscard]] int calls() const { return m_calls; }

private:
    int m_calls = 0;
};

const QRegularExpression kNotRecorded(QStringLiteral("steps are not recorded on this device"));

}  // namespace

class TstShapeGraphs final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("."))); }

    void recordsAtTheSecondTimeAndPlaysFromThenOn()
    {
        const c10::InferenceMode inference;
        Work work;
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder());
        const at::Tensor lasting = at::randn({3});
        for (int i = 0; i < 5; ++i) {
            const at::Tensor fresh = at::randn({2, 3});
            QVERIFY(at::equal(graphs.run({1, {fresh, lasting, {}}, 1}, work.function()), fresh * lasting + 1));
            QCOMPARE(fake.recorded, i < 1 ? 0 : 1);
            QCOMPARE(fake.played, i < 1 ? 0 : i + 1);  // once to compare
        }
    }

    void takesWhatHasChanged()
    {
        const c10::InferenceMode inference;
        Work work;
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder());
        const at::Tensor fresh = at::randn({4});
        for (int i = 0; i < 6; ++i) {
            fresh.fill_(i);  // the same tensor, written to
            const at::Tensor lasting = at::full({4}, i / 2);
            QVERIFY(at::equal(graphs.run({1, {fresh, lasting}, 1}, work.function()), fresh * lasting + 1));
        }
        QCOMPARE(fake.recorded, 1);
    }

    void givesResultsThatStay()
    {
        const c10::InferenceMode inference;
        Work work;
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder());
        std::vector<at::Tensor> results;
        for (int i = 0; i < 4; ++i)
            results.push_back(graphs.run({1, {at::full({2}, i), at::ones({2})}, 1}, work.function()));
        for (int i = 0; i < 4; ++i)
            QVERIFY(at::equal(results[static_cast<std::size_t>(i)], at::full({2}, i + 1.0F)));
    }

    void keepsARecordingForEachShapeAndKind()
    {
        const c10::InferenceMode inference;
        Work work;
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder(), 2);
        const auto runTwice = [&](std::int64_t kind, std::int64_t width) {
            for (int i = 0; i < 2; ++i) {
                const at::Tensor x = at::randn({width});
                QVERIFY(at::equal(graphs.run({kind, {x, x}, 2}, work.function()), x * x + 1));
            }
        };
        runTwice(1, 3);
        runTwice(1, 4);
        QCOMPARE(fake.recorded, 2);
        QCOMPARE(fake.forgotten, 0);
        runTwice(1, 3);
        QCOMPARE(fake.recorded, 2);
        runTwice(2, 3);  // the one that was not used for longest goes
        QCOMPARE(fake.recorded, 3);
        QCOMPARE(fake.forgotten, 1);
        runTwice(1, 3);
        QCOMPARE(fake.recorded, 3);
        graphs.clear();
        QCOMPARE(fake.forgotten, 3);
        runTwice(1, 3);
        QCOMPARE(fake.recorded, 4);
    }

    void doesWithoutWhereARecordingIsWrong()
    {
        const c10::InferenceMode inference;
        class Nothing final : public Recording {
            void play() override { }
        };
        Work work;
        ShapeGraphs graphs([](const std::function<void()>& recorded) {
            recorded();
            return std::make_unique<Nothing>();
        });
        int spoiled = 0;
        const ShapeGraphs::Work changing = [&](const std::vector<at::Tensor>& inputs) {
            return inputs[0] * ++spoiled;  // so that what was recorded is not what is computed
        };
        QTest::ignoreMessage(QtWarningMsg, kNotRecorded);
        for (int i = 0; i < 4; ++i)
            QVERIFY(graphs.run({1, {at::ones({2})}, 1}, changing).defined());
        const at::Tensor x = at::randn({7});
        for (int i = 0; i < 3; ++i)
            QVERIFY(at::equal(graphs.run({1, {x, x}, 2}, work.function()), x * x + 1));
        QCOMPARE(work.calls(), 3);
    }

    void doesWithoutWhereNothingCanBeRecorded()
    {
        const c10::InferenceMode inference;
        Work work;
        ShapeGraphs graphs([](const std::function<void()>&) -> std::unique_ptr<Recording> {
            TORCH_CHECK(false, "operation not permitted when stream is capturing");
        });
        const at::Tensor x = at::randn({7});
        QTest::ignoreMessage(QtWarningMsg, kNotRecorded);
        for (int i = 0; i < 4; ++i)
            QVERIFY(at::equal(graphs.run({1, {x, x}, 2}, work.function()), x * x + 1));
    }

    void passesOnWhatTheFirstRunThrows()
    {
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder());
        const auto full = [](const std::vector<at::Tensor>&) -> at::Tensor { TORCH_CHECK(false, "out of memory"); };
        QVERIFY_THROWS_EXCEPTION(c10::Error, std::ignore = graphs.run({1, {at::ones({2})}, 1}, full));
    }
};

QTEST_GUILESS_MAIN(TstShapeGraphs)
#include "tst_shape_graphs.moc"
