#include "core/base/paths.h"
#include "core/image/png_reader.h"
#include "tests/support/cli_run.h"

#include <array>

using namespace reverie::test;
using reverie::request::RgbImage;

namespace {

/// Mean red, green and blue of a picture's rows between two shares of its height.
struct Band {
    double red = 0;
    double green = 0;
    double blue = 0;

    [[nodiscard]] double brightness() const { return (red + green + blue) / 3; }
};

Band band(const RgbImage& image, double top, double bottom)
{
    const int first = int(top * image.height), last = int(bottom * image.height);
    std::array<double, 3> sum{};
    for (std::size_t at = std::size_t(first) * image.width * 3; at < std::size_t(last) * image.width * 3; ++at)
        sum[at % 3] += double(image.pixels[at]);
    const double count = double(last - first) * image.width;
    return {sum[0] / count, sum[1] / count, sum[2] / count};
}

using Holds = bool (*)(const RgbImage&);

}  // namespace

/// What the shipped weights must keep of a prompt, by the mean colours of regions: crude, but a model that lost its
/// words, its decoder or its scaling cannot pass.
class TstStarter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFileInfo::exists(QStringLiteral(REVERIE_BINARY_DIR "/reverie-engine")) ||
            !QFileInfo::exists(reverie::Paths::starterModel() + "/model_index.json"))
            QSKIP("no engine or no starter model");
        m_cli.setVariable("REVERIE_ENGINE_BINARY", REVERIE_BINARY_DIR "/reverie-engine");
    }

    void showsWhatThePromptSays_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<void*>("holds");
        const auto row = [](const char* prompt, Holds holds) {
            QTest::newRow(prompt) << QString(prompt) << reinterpret_cast<void*>(holds);
        };
        row("Red forest, digital art, trending", [](const RgbImage& image) {
            const Band ground = band(image, .5, 1);
            return ground.red > ground.green + 50 && ground.red > ground.blue + 50;
        });
        row("teal sea by day", [](const RgbImage& image) {
            const Band water = band(image, .6, 1);
            return water.green > water.red + 40 && water.blue > water.red + 40;
        });
        row("purple sky, meadow by day", [](const RgbImage& image) {
            const Band sky = band(image, 0, .4);
            return sky.blue > sky.green + 30 && sky.red > sky.green + 10;
        });
        row("forest at night", [](const RgbImage& image) { return band(image, 0, 1).brightness() < 80; });
        row("yellow meadow by day", [](const RgbImage& image) {
            const Band grass = band(image, .75, 1);
            return grass.red > grass.blue + 60 && grass.green > grass.blue + 60;
        });
        row("desert at sunset", [](const RgbImage& image) {
            const Band sky = band(image, .3, .55);
            return sky.red > sky.green + 30 && sky.red > sky.blue + 10;
        });
        row("forest at night, poster", [](const RgbImage& image) {  // its frame is bare paper
            return band(image, 0, .04).brightness() > 180 && band(image, .2, .8).brightness() < 130;
        });
    }

    void showsWhatThePromptSays()
    {
        QFETCH(QString, prompt);
        QFETCH(void*, holds);
        const RgbImage image = picture(prompt, "1");
        QVERIFY(image.width == 256 && image.height == 256);
        QVERIFY(reinterpret_cast<Holds>(holds)(image));
    }

    void sameSeedSamePictureAndAnotherSeedAnother()
    {
        const RgbImage first = picture("an island at sunrise", "5");
        QVERIFY(first.pixels == picture("an island at sunrise", "5").pixels);
        QVERIFY(first.pixels != picture("an island at sunrise", "6").pixels);
    }

private:
    RgbImage picture(const QString& prompt, const QString& seed)
    {
        const QString name = QStringLiteral("%1.png").arg(++m_count);
        const CliResult result = m_cli.run({"generate", prompt, "--seed", seed, "--steps", "8", "--quiet", "-o", name});
        if (result.code != 0)
            qWarning("%s", result.err.constData());
        return reverie::image::readPngPixels(m_cli.path(name)).value_or(RgbImage{});
    }

    CliRun m_cli;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TstStarter)
#include "tst_starter.moc"
