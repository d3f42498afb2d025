#include "core/image/a1111_parameters.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace reverie;
using namespace reverie::image;

namespace {

PictureFacts facts()
{
    PictureFacts made;
    made.request.prompt = QStringLiteral("a red forest, (mist:1.2)");
    made.request.negativePrompt = QStringLiteral("blurry");
    made.request.steps = 20;
    made.request.sampler = QStringLiteral("DPM++ 2M");
    made.request.schedule = QStringLiteral("Karras");
    made.request.guidanceScale = 7;
    made.model.name = QStringLiteral("v1-5-pruned-emaonly");
    made.seed = 1234567890;
    made.width = 512;
    made.height = 768;
    made.weights = {{QStringLiteral("text_encoder"), QString(64, u'a')},
        {QStringLiteral("unet"), QStringLiteral("6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa")},
        {QStringLiteral("vae"), QString(64, u'c')}};
    made.engineVersion = QStringLiteral("0.1.0");
    return made;
}

QString lastLine(const PictureFacts& made)
{
    return formatA1111(a1111Parameters(made)).section(QLatin1Char('\n'), -1);
}

}  // namespace

class TstA1111Parameters final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheTextOfA1111()
    {
        QCOMPARE(formatA1111(a1111Parameters(facts())),
            QStringLiteral("a red forest, (mist:1.2)\n"
                           "Negative prompt: blurry\n"
                           "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234567890, "
                           "Size: 512x768, Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, RNG: CPU, "
                           "Version: Reverie 0.1.0"));
    }

    void saysWhereItWasStopped()
    {
        PictureFacts made = facts();
        made.stop = {7, 20};
        QVERIFY(lastLine(made).endsWith(QStringLiteral("RNG: CPU, Stopped at step: 7 of 20, Version: Reverie 0.1.0")));
        made.stop = {7, 0};
        QVERIFY(lastLine(made).contains(QStringLiteral("Stopped at step: 7, ")));
    }

    void leavesOutWhatHasNoValue()
    {
        PictureFacts made = facts();
        made.request.negativePrompt.clear();
        made.weights.clear();
        QCOMPARE(formatA1111(a1111Parameters(made)),
            QStringLiteral("a red forest, (mist:1.2)\n"
                           "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1234567890, "
                           "Size: 512x768, Model: v1-5-pruned-emaonly, RNG: CPU, Version: Reverie 0.1.0"));
    }

    void writesEveryItemInItsPlace()
    {
        PictureFacts made = facts();
        made.request.guidanceScale = 7.5;
        made.request.vae = QStringLiteral("/home/someone/vae/better.safetensors");
        made.request.clipSkip = 2;
        made.request.rng = request::RngSource::Nv;
        made.request.emphasis = request::Emphasis::NoNorm;
        made.seed = 18446744073709551615U;
        QCOMPARE(lastLine(made),
            QStringLiteral("Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, "
                           "Seed: 18446744073709551615, Size: 512x768, Model hash: 6ce0161689, "
                           "Model: v1-5-pruned-emaonly, VAE hash: cccccccccc, VAE: better, Clip skip: 2, RNG: NV, "
                           "Emphasis: No norm, Version: Reverie 0.1.0"));
    }

    void theModelsOwnSchedulerHasNoSchedule()
    {
        PictureFacts made = facts();
        made.request.sampler = QStringLiteral("Model default");
        made.request.emphasis = request::Emphasis::None;
        QVERIFY(lastLine(made).startsWith(QStringLiteral("Steps: 20, Sampler: Model default, CFG scale: 7, ")));
        QVERIFY(lastLine(made).contains(QStringLiteral(", Emphasis: None, ")));
    }

    void quotesValues_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("written");
        QTest::newRow("plain") << QStringLiteral("sd 1.5") << QStringLiteral("Model: sd 1.5");
        QTest::newRow("comma") << QStringLiteral("a, b") << QStringLiteral("Model: \"a, b\"");
        QTest::newRow("colon") << QStringLiteral("a:b") << QStringLiteral("Model: \"a:b\"");
        QTest::newRow("line break") << QStringLiteral("a\nb") << QStringLiteral("Model: \"a\\nb\"");
        QTest::newRow("quote and comma") << QStringLiteral("\"a\", b") << QStringLiteral("Model: \"\\\"a\\\", b\"");
        QTest::newRow("not ASCII") << QStringLiteral("лес, é") << QStringLiteral("Model: \"лес, é\"");
        QTest::newRow("same as key") << QStringLiteral("Model") << QStringLiteral("Model");
    }

    void quotesValues()
    {
        QFETCH(QString, value);
        QFETCH(QString, written);
        QCOMPARE(formatA1111({{}, {}, {{QStringLiteral("Model"), value}}}), written);
    }

    void readsWhatItWrites_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("negative");
        QTest::addColumn<QString>("model");
        const QString none;
        QTest::newRow("plain") << QStringLiteral("a forest") << QStringLiteral("blurry") << QStringLiteral("sd15");
        QTest::newRow("nothing") << none << none << QStringLiteral("sd15");
        QTest::newRow("lines") << QStringLiteral("a\nb\n\nc") << QStringLiteral("d\ne") << QStringLiteral("sd15");
        QTest::newRow("settings in the prompt")
            << QStringLiteral("Steps: 1, Seed: 2, Size: 3x4") << none << QStringLiteral("sd15");
        QTest::newRow("hard names") << QStringLiteral("x") << none << QStringLiteral("a\\, \"b\": c\n, d");
        QTest::newRow("not ASCII") << QStringLiteral("лес 🌲") << QStringLiteral("туман") << QStringLiteral("модель, 1");
    }

    void readsWhatItWrites()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, negative);
        QFETCH(QString, model);
        PictureFacts made = facts();
        made.request.prompt = prompt;
        made.request.negativePrompt = negative;
        made.model.name = model;
        const A1111Parameters parameters = a1111Parameters(made);
        QCOMPARE(parseA1111(formatA1111(parameters)), parameters);
    }

    void fewerThanThreeItemsBelongToThePrompt()
    {
        const QString text = QStringLiteral("a sign\nSteps: 20, Seed: 1");
        QCOMPARE(parseA1111(text).prompt, text);
        QVERIFY(parseA1111(text).items.empty());
    }

    void readsOthersTexts()
    {
        const A1111Parameters read =
            parseA1111(QStringLiteral("x\nSteps: 20, Sampler: Undefined, Hashes: {\"a\": \"b\"}, just words, "
                                      "Lora hashes: \"one: 0123, two: 4567\", Size: 512x512,, Note: \"open"));
        QCOMPARE(read.prompt, QStringLiteral("x"));
        QCOMPARE(read.value(QStringLiteral("Sampler")), QStringLiteral("Undefined"));
        QCOMPARE(read.value(QStringLiteral("Lora hashes")), QStringLiteral("one: 0123, two: 4567"));
        QCOMPARE(read.value(QStringLiteral("Size")), QStringLiteral("512x512"));
        QCOMPARE(read.value(QStringLiteral("Note")), QStringLiteral("\"open"));
        QVERIFY(!read.value(QStringLiteral("Seed")));
    }

    void readsAMegabyteOfAnythingQuickly_data()
    {
        QTest::addColumn<QString>("piece");
        for (const char* piece : {"a", "a:", "\"", "a:\",", "a: \"b\" ", ", ", "\\", "Negative prompt:\n"})
            QTest::newRow(piece) << QString::fromLatin1(piece);
    }

    void readsAMegabyteOfAnythingQuickly()
    {
        QFETCH(QString, piece);
        const QString text = piece.repeated((1 << 20) / piece.size());
        std::ignore = parseA1111(text);  // quadratic time would meet the test's limit
    }
};

QTEST_GUILESS_MAIN(TstA1111Parameters)
#include "tst_a1111_parameters.moc"
