#include "core/engine/engine.h"
#include "core/engine/offload.h"
#include "tests/support/golden_model.h"
#include "tests/support/picture_run.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/Allocator.h>

#include <QTemporaryDir>
#include <QTest>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;
using request::MemoryUse;

namespace {

/// The allocator that was there before, failing once when it is told to.
class FailsOnce final : public c10::Allocator {
public:
    FailsOnce() : m_before(c10::GetAllocator(c10::kCPU)) { c10::SetAllocator(c10::kCPU, this, 9); }

    c10::DataPtr allocate(std::size_t size) override
    {
        if (std::exchange(fails, false))
            TORCH_CHECK(false, "can't allocate memory: you tried to allocate ", size, " bytes");
        return m_before->allocate(size);
    }
    c10::DeleterFnPtr raw_deleter() const override { return m_before->raw_deleter(); }
    void copy_data(void* to, const void* from, std::size_t count) const override { default_copy_data(to, from, count); }

    bool fails = false;

private:
    c10::Allocator* m_before;
};

FailsOnce* failing()
{
    static auto* const allocator = new FailsOnce();  // torch keeps it until the process ends
    return allocator;
}

}  // namespace

/// What a run trades when memory is short changes its memory alone.
class TstMemory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void leanMakesTheSamePicture_data() { addModels(); }
    void leanMakesTheSamePicture();
    void weightsThatComeAndGoMakeTheSamePicture_data() { addModels(); }
    void weightsThatComeAndGoMakeTheSamePicture();
    void onlyWhatIsCalledComes();
    void goesOnLeanerWhenMemoryRunsOut();
    void failsWhenMemoryRunsOutTwice();

private:
    static void addModels();
    [[nodiscard]] QString folderOf(const QString& model);
    static std::vector<request::RgbImage> pictures(
        const QString& folder, MemoryUse memory, std::optional<Offload> offload);
    static request::GenerationRequest requestFor(MemoryUse memory);

    QTemporaryDir m_root;
};

void TstMemory::initTestCase()
{
    at::set_num_threads(1);  // enough for models this small, and fair to a busy machine
}

void TstMemory::addModels()
{
    QTest::addColumn<QString>("model");
    for (const char* model : {"noise", "velocity", "xl", "small", "trimmed xl"})
        QTest::newRow(model) << QString::fromLatin1(model);
}

