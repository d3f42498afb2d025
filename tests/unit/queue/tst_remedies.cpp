#include "core/queue/remedies.h"

#include <QtTest>

#include <algorithm>

using namespace reverie;
using namespace reverie::queue;

namespace {

request::GenerationRequest requestOf(int width, int height)
{
    request::GenerationRequest request;
    request.width = width;
    request.height = height;
    request.device = "cuda";
    request.batch = request.count = 4;
    return request;
}

QStringList titles(ErrorCode code, const request::GenerationRequest& request = requestOf(768, 512))
{
    QStringList all;
    for (const Remedy& way : remediesFor({code, "it failed", {}, {}}, request))
        all << way.title;
    return all;
}

}  // namespace

class TstRemedies final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void offersButtonsForEachError_data()
    {
        const QString again = "Try again";
        const QString model = "Choose another model";
        const QString folder = "Save elsewhere";
        const QString cpu = "Use the CPU";
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QStringList>("buttons");
        QTest::newRow("cancelled") << ErrorCode::Cancelled << QStringList{};
        QTest::newRow("a wrong value") << ErrorCode::InvalidArgument << QStringList{};
        QTest::newRow("no such file") << ErrorCode::NotFound << QStringList{model};
        QTest::newRow("name taken") << ErrorCode::AlreadyExists << QStringList{again};
        QTest::newRow("forbidden") << ErrorCode::Permission << QStringList{again, folder};
        QTest::newRow("disk full") << ErrorCode::DiskFull << QStringList{again, folder};
        QTest::newRow("io") << ErrorCode::Io << QStringList{again};
        QTest::newRow("network") << ErrorCode::Network << QStringList{again};
        QTest::newRow("timeout") << ErrorCode::Timeout << QStringList{again};
        QTest::newRow("tls") << ErrorCode::Tls << QStringList{again};
        QTest::newRow("unauthorized") << ErrorCode::Unauthorized << QStringList{again};
        QTest::newRow("broken file") << ErrorCode::Corrupt << QStringList{model};
        QTest::newRow("unknown model") << ErrorCode::Unsupported << QStringList{model};
        QTest::newRow("out of memory") << ErrorCode::OutOfMemory
                                       << QStringList{"One picture at a time", "Use less memory", "Try 512x320", cpu};
        QTest::newRow("g08 device lost") << ErrorCode::DeviceLost << QStringList{again, cpu};
        QTest::newRow("g11 numbers") << ErrorCode::InvalidNumbers << QStringList{"Compute with 32 bits", model};
        QTest::newRow("worker died") << ErrorCode::WorkerDied << QStringList{again};
        QTest::newRow("busy") << ErrorCode::Busy << QStringList{again};
        QTest::newRow("internal") << ErrorCode::Internal << QStringList{again};
    }

    void offersButtonsForEachError()
    {
        QFETCH(ErrorCode, code);
        QFETCH(QStringList, buttons);
        QCOMPARE(titles(code), buttons);
    }

    void eachWayOutChangesWhatItSays()
    {
        const request::GenerationRequest failed = requestOf(768, 512);
        const auto ways = remediesFor({ErrorCode::OutOfMemory, {}, {}, {}}, failed);
        QCOMPARE(ways.size(), 4u);
        QCOMPARE(ways[0].request.batch, 1);
        QCOMPARE(ways[0].request.count, failed.count);
        QCOMPARE(ways[1].request.memory, request::MemoryUse::Lean);
        QCOMPARE(*ways[2].request.width, 512);
        QCOMPARE(*ways[2].request.height, 320);
        QCOMPARE(ways[3].request.device, "cpu");
        for (const Remedy& way : ways) {
            QCOMPARE(way.action, RemedyAction::TryAgain);
            QVERIFY(!(way.request == failed));
        }
    }

    /// What was tried already is not offered.
    void offersNothingThatChangesNothing()
    {
        request::GenerationRequest least = requestOf(256, 256);
        least.device = "cpu";
        least.batch = 1;
        least.memory = request::MemoryUse::Lean;
        QCOMPARE(titles(ErrorCode::OutOfMemory, least), QStringList());
        least.dtype = request::DType::Fp32;
        QCOMPARE(titles(ErrorCode::InvalidNumbers, least), QStringList{"Choose another model"});
        QCOMPARE(titles(ErrorCode::DeviceLost, least), QStringList{"Try again"});
    }

    /// Automatic is the CPU already where there is nothing else.
    void offersNoCpuWhereNothingElseIs()
    {
        request::GenerationRequest request = requestOf(256, 256);
        request.device = "auto";
        for (const ErrorCode code : {ErrorCode::OutOfMemory, ErrorCode::DeviceLost}) {
            const auto ways = remediesFor({code, {}, {}, {}}, request, {.hadOnlyCpu = true});
            QVERIFY(std::ranges::none_of(ways, [](const Remedy& way) { return way.request.device == "cpu"; }));
            QCOMPARE(remediesFor({code, {}, {}, {}}, request).size(), ways.size() + 1);
        }
    }

    void theNativeSizeStandsForAnEmptyOne()
    {
        request::GenerationRequest request = requestOf(0, 0);
        request.width.reset();
        request.height.reset();
        const auto ways = remediesFor({ErrorCode::OutOfMemory, {}, {}, {}}, request, {.nativeSide = 1024});
        QCOMPARE(ways.at(2).title, "Try 768x768");
    }
};

QTEST_GUILESS_MAIN(TstRemedies)
#include "tst_remedies.moc"
