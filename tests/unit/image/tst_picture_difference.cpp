#include "core/image/picture_difference.h"

#include "core/image/facts_difference.h"
#include "tests/support/pictures.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::image;

namespace {

PictureFacts facts()
{
    PictureFacts made;
    made.model.device = "cuda:0";
    made.model.dtype = "fp16";
    made.model.attention = "flash";
    made.engineVersion = "0.1.0";
    made.torchVersion = "2.10.0";
    made.weights = {{"unet", QString(64, 'a')}, {"vae", QString(64, 'b')}};
    return made;
}

}  // namespace

/// How far a picture is from what it was, and why it may be.
class TstPictureDifference final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSamePictureHasNone()
    {
        const auto difference = pictureDifference(support::patterned(8, 4), support::patterned(8, 4));
        QVERIFY(difference.isNone());
        QVERIFY(difference.share == 0 && difference.mean == 0);
    }

    void oneChangedPixelIsCountedOnce()
    {
        request::RgbImage one{2, 2, std::vector<std::uint8_t>(12, 100)};
        request::RgbImage other = one;
        other.pixels[3] = 97;
        other.pixels[4] = 101;
        const auto difference = pictureDifference(one, other);
        QCOMPARE(difference.largest, 3);
        QCOMPARE(difference.share, 0.25);
        QCOMPARE(difference.mean, 4.0 / 12);
    }

    void blackAndWhiteAreAsFarAsCanBe()
    {
        const auto difference = pictureDifference({1, 1, {0, 0, 0}}, {1, 1, {255, 255, 255}});
        QVERIFY(difference.largest == 255 && difference.share == 1 && difference.mean == 255);
    }

    void sameCircumstancesExplainNothing() { QCOMPARE(factsDifference(facts(), facts()), QStringList()); }

    void whatIsNotSaidIsNoDifference() { QCOMPARE(factsDifference({}, facts()), QStringList()); }

    void namesEveryDifference()
    {
        PictureFacts now = facts();
        now.model.device = "cpu";
        now.model.dtype = "fp32";
        now.model.attention = "plain";
        now.engineVersion = "0.2.0";
        now.torchVersion = "2.11.0";
        now.weights[1].sha256 = QString(64, 'c');
        now.approximations = {"8-bit"};
        QCOMPARE(factsDifference(facts(), now),
            (QStringList{"made with the vae weights bbbbbbbbbb, now with cccccccccc", "made on cuda:0, now on cpu",
                "computed in fp16, now in fp32", "attention was flash, now plain",
                "made by Reverie 0.1.0, now by 0.2.0", "made with torch 2.10.0, now with 2.11.0",
                "approximations were none, now 8-bit"}));
    }

    void aShortHashIsTheBeginningOfALongOne()
    {
        PictureFacts then;
        then.weights = {{"unet", QString(10, 'a')}};
        QCOMPARE(factsDifference(then, facts()), QStringList());
        then.weights = {{"unet", QString(10, 'd')}};
        QCOMPARE(
            factsDifference(then, facts()), QStringList{"made with the unet weights dddddddddd, now with aaaaaaaaaa"});
    }

    void aMissingPartIsADifference()
    {
        PictureFacts now = facts();
        now.weights.pop_back();
        QCOMPARE(factsDifference(facts(), now), QStringList{"made with the vae weights bbbbbbbbbb, now with none"});
    }
};

QTEST_GUILESS_MAIN(TstPictureDifference)
#include "tst_picture_difference.moc"