QString TstMemory::folderOf(const QString& model)
{
    const QString folder = m_root.filePath(model);
    const QString data = QStringLiteral(REVERIE_TEST_DATA "/golden/");
    for (const char* stem : {"pipelines", "families"}) {
        QFile file(data + QLatin1String(stem) + QStringLiteral(".json"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const json golden = json::parse(file.readAll().toStdString());
        const json& models = golden["models"];
        if (QFileInfo::exists(folder) || !models.contains(model.toStdString()))
            continue;
        const char* scheduler = model == QLatin1String("velocity") ? "pndm velocity" : "pndm";
        if (!test::writeGoldenModel(folder, models[model.toStdString()], golden["schedulers"][scheduler],
                data + QStringLiteral("tokenizer")))
            return {};
    }
    return folder;
}

request::GenerationRequest TstMemory::requestFor(MemoryUse memory)
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("red forest");
    request.negativePrompt = QStringLiteral("blue");
    request.guidanceScale = 3;
    request.steps = 4;
    request.seed = 11;
    request.width = 64;
    request.height = 144;
    request.count = 3;
    request.batch = 2;
    request.memory = memory;
    return request;
}

std::vector<request::RgbImage> TstMemory::pictures(
    const QString& folder, MemoryUse memory, std::optional<Offload> offload)
{
    Engine engine;
    const auto facts = engine.load(
        {.model = folder, .device = QStringLiteral("cpu"), .offload = offload}, [](double, const QString&) {},
        Cancellation());
    if (!facts)
        qWarning("%s", qPrintable(sentence(facts.error())));
    test::PictureCollector collector;
    if (!engine.generate(requestFor(memory), collector, Cancellation()))
        return {};
    std::vector<request::RgbImage> made;
    for (auto& image : collector.images)
        made.push_back(std::move(image.picture));
    return made;
}

void TstMemory::leanMakesTheSamePicture()
{
    QFETCH(QString, model);
    const auto fast = pictures(folderOf(model), MemoryUse::Fast, {});
    const auto lean = pictures(folderOf(model), MemoryUse::Lean, {});
    QCOMPARE(fast.size(), std::size_t{3});
    QCOMPARE(lean.size(), std::size_t{3});
    for (std::size_t i = 0; i < fast.size(); ++i)
        QVERIFY(test::largestDifference(fast[i], lean[i]) <= 1);
}

void TstMemory::weightsThatComeAndGoMakeTheSamePicture()
{
    QFETCH(QString, model);
    const auto there = pictures(folderOf(model), MemoryUse::Auto, Offload::None);
    QCOMPARE(there.size(), std::size_t{3});
    for (const Offload offload : {Offload::Parts, Offload::Blocks}) {
        const auto visiting = pictures(folderOf(model), MemoryUse::Auto, offload);
        QCOMPARE(visiting.size(), std::size_t{3});
        for (std::size_t i = 0; i < there.size(); ++i)
            QVERIFY(test::largestDifference(there[i], visiting[i]) <= 1);
    }
}

void TstMemory::onlyWhatIsCalledComes()
{
    const c10::InferenceMode inference;
    std::array<Linear, 3> layers;
    WeightList list;
    for (const char* name : {"down_blocks.1", "down_blocks.10", "conv_in"})
        list.linear(layers[list.places().size()], name, 4, 8, false);
    for (Linear& layer : layers)
        layer.weight = at::rand({8, 4});
    const at::Tensor home = layers[0].weight;
    Visitors blocks(list, at::kCPU, isInBlock);
    QCOMPARE(blocks.bytes(), std::uint64_t{2 * 8 * 4 * 4});
    {
        const Visit visit(&blocks, "down_blocks.1.");
        QCOMPARE(blocks.bytesThere(), std::uint64_t{8 * 4 * 4});
        QVERIFY(!layers[0].weight.is_alias_of(home) && layers[0].weight.equal(home));
        const Visit again(&blocks, "down_blocks.1.");
        QCOMPARE(blocks.bytesThere(), std::uint64_t{8 * 4 * 4});
    }
    QVERIFY(layers[0].weight.is_same(home));
    QCOMPARE(blocks.bytesThere(), std::uint64_t{0});
    QCOMPARE(blocks.mostBytesThere(), std::uint64_t{8 * 4 * 4});
    const Visit nobody(nullptr, "down_blocks.1.");
}

void TstMemory::goesOnLeanerWhenMemoryRunsOut()
{
    const auto expected = pictures(folderOf(QStringLiteral("noise")), MemoryUse::Fast, {});
    Engine engine;
    QVERIFY(engine
                .load(
                    {.model = folderOf(QStringLiteral("noise")), .device = QStringLiteral("cpu")},
                    [](double, const QString&) {}, Cancellation())
                .has_value());
    test::PictureCollector collector;
    collector.afterEach = [&] { failing()->fails = collector.images.size() == 1; };
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("memory ran out.*one picture at a time")));
    QVERIFY(engine.generate(requestFor(MemoryUse::Auto), collector, Cancellation()).has_value());
    QCOMPARE(collector.images.size(), std::size_t{3});
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(collector.images[i].index, static_cast<int>(i));
        QVERIFY(test::largestDifference(collector.images[i].picture, expected[i]) <= 1);
    }
}

void TstMemory::failsWhenMemoryRunsOutTwice()
{
    Engine engine;
    QVERIFY(engine
                .load(
                    {.model = folderOf(QStringLiteral("noise")), .device = QStringLiteral("cpu")},
                    [](double, const QString&) {}, Cancellation())
                .has_value());
    test::PictureCollector collector;
    collector.afterEach = [&] { failing()->fails = true; };
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("memory ran out")));
    const auto times = engine.generate(requestFor(MemoryUse::Auto), collector, Cancellation());
    QVERIFY(!times.has_value());
    QCOMPARE(times.error().code, ErrorCode::OutOfMemory);
    QCOMPARE(collector.images.size(), std::size_t{2});
    failing()->fails = false;
}

QTEST_GUILESS_MAIN(TstMemory)
#include "tst_memory.moc"
