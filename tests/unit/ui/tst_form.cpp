#include "ui/compose/form.h"

#include "ui/compose/known_model.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::ui;

namespace {

request::GenerationRequest recipe()
{
    request::GenerationRequest request;
    request.prompt = "a red forest";
    request.negativePrompt = "people";
    request.width = 384;
    request.height = 256;
    request.steps = 30;
    request.seed = 18'446'744'073'709'551'615u;
    return request;
}

request::ModelFacts model(int side = 512, int factor = 8)
{
    request::ModelFacts facts;
    facts.family = "sd1";
    facts.nativeWidth = facts.nativeHeight = side;
    facts.vaeFactor = factor;
    return facts;
}

}  // namespace

/// The way from fields to a request and back.
class TstForm final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsARequestWhole()
    {
        const auto back = requestOf(formOf(recipe()));
        QVERIFY(back.has_value());
        QVERIFY(*back == recipe());
    }

    void keepsAllBitsOfASeed()
    {
        Form form;
        form.seed = " 18446744073709551615 ";
        QCOMPARE(*requestOf(form)->seed, 18'446'744'073'709'551'615u);
    }

    void drawsASeedWhereNoneIsTyped()
    {
        for (const char* typed : {"", "-1", "random"}) {
            Form form;
            form.seed = typed;
            QVERIFY2(requestOf(form) && !requestOf(form)->seed, typed);
        }
    }

    void refusesASeedThatIsNone()
    {
        Form form;
        form.seed = "forty-two";
        QVERIFY(!requestOf(form).has_value());
        QVERIFY(refusals(form, model()).contains(Field::Seed));
    }

    void takesAPartOfARecipe()
    {
        Form own;
        own.request.prompt = "mine";
        own.request.model = "/models/mine";
        own.request.vae = "/models/better";
        own.request.device = "cpu";
        own.request.count = 4;
        const Form size = withRecipe(own, recipe(), RecipePart::Size);
        QCOMPARE(size.request.prompt, QString("mine"));
        QCOMPARE(*size.request.width, 384);
        const Form seed = withRecipe(own, recipe(), RecipePart::Seed);
        QCOMPARE(seed.seed, QString("18446744073709551615"));
        const Form all = withRecipe(own, recipe(), RecipePart::All);
        QCOMPARE(all.request.prompt, QString("a red forest"));
        QCOMPARE(all.request.model, QString("/models/mine"));
        QCOMPARE(all.request.vae, QString("/models/better"));
        QCOMPARE(all.request.device, QString("cpu"));
        QCOMPARE(all.request.count, 4);
    }

    void saysFieldByFieldWhatIsRefused()
    {
        Form form = formOf(recipe());
        QVERIFY(refusals(form, model()).empty());
        form.request.width = 100;
        form.request.steps = 0;
        form.request.guidanceScale = 1000;
        form.request.prompt = "a <lora:fog:1> forest";
        const auto found = refusals(form, model());
        QCOMPARE(found.size(), std::size_t(4));
        QVERIFY(found.at(Field::Size).contains("96") || found.at(Field::Size).contains("104"));
        for (const auto& [field, sentence] : found)
            QVERIFY2(sentence[0].isUpper() && sentence.endsWith('.'), qPrintable(sentence));
    }

    void offersSizesOfTheModelsArea()
    {
        for (const int side : {256, 512, 1024})
            for (const RatioPreset& preset : ratioPresets(model(side))) {
                const double share = static_cast<double>(preset.width) * preset.height / (side * side);
                QVERIFY2(share > 0.8 && share < 1.25, preset.title);
                QCOMPARE(preset.width % 16 + preset.height % 16, 0);
            }
    }

    void warnsFarFromTheNativeSize()
    {
        QVERIFY(sizeWarning(512, 512, model()).isEmpty());
        QVERIFY(sizeWarning(640, 512, model()).isEmpty());
        QVERIFY(!sizeWarning(1024, 1024, model()).isEmpty());
        QVERIFY(!sizeWarning(256, 256, model()).isEmpty());
    }

    void readsTheStarterModel()
    {
        const auto starter = readModel({});
        QVERIFY2(starter.has_value(), starter ? "" : qPrintable(sentence(starter.error())));
        QCOMPARE(starter->facts.nativeWidth, 256);
        QCOMPARE(modelTitle(starter->facts.name), QString("Starter"));
        QVERIFY(!readModel("/nowhere").has_value());
    }
};

QTEST_GUILESS_MAIN(TstForm)
#include "tst_form.moc"
