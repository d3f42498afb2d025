#include "core/request/enum_names.h"
#include "core/request/typed_values.h"
#include "core/request/validate.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace reverie;
using namespace reverie::request;

namespace {

using Change = std::function<void(GenerationRequest&)>;

struct Case {
    const char* name;
    Change change;
    const char* message;  ///< empty: the request is fine
};

const std::vector<Case>& cases()
{
    using R = GenerationRequest;
    static constexpr double kInfinity = std::numeric_limits<double>::infinity();
    static const std::vector<Case> all = {
        {"untouched", [](R&) {}, ""},
        {"all at the least",
            [](R& r) { r.steps = r.count = r.batch = 1, r.width = r.height = 64, r.guidanceScale = 0; }, ""},
        {"all at the most",
            [](R& r) {
                r.steps = 1000, r.count = 10'000, r.batch = 64, r.width = r.height = 4096, r.guidanceScale = 100;
            },
            ""},
        {"steps 0", [](R& r) { r.steps = 0; }, "the number of steps is 0; choose from 1 to 1000."},
        {"steps -1", [](R& r) { r.steps = -1; }, "the number of steps is -1; choose from 1 to 1000."},
        {"steps 100000", [](R& r) { r.steps = 100'000; }, "the number of steps is 100000; choose from 1 to 1000."},
        {"CFG NaN", [](R& r) { r.guidanceScale = std::nan(""); },
            "the guidance scale (CFG) is nan; choose from 0 to 100."},
        {"CFG infinite", [](R& r) { r.guidanceScale = kInfinity; },
            "the guidance scale (CFG) is inf; choose from 0 to 100."},
        {"CFG -0.5", [](R& r) { r.guidanceScale = -0.5; }, "the guidance scale (CFG) is -0.5; choose from 0 to 100."},
        {"width 1", [](R& r) { r.width = 1; }, "the width in pixels is 1; choose from 64 to 4096."},
        {"height 16384", [](R& r) { r.height = 16'384; }, "the height in pixels is 16384; choose from 64 to 4096."},
        {"clip skip 0", [](R& r) { r.clipSkip = 0; }, "clip skip is 0; choose from 1 to 12."},
        {"no pictures", [](R& r) { r.count = 0; }, "the number of pictures is 0; choose from 1 to 10000."},
        {"batch 65", [](R& r) { r.batch = 65; }, "the batch size is 65; choose from 1 to 64."},
        {"seed 2^64-1", [](R& r) { r.seed = ~std::uint64_t{0}; }, ""},
        {"emoji", [](R& r) { r.prompt = QStringLiteral("a 👩‍👩‍👧 in the rain"); }, ""},
        {"NUL", [](R& r) { r.prompt = QString(QChar(u'\0')); }, "the prompt holds a NUL character; remove it."},
        {"NUL in the model", [](R& r) { r.model = QString(QChar(u'\0')); },
            "the model's name holds a NUL character; remove it."},
        {"64 KiB", [](R& r) { r.prompt = QString(65'536, QLatin1Char('a')); }, ""},
        {"64 KiB and a bit", [](R& r) { r.prompt = QString(32'769, QChar(0xe9)); },
            "the prompt has 65538 bytes; shorten it to 65536 at most."},
        {"1 MB", [](R& r) { r.negativePrompt = QString(1'000'000, QLatin1Char('a')); },
            "the negative prompt has 1000000 bytes; shorten it to 65536 at most."},
        {"cuda:1", [](R& r) { r.device = QStringLiteral("cuda:1"); }, ""},
        {"another device", [](R& r) { r.device = QStringLiteral("cuda:"); },
            "there is no device called \"cuda:\"; choose auto, cpu, cuda or cuda:N with a number."},
        {"another sampler", [](R& r) { r.sampler = QStringLiteral("Oiler"); },
            "there is no sampler called \"Oiler\"; choose Euler or Euler a, the closest names."},
        {"another schedule", [](R& r) { r.schedule = QStringLiteral("uniforms"); },
            "there is no schedule called \"uniforms\"; choose Uniform or SGM Uniform, the closest names."},
    };
    return all;
}

ModelFacts smallModel()
{
    ModelFacts model;
    model.nativeWidth = model.nativeHeight = 256;
    model.vaeFactor = 16;
    model.defaultSteps = 12;
    model.defaultGuidanceScale = 4.5;
    return model;
}

}  // namespace

/// What can be asked for, and in which words it is refused.
class TstValidate final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void g14_saysWhatIsWrong_data()
    {
        QTest::addColumn<std::size_t>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << i;
    }

    void g14_saysWhatIsWrong()
    {
        QFETCH(std::size_t, index);
        GenerationRequest request;
        cases()[index].change(request);
        const auto valid = validate(request);
        QCOMPARE(valid ? QString() : sentence(valid.error()), QString::fromUtf8(cases()[index].message));
        QVERIFY(valid || valid.error().code == ErrorCode::InvalidArgument);
    }

    void resolvingFillsInTheModelsDefaults()
    {
        const auto resolved = resolve({}, smallModel());
        QVERIFY(resolved.has_value());
        QCOMPARE(resolved->steps, std::optional(12));
        QCOMPARE(resolved->guidanceScale, std::optional(4.5));
        QCOMPARE(resolved->width, std::optional(256));
        QCOMPARE(resolved->height, std::optional(256));
        QCOMPARE(resolved->sampler, std::optional(QStringLiteral("DPM++ 2M")));
        QCOMPARE(resolved->schedule, std::optional(QStringLiteral("Karras")));
        QVERIFY(resolved->seed.has_value());
        QVERIFY(*resolved->seed <= 0xffff'ffffu);
    }

    void resolvingKeepsWhatWasAskedFor()
    {
        GenerationRequest request;
        request.steps = 3;
        request.seed = ~std::uint64_t{0};
        request.sampler = QStringLiteral("euler_ancestral");
        const auto resolved = resolve(request, smallModel());
        QVERIFY(resolved.has_value());
        QCOMPARE(resolved->steps, std::optional(3));
        QCOMPARE(resolved->seed, request.seed);
        QCOMPARE(resolved->sampler, std::optional(QStringLiteral("Euler a")));
        QCOMPARE(resolved->schedule, std::optional(QStringLiteral("Uniform")));
        QVERIFY(*resolve(*resolved, smallModel()) == *resolved);
    }

    void theModelsScheduleBelongsToItsSampler()
    {
        ModelFacts model = smallModel();
        model.defaultSchedule = QStringLiteral("Uniform");
        QCOMPARE(resolve({}, model)->schedule, std::optional(QStringLiteral("Uniform")));
        GenerationRequest request;
        request.sampler = QStringLiteral("DPM++ 2M");
        QCOMPARE(resolve(request, model)->schedule, std::optional(QStringLiteral("Karras")));
    }

    void saysTheNearestSize_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<QString>("nearest");
        QTest::newRow("both") << 513 << 770 << "512x768";
        QTest::newRow("one") << 520 << 512 << "528x512";
        QTest::newRow("least") << 65 << 64 << "64x64";
        QTest::newRow("most") << 4095 << 4081 << "4096x4080";
    }

    void saysTheNearestSize()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(QString, nearest);
        GenerationRequest request;
        request.width = width;
        request.height = height;
        const auto resolved = resolve(request, smallModel());
        QVERIFY(!resolved);
        QCOMPARE(sentence(resolved.error()),
            QStringLiteral("both sides of a picture must be multiples of 16, and %1x%2 is not; choose %3, the nearest.")
                .arg(width)
                .arg(height)
                .arg(nearest));
    }

    void readsSeeds_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("read");
        QTest::newRow("least") << "0"
                               << "0";
        QTest::newRow("most") << "18446744073709551615"
                              << "18446744073709551615";
        QTest::newRow("above 2^53") << " 9007199254740993 "
                                    << "9007199254740993";
        QTest::newRow("one too many") << "18446744073709551616"
                                      << "refused";
        QTest::newRow("draw") << "-1"
                              << "draw";
        QTest::newRow("random") << "Random"
                                << "draw";
        for (const char* wrong : {"", "-2", "+1", "1.0", "1e3", "0x10", "12abc", "four", "٤"})
            QTest::newRow(wrong) << QString::fromUtf8(wrong) << "refused";
    }

    void readsSeeds()
    {
        QFETCH(QString, typed);
        const auto seed = parseSeed(typed);
        QTEST(seed ? (*seed ? QString::number(**seed) : QStringLiteral("draw")) : QStringLiteral("refused"), "read");
    }

    void readsSizes()
    {
        for (const char* typed : {"512x768", "512X768", " 512 x 768 ", "512×768"})
            QCOMPARE(*parseSize(QString::fromUtf8(typed)), (PictureSize{512, 768}));
        QCOMPARE(*parseSize(QStringLiteral("256")), (PictureSize{256, 256}));
        for (const char* wrong : {"", "x", "512x", "x512", "-1x2", "1x2x3", "512 768", "9999999x1", "1.5x2"})
            QVERIFY2(!parseSize(QString::fromUtf8(wrong)), wrong);
    }

    void seedsAreDrawnAnew()
    {
        QSet<std::uint64_t> seen;
        for (int i = 0; i < 100; ++i)
            seen << drawSeed();
        QVERIFY(seen.size() > 95);
    }

    void enumsHaveNames()
    {
        QCOMPARE(enumName(Emphasis::NoNorm), QStringLiteral("no-norm"));
        QCOMPARE(enumFromName<Emphasis>(QStringLiteral("Ignore")), std::optional(Emphasis::Ignore));
        QCOMPARE(enumFromName<RngSource>(QStringLiteral("nv")), std::optional(RngSource::Nv));
        QCOMPARE(enumFromName<DType>(QStringLiteral("bf16")), std::optional(DType::Bf16));
        QVERIFY(!enumFromName<DType>(QStringLiteral("int4")));
    }
};

QTEST_GUILESS_MAIN(TstValidate)
#include "tst_validate.moc"
