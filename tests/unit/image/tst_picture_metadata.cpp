#include "core/image/picture_metadata.h"

#include "core/image/png_writer.h"
#include "core/request/request_json.h"
#include "tests/support/pictures.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::image;
using nlohmann::json;

namespace {

PictureFacts facts()
{
    PictureFacts made;
    made.request.prompt = "красный лес \"at night\"";
    made.request.model = "/home/ada/secret models/sd15";
    made.request.vae = "/home/ada/secret models/vae/better.safetensors";
    made.request.seed = 18446744073709551610U;
    made.request.steps = 20;
    made.request.sampler = "Euler a";
    made.request.rng = request::RngSource::Nv;
    made.model.name = "sd15";
    made.model.family = "sd1";
    made.model.device = "cuda:0";
    made.model.dtype = "fp16";
    made.model.attention = "sdpa";
    made.model.files = {{"unet", "/home/ada/secret models/sd15/unet/a.safetensors"}};
    made.seed = 18446744073709551615U;
    made.width = 512;
    made.height = 768;
    made.weights = {{"unet", QString(64, 'a')}, {"unet", QString(64, 'b')}, {"vae", QString(64, 'c')}};
    made.engineVersion = "0.1.0";
    made.torchVersion = "2.11.0";
    made.approximations = {"8-bit"};
    return made;
}

json chunk(const PictureFacts& made)
{
    const auto texts = pictureTexts(made);
    Q_ASSERT(texts.size() == 2 && texts[1].keyword == kReverieKeyword);
    return json::parse(texts[1].text.toStdString());
}

}  // namespace

class TstPictureMetadata final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsHowThePictureWasMade()
    {
        const json told = chunk(facts());
        QCOMPARE(told["schema"], 1);
        QCOMPARE(told["engine"], "0.1.0");
        QCOMPARE(told["torch"], "2.11.0");
        QCOMPARE(told["device"], "cuda:0");
        QCOMPARE(told["dtype"], "fp16");
        QCOMPARE(told["attention"], "sdpa");
        QCOMPARE(told["rng"], "nv");
        QCOMPARE(told["size"], (json{512, 768}));
        QCOMPARE(told["model"]["files"]["unet"], (json{std::string(64, 'a'), std::string(64, 'b')}));
        QCOMPARE(told["model"]["files"]["vae"], (json{std::string(64, 'c')}));
        QCOMPARE(told["approximations"], (json{"8-bit"}));
    }

    void seedsAreExact()
    {
        const json told = chunk(facts());
        QCOMPARE(told["seed"], "18446744073709551615");
        QCOMPARE(told["request"]["seed"], "18446744073709551610");
    }

    void holdsEveryFieldOfTheRequest()
    {
        const json told = chunk(facts());
        const json request = request::toJson(facts().request);
        for (const auto& [key, value] : request.items()) {
            QVERIFY2(told["request"].contains(key), key.c_str());
            if (key != "model" && key != "vae" && key != "seed")
                QCOMPARE(told["request"][key], value);
        }
    }

    void holdsNoPath()
    {
        PictureFacts made = facts();
        made.model.name = "/home/ada/secret models/sd15";  // no engine says so, but a picture never tells
        const auto png = encodePng(support::patterned(4, 4), pictureTexts(made)).value();
        for (const char* secret : {"/home", "ada", "secret"})
            QVERIFY2(!png.contains(secret), secret);
        QVERIFY(png.contains("sd15"));
        QVERIFY(png.contains("better"));
    }

    void isPlainAsciiJson()
    {
        const QString text = pictureTexts(facts())[1].text;
        for (const QChar c : text)
            QVERIFY(c.unicode() >= 0x20 && c.unicode() < 0x7f);
    }
};

QTEST_GUILESS_MAIN(TstPictureMetadata)
#include "tst_picture_metadata.moc"
