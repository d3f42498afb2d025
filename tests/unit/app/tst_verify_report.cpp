#include "app/reverie/verify_report.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::app;

/// What verify says about a file, and which device it takes.
class TstVerifyReport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void identicalIsOneWord()
    {
        Verification same;
        same.file = "a.png";
        QCOMPARE(verificationText(same), "a.png: identical");
        QCOMPARE(verificationJson(same)["result"], "identical");
        same.stop = {12, 25};
        QCOMPARE(verificationText(same), "a.png: identical (stopped at step 12 of 25)");
        QCOMPARE(verificationJson(same)["stopped"]["step"], 12);
    }

    void aDifferenceIsTold_data()
    {
        QTest::addColumn<int>("largest");
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("mean");
        QTest::addColumn<QString>("text");
        QTest::newRow("one pixel of many") << 1 << 1.0 / 262144 << 1.0 / 786432
                                           << "differs by at most 1 level of 255 in less than 0.001 % of the pixels, "
                                              "less than 0.001 levels on average";
        QTest::newRow("another device")
            << 3 << 0.1234 << 0.0456
            << "differs by at most 3 levels of 255 in 12.3 % of the pixels, 0.046 levels on "
               "average";
        QTest::newRow("another picture")
            << 255 << 1.0 << 87.654
            << "differs by at most 255 levels of 255 in 100.0 % of the pixels, 87.7 levels "
               "on average";
    }

    void aDifferenceIsTold()
    {
        QFETCH(int, largest);
        QFETCH(double, share);
        QFETCH(double, mean);
        QFETCH(QString, text);
        Verification other;
        other.file = "a.png";
        other.difference = {largest, share, mean};
        other.reasons = {"made on cuda:0, now on cpu", "not repeated: Tiling: True"};
        QCOMPARE(
            verificationText(other), "a.png: " + text + "\n  made on cuda:0, now on cpu\n  not repeated: Tiling: True");
    }

    void saysSoWhenNothingExplainsIt()
    {
        Verification other;
        other.file = "a.png";
        other.difference = {1, 1, 1};
        QVERIFY(verificationText(other).endsWith(
            "\n  nothing in the recipe explains it: the file was edited, or another kind of processor made it"));
    }

    void programsGetNumbers()
    {
        Verification other;
        other.file = "a.png";
        other.difference = {3, 0.5, 0.25};
        other.reasons = {"made on cuda:0, now on cpu"};
        other.seconds = 2;
        const nlohmann::json object = verificationJson(other);
        QCOMPARE(object["result"], "different");
        QCOMPARE(object["largest"], 3);
        QCOMPARE(object["percent"], 50.0);
        QCOMPARE(object["mean"], 0.25);
        QCOMPARE(object["seconds"], 2.0);
        QCOMPARE(object["reasons"], (nlohmann::json{"made on cuda:0, now on cpu"}));
    }

    void programsGetFailures()
    {
        Verification failed;
        failed.file = "a.png";
        failed.error = Error{ErrorCode::NotFound, "it holds no recipe", "choose another", {}};
        const nlohmann::json object = verificationJson(failed);
        QCOMPARE(object["result"], "failed");
        QCOMPARE(object["code"], "not-found");
        QCOMPARE(object["message"], "it holds no recipe; choose another.");
        QVERIFY(!object.contains("largest") && !failed.isIdentical());
    }

    void takesTheDeviceThatIsMostLikeTheRecorded_data()
    {
        QTest::addColumn<QString>("recorded");
        QTest::addColumn<QStringList>("devices");
        QTest::addColumn<QString>("taken");
        QTest::newRow("the same") << "cuda:1" << QStringList{"cpu", "cuda:0", "cuda:1"} << "cuda:1";
        QTest::newRow("the CPU, though there is a card") << "cpu" << QStringList{"cuda:0", "cpu"} << "cpu";
        QTest::newRow("another card") << "cuda:1" << QStringList{"cpu", "cuda:0"} << "cuda:0";
        QTest::newRow("no card") << "cuda:0" << QStringList{"cpu"} << "cpu";
        QTest::newRow("unknown kind") << "abacus" << QStringList{"cpu", "cuda:0"} << "cpu";
        QTest::newRow("not recorded") << "" << QStringList{"cpu", "cuda:0"} << "auto";
    }

    void takesTheDeviceThatIsMostLikeTheRecorded()
    {
        QFETCH(QString, recorded);
        QFETCH(QStringList, devices);
        QFETCH(QString, taken);
        std::vector<worker::Device> there;
        for (const QString& each : devices)
            there.push_back({each, {}, 0});
        QCOMPARE(deviceLike(recorded, there), taken);
    }
};

QTEST_GUILESS_MAIN(TstVerifyReport)
#include "tst_verify_report.moc"
