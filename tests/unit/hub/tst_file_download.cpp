#include "core/hub/file_download.h"

#include "core/hub/speed_limit.h"
#include "tests/support/download_run.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;
using fake_hub::Fault;

namespace {

Fault cutAt(qint64 byte, bool resets = true)
{
    Fault fault;
    fault.cutAt = byte;
    fault.resets = resets;
    return fault;
}

QByteArray rangeFrom(qint64 byte)
{
    return "bytes=" + QByteArray::number(byte) + '-';
}

}  // namespace

/// What the network and the server do to a download.
class TstFileDownload final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_run = std::make_unique<DownloadRun>(); }

    void fetchesAFileAndShowsIt()
    {
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{""});
        const std::vector<FilePhase> expected{
            FilePhase::Checking, FilePhase::Downloading, FilePhase::Verifying, FilePhase::Done};
        QCOMPARE(run().phases, expected);
        QVERIFY(QFileInfo(run().pointer()).isSymLink());
    }

    void fetchesASmallFileByTheDigestOfGit()
    {
        const auto info = run().run.api.repository(DownloadRun::kId, "main", {});
        const RepoFile* file = info->file("README.md");
        run().job.paths = QStringList{"README.md", "copy/README.md"};
        run().job.etag = file->etag;
        run().job.size = file->size;
        QVERIFY(run().download());
        QCOMPARE(
            contentOf(run().cache.snapshot(DownloadRun::kId, run().job.commit) + "/README.md"), QByteArray("# hello"));
        QCOMPARE(contentOf(run().cache.snapshot(DownloadRun::kId, run().job.commit) + "/copy/README.md"),
            QByteArray("# hello"));
    }

    void fetchesAnEmptyFile()
    {
        m_run = std::make_unique<DownloadRun>(QByteArray());
        QVERIFY(run().succeeds());
    }

    void aSecondRunFetchesNothing()
    {
        QVERIFY(run().succeeds());
        run().run.hub.forgetRequests();
        QVERIFY(run().succeeds());
        QVERIFY(run().ranges().isEmpty());
    }

    void d01_resetAtByteK_data()
    {
        QTest::addColumn<qint64>("byte");
        QTest::newRow("first") << qint64{1};
        QTest::newRow("middle") << qint64{150'000};
        QTest::newRow("last but one") << qint64{299'999};
    }

    void d01_resetAtByteK()
    {
        QFETCH(qint64, byte);
        run().run.hub.addCdnFault({cutAt(byte, false), {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().size(), 2);
        QCOMPARE(run().ranges().back(), rangeFrom(byte));
        QVERIFY(!run().run.hub.cdnRequests().back().header("if-range").isEmpty());
        QVERIFY(std::ranges::is_sorted(run().came));
    }

    void d02_fiveResetsWithoutProgress()
    {
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({cutAt(0), {}, {}, 0, -1});
        const auto done = run().download();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Network);
        QVERIFY2(sentence(done.error()).contains("resume"), qPrintable(sentence(done.error())));
        QCOMPARE(run().ranges().size(), 6);
        QCOMPARE(QFileInfo(run().part()).size(), qint64{1'000});
        run().run.hub.clearFaults();
        run().run.hub.forgetRequests();
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(1'000)});
    }

    void d03_serverIgnoresRange()
    {
        Fault whole;
        whole.ignoresRange = true;
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({whole, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().size(), 2);
    }

    void d04_anotherRangeThanAskedFor_data()
    {
        QTest::addColumn<QByteArray>("range");
        QTest::newRow("start") << QByteArray("bytes 999-299999/300000");
        QTest::newRow("total") << QByteArray("bytes 1000-299999/300001");
        QTest::newRow("end") << QByteArray("bytes 1000-2000/300000");
        QTest::newRow("none") << QByteArray("nonsense");
    }

    void d04_anotherRangeThanAskedFor()
    {
        QFETCH(QByteArray, range);
        Fault wrong;
        wrong.contentRange = range;
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({wrong, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>({"", rangeFrom(1'000), ""}));
    }

    void d04_wrongAgainIsCorrupt()
    {
        Fault wrong;
        wrong.contentRange = "bytes 5-9/10";
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({wrong, {}, {}, 0, 1});
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({wrong, {}, {}, 0, -1});
        fails(ErrorCode::Corrupt);
    }

    void d05_serverSays416()
    {
        Fault full;
        full.status = 416;
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({full, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>({"", rangeFrom(1'000), ""}));
        run().run.hub.addCdnFault({full, {}, {}, 0, -1});
        QVERIFY(QFile::remove(run().blob()));
        fails(ErrorCode::Corrupt);
    }

    void d05_aCompletePartIsVerifiedAndNotAskedFor()
    {
        run().run.hub.addCdnFault({cutAt(run().content.size() - 1, false), {}, {}, 0, 1});
        run().run.hub.addCdnFault({cutAt(0), {}, {}, 0, -1});
        QVERIFY(!run().download());
        QFile part(run().part());
        QVERIFY(part.open(QIODevice::Append) && part.write(run().content.right(1)) == 1);
        part.close();
        run().run.hub.clearFaults();
        run().run.hub.forgetRequests();
        QVERIFY(run().succeeds());
        QVERIFY(run().ranges().isEmpty());
    }

    void d06_etagChangedBetweenAttempts()
    {
        QVERIFY(run().leavePart(1'000));
        run().content = noise(250'000, 2);
        run().run.hub.change(DownloadRun::kId, [this](fake_hub::Repository& repository) {
            const QString commit = repository.history.back().id;
            repository.commit({{DownloadRun::kPath, run().content}});
            repository.history.back().id = commit;
            repository.history.erase(repository.history.begin());
        });
        const QString before = run().job.etag;
        QVERIFY(run().download());
        QCOMPARE(contentOf(run().pointer()), run().content);
        QVERIFY(run().notes.front().contains("has changed on the Hub"));
        QVERIFY(QDir(run().cache.blobsFolder(DownloadRun::kId)).entryList({before + '*'}).isEmpty());
        QCOMPARE(run().ranges().back(), QByteArray());
    }

    void d06_anotherValidatorStartsAnew()
    {
        QVERIFY(run().leavePart(1'000));
        Fault other;
        other.etag = "\"another\"";
        run().run.hub.addCdnFault({other, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>{rangeFrom(1'000)});
    }

    void d07_bodyShorterThanAnnounced()
    {
        run().run.hub.addCdnFault({cutAt(200'000, false), {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().back(), rangeFrom(200'000));
    }

    void d08_noContentLengthAndAnEarlyClose()
    {
        Fault early = cutAt(200'000, false);
        early.hidesLength = true;
        run().run.hub.addCdnFault({early, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().back(), rangeFrom(200'000));
    }

    void d09_bodyLongerThanAnnounced()
    {
        Fault longer;
        longer.hidesLength = true;
        longer.surplus = "x";
        run().run.hub.addCdnFault({longer, {}, {}, 0, -1});
        fails(ErrorCode::Corrupt);
        Fault announced;
        announced.length = run().content.size() + 1;
        announced.surplus = "x";
        run().run.hub.clearFaults();
        run().run.hub.addCdnFault({announced, {}, {}, 0, -1});
        fails(ErrorCode::Corrupt);
    }

    void d10_rightSizeWrongDigest()
    {
        Fault spoiled;
        spoiled.spoilsBytes = true;
        run().run.hub.addCdnFault({spoiled, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>({"", ""}));
        QVERIFY(QFile::remove(run().blob()));
        run().run.hub.addCdnFault({spoiled, {}, {}, 0, -1});
        const auto done = fails(ErrorCode::Corrupt);
        QByteArray came = run().content;
        came[came.size() / 2] = static_cast<char>(came[came.size() / 2] ^ 1);
        QVERIFY2(done.detail.contains(run().job.etag) && done.detail.contains(sha256Of(came)), qPrintable(done.detail));
    }

    void d11_encodedAnswer()
    {
        Fault packed;
        packed.packs = true;
        run().run.hub.addCdnFault({packed, {}, {}, 0, -1});
        fails(ErrorCode::Unsupported);
        QCOMPARE(run().run.hub.cdnRequests().front().header("accept-encoding"), QByteArray("identity"));
    }

    void d12_signInPage()
    {
        Fault page;
        page.isSignInPage = true;
        run().run.hub.addCdnFault({page, {}, {}, 0, -1});
        const auto error = fails(ErrorCode::Network);
        QVERIFY2(error.detail.contains("network asks for sign-in"), qPrintable(error.detail));
        run().run.hub.addFault({page, {}, {}, 0, -1});
        QVERIFY(fails(ErrorCode::Network).detail.contains("network asks for sign-in"));
    }

    void d13_stall()
    {
        net::NetSettings settings;
        settings.stallTimeoutMs = 1'000;
        m_run = std::make_unique<DownloadRun>(noise(300'000), settings);
        Fault stall;
        stall.stallAt = 100'000;
        run().run.hub.addCdnFault({stall, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().back(), rangeFrom(100'000));
    }

    void d14_noSecondTryWhereItIsOfNoUse_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("error");
        QTest::newRow("401") << 401 << QByteArray("RepoNotFound") << int(ErrorCode::NotFound);
        QTest::newRow("403") << 403 << QByteArray("GatedRepo") << int(ErrorCode::Unauthorized);
        QTest::newRow("404") << 404 << QByteArray("EntryNotFound") << int(ErrorCode::NotFound);
    }

    void d14_noSecondTryWhereItIsOfNoUse()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(int, error);
        Fault fault;
        fault.status = status;
        fault.headers.push_back({"X-Error-Code", code});
        run().run.hub.addFault({fault, "GET", {}, 0, -1});
        fails(ErrorCode(error));
        QCOMPARE(run().run.hub.requests().size(), std::size_t{2});
    }

    void d14_waitsOut429And503()
    {
        Fault busy;
        busy.status = 503;
        run().run.hub.addFault({fake_hub::rateLimited(42), "GET", {}, 0, 1});
        run().run.hub.addFault({busy, "GET", {}, 0, 1});
        QVERIFY(run().succeeds());
        const auto waits = run().run.waits.all();
        QVERIFY(std::ranges::any_of(waits, [](auto wait) { return wait > std::chrono::seconds(40); }));
    }

    void anExpiredAddressIsAskedForAnew()
    {
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        Fault expired;
        expired.status = 403;
        run().run.hub.addCdnFault({expired, {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges(), QList<QByteArray>({"", rangeFrom(1'000), rangeFrom(1'000)}));
        QCOMPARE(run().run.hub.requests().size(), std::size_t{4});  // the head, and an address for each try
    }

    void n01_theTokenStaysWithTheHub()
    {
        run().run.token = Secret("hf_marker");
        run().run.hub.addToken("hf_marker", {"ada"});
        run().run.hub.addCdnFault({cutAt(1'000, false), {}, {}, 0, 1});
        QVERIFY(run().succeeds());
        for (const auto& request : run().run.hub.cdnRequests())
            QVERIFY(request.header("authorization").isEmpty());
        for (const auto& request : run().run.hub.requests())
            QCOMPARE(request.header("authorization"), QByteArray("Bearer hf_marker"));
        QCOMPARE(run().ranges().back(), rangeFrom(1'000));
    }

    void d26_sleepIsNobodysFault()
    {
        run().run.hub.addCdnFault({cutAt(0), {}, {}, 0, 12});
        run().options.asleep = [slept = std::chrono::milliseconds(0)]() mutable {
            return slept += std::chrono::minutes(10);
        };
        QVERIFY(run().succeeds());
        QCOMPARE(run().ranges().size(), 13);
    }

    void keepsToASpeedLimit()
    {
        SpeedLimit limit;
        limit.set(10'000'000);
        run().options.speedLimit = &limit;
        QVERIFY(run().succeeds());
        limit.set(1);
        QVERIFY(QFile::remove(run().blob()));
        std::thread unlimit([&] { limit.set(0); });
        QVERIFY(run().succeeds());
        unlimit.join();
    }

private:
    DownloadRun& run() { return *m_run; }

    /// With this code, and nothing of the file in the cache.
    Error fails(ErrorCode code)
    {
        const auto done = run().download();
        const QString what = done ? QStringLiteral("it succeeded") : sentence(done.error());
        [&] { QVERIFY2(!done && done.error().code == code, qPrintable(what)); }();
        [&] { QVERIFY(!QFileInfo::exists(run().blob()) && !QFileInfo::exists(run().pointer())); }();
        [&] { QVERIFY2(run().leftovers().isEmpty(), qPrintable(run().leftovers().join(' '))); }();
        return done ? Error{} : done.error();
    }

    std::unique_ptr<DownloadRun> m_run;
};

QTEST_GUILESS_MAIN(TstFileDownload)
#include "tst_file_download.moc"
