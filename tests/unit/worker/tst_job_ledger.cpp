#include "core/worker/job_ledger.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::worker;

namespace {

constexpr JobId kLoad = 1;
constexpr JobId kGenerate = 2;

message::Image imageOf(int index, JobId job = kGenerate, int width = 2)
{
    return {job, {index, 1, {width, 1, std::vector<std::uint8_t>(std::size_t{3} * width)}, 0, {}}};
}

message::Progress progressAt(int step, int of, int image = 0, JobId job = kGenerate)
{
    return {job, {request::Phase::Sampling, image, step, of, 0}};
}

}  // namespace

class TstJobLedger final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ledger = JobLedger();
        m_ledger.open(message::Load{kLoad, {}});
        openGenerate(false);
    }

    void letsAWholeRunPass()
    {
        QVERIFY(takes(message::Loading{kLoad, 0.5, "x"}));
        QVERIFY(takes(message::Loaded{kLoad, {}}));
        QVERIFY(takes(progressAt(1, 2)));
        QVERIFY(takes(progressAt(31, 0)));
        QVERIFY(takes(message::Preview{kGenerate, {0, 1, {1, 1, {1, 2, 3}}}}));
        QVERIFY(takes(imageOf(1)));
        QVERIFY(takes(imageOf(0)));
        QVERIFY(takes(message::Done{kGenerate, {}}));
        QVERIFY(!m_ledger.isOpen(kLoad));
        QVERIFY(!m_ledger.isOpen(kGenerate));
        QVERIFY(takes(message::Stats{}));
    }

    void joinsLatentsToTheirImage()
    {
        openGenerate(true);
        QVERIFY(takes(message::Latents{kGenerate, 0, {{1, 1, 1}, {5}}}));
        FromWorker image = imageOf(0);
        QVERIFY(m_ledger.accept(image).has_value());
        QCOMPARE(std::get<message::Image>(image).image.latents->values.front(), 5.0F);
    }

    void refusesWhatCannotBe_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t row = 0; row < impossible().size(); ++row)
            QTest::addRow("%s", impossible()[row].first) << static_cast<int>(row);
    }

    void refusesWhatCannotBe()
    {
        QFETCH(int, row);
        FromWorker message = impossible()[static_cast<std::size_t>(row)].second;
        const auto accepted = m_ledger.accept(message);
        QCOMPARE(accepted.error().code, ErrorCode::Corrupt);
    }

    void refusesAPictureTwice()
    {
        QVERIFY(takes(imageOf(0)));
        QVERIFY(!takes(imageOf(0)));
    }

    void refusesAnImageWithoutItsLatents()
    {
        openGenerate(true);
        QVERIFY(!takes(imageOf(0)));
        openGenerate(true);
        QVERIFY(takes(message::Latents{kGenerate, 1, {{1, 1, 1}, {5}}}));
        QVERIFY(!takes(message::Latents{kGenerate, 1, {{1, 1, 1}, {5}}}));
        QVERIFY(!takes(imageOf(0)));
    }

    void refusesMessagesAfterTheEnd()
    {
        QVERIFY(takes(message::Failed{kGenerate, {}}));
        QVERIFY(!takes(progressAt(1, 2)));
        QVERIFY(!takes(message::Failed{kGenerate, {}}));
    }

    void givesBackTheOpenJobsOnce()
    {
        QCOMPARE(m_ledger.closeAll(), (std::vector<JobId>{kLoad, kGenerate}));
        QVERIFY(m_ledger.closeAll().empty());
    }

private:
    void openGenerate(bool wantLatents)
    {
        request::GenerationRequest request;
        request.count = 2;
        request.width = 2;
        request.height = 1;
        request.wantLatents = wantLatents;
        m_ledger.open(message::Generate{kGenerate, request});
    }

    bool takes(FromWorker message) { return m_ledger.accept(message).has_value(); }

    static const std::vector<std::pair<const char*, FromWorker>>& impossible()
    {
        static const std::vector<std::pair<const char*, FromWorker>> rows = {
            {"loading of nobody", message::Loading{9, 0, {}}},
            {"loading of a run", message::Loading{kGenerate, 0, {}}},
            {"loaded of a run", message::Loaded{kGenerate, {}}},
            {"progress of a load", progressAt(1, 1, 0, kLoad)},
            {"progress beyond the end", progressAt(3, 2)},
            {"progress of a third picture", progressAt(1, 2, 2)},
            {"preview of a load", message::Preview{kLoad, {0, 1, {}}}},
            {"preview of a third picture", message::Preview{kGenerate, {2, 1, {}}}},
            {"image of a load", imageOf(0, kLoad)},
            {"image of nobody", imageOf(0, 9)},
            {"third image", imageOf(2)},
            {"image of another size", imageOf(0, kGenerate, 3)},
            {"latents that nobody wanted", message::Latents{kGenerate, 0, {}}},
            {"done of a load", message::Done{kLoad, {}}},
            {"done before the pictures", message::Done{kGenerate, {}}},
            {"failed of nobody", message::Failed{9, {}}},
        };
        return rows;
    }

    JobLedger m_ledger;
};

QTEST_APPLESS_MAIN(TstJobLedger)
#include "tst_job_ledger.moc"
