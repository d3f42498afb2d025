#include "tests/support/fake_engine_port.h"
#include "tests/support/loop_peer.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::worker;

namespace {

constexpr int kSteps = 3;

request::GenerationRequest requestFor(const QString& prompt, int count = 1)
{
    request::GenerationRequest request;
    request.prompt = prompt;
    request.steps = kSteps;
    request.width = 72;
    request.height = 64;
    request.seed = 40;
    request.count = count;
    return request;
}

/// A worker that has said `ready` and loaded a model as job 1.
struct LoadedPeer {
    LoadedPeer()
    {
        peer.send(message::Hello{});
        peer.send(message::Load{1, {"model", "", "cpu", request::DType::Fp32}});
        isLoaded = peer.nextOf<message::Loaded>().has_value();
    }

    FakeEnginePort port;
    LoopPeer peer{port};
    bool isLoaded = false;
};

}  // namespace

class TstServingLoop final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void greets()
    {
        FakeEnginePort port;
        LoopPeer peer(port);
        peer.send(message::Hello{});
        const auto ready = peer.nextOf<message::Ready>();
        QVERIFY(ready.has_value());
        QCOMPARE(ready->protocol, kProtocol);
        QVERIFY(ready->engine == port.facts());
        peer.send(message::Quit{});
        QCOMPARE(peer.end(), ServingEnd::Asked);
    }

    void loadsAndTellsHowFarItIs()
    {
        FakeEnginePort port;
        LoopPeer peer(port);
        peer.send(message::Hello{});
        peer.send(message::Load{1, {"model", "", "cpu", request::DType::Fp32}});
        for (int step = 1; step <= 3; ++step)
            QCOMPARE(peer.nextOf<message::Loading>()->fraction, step / 3.0);
        QCOMPARE(peer.nextOf<message::Loaded>()->model.name, QStringLiteral("model"));
    }

    void makesPictures()
    {
        LoadedPeer loaded;
        const auto request = requestFor("a forest", 2);
        loaded.peer.send(message::Generate{2, request});
        for (int index = 0; index < 2; ++index) {
            for (int step = 1; step <= kSteps; ++step) {
                QCOMPARE(loaded.peer.nextOf<message::Progress>()->progress.step, step);
                QCOMPARE(loaded.peer.nextOf<message::Preview>()->preview.step, step);
            }
            const auto image = loaded.peer.nextOf<message::Image>();
            QCOMPARE(image->image.seed, std::uint64_t{40} + static_cast<std::uint64_t>(index));
            QVERIFY(image->image.picture.pixels == FakeEnginePort::picture(request, index).picture.pixels);
        }
        QCOMPARE(loaded.peer.nextOf<message::Done>()->times.steps.size(), std::size_t{2 * kSteps});
    }

    void sendsLatentsBeforeTheirImage()
    {
        LoadedPeer loaded;
        auto request = requestFor("a forest");
        request.wantLatents = true;
        loaded.peer.send(message::Generate{2, request});
        const auto latents = loaded.peer.nextOf<message::Latents>();
        QVERIFY(latents.has_value());
        QCOMPARE(latents->latents.values.back(), -7.0F);
        QVERIFY(std::holds_alternative<message::Image>(*loaded.peer.next()));
    }

    void answersWhileTheEngineComputes()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor("wait at 1")});
        QVERIFY(loaded.peer.nextOf<message::Preview>().has_value());
        for (std::uint64_t number = 1; number <= 100; ++number) {
            loaded.peer.send(message::Ping{number});
            QCOMPARE(std::get<message::Pong>(*loaded.peer.next()).number, number);
        }
        loaded.peer.send(message::AskStats{});
        const auto stats = loaded.peer.nextOf<message::Stats>();
        QCOMPARE(stats->job, JobId{2});
        QVERIFY(stats->residentBytes > 0 && stats->peakBytes >= stats->residentBytes / 2);
    }

    void refusesASecondJobWhileOneRuns()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor("wait at 2")});
        loaded.peer.send(message::Generate{3, requestFor("a forest")});
        const auto refused = loaded.peer.nextOf<message::Failed>();
        QCOMPARE(refused->job, JobId{3});
        QCOMPARE(refused->error.code, ErrorCode::Busy);
        loaded.peer.send(message::Cancel{2});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::Cancelled);
        loaded.peer.send(message::Generate{4, requestFor("a forest")});
        QCOMPARE(loaded.peer.nextOf<message::Done>()->job, JobId{4});
    }

    void stopsAtEveryStepWithWhatThereIs_data() { g12_cancelsAtEveryStep_data(); }

    void stopsAtEveryStepWithWhatThereIs()
    {
        QFETCH(QString, prompt);
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor(prompt, 2)});
        QVERIFY(loaded.peer.nextOf<message::Preview>().has_value());
        loaded.peer.send(message::Cancel{2, true});
        const auto image = loaded.peer.nextOf<message::Image>();
        QVERIFY(image.has_value());
        QCOMPARE(image->image.index, 0);
        QVERIFY(image->image.stop.step >= 1 && image->image.stop.step <= prompt.section(' ', -1).toInt());
        QCOMPARE(image->image.stop.of, kSteps);
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::Cancelled);
    }

    void aCancelledJobIsNotKeptAfterAll()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor("wait at 1")});
        loaded.peer.send(message::Cancel{2});
        loaded.peer.send(message::Cancel{2, true});
        while (const auto message = loaded.peer.next()) {
            QVERIFY(!std::holds_alternative<message::Image>(*message));
            if (std::holds_alternative<message::Failed>(*message))
                return;
        }
        QFAIL("the job did not end");
    }

    void stopsByItselfAfterTheStepThatWasNamed()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor("a forest"), 2});
        QVERIFY(loaded.peer.nextOf<message::Image>()->image.stop == (request::Stop{2, kSteps}));
        QCOMPARE(loaded.peer.nextOf<message::Done>()->job, JobId{2});
    }

    void g12_cancelsAtEveryStep_data()
    {
        QTest::addColumn<QString>("prompt");
        for (int step = 1; step <= kSteps; ++step)
            QTest::addRow("step %d", step) << QStringLiteral("wait at %1").arg(step);
    }

    void g12_cancelsAtEveryStep()
    {
        QFETCH(QString, prompt);
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor(prompt)});
        loaded.peer.send(message::Cancel{2});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::Cancelled);
        loaded.peer.send(message::Load{3, {prompt, "", "cpu", request::DType::Fp32}});
        loaded.peer.send(message::Cancel{3});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->job, JobId{3});
    }

    void ignoresACancelThatComesTooLate()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Cancel{1});
        loaded.peer.send(message::Generate{2, requestFor("a forest")});
        QVERIFY(loaded.peer.nextOf<message::Done>().has_value());
    }

    void passesFailuresOn_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<int>("code");
        for (int step = 1; step <= kSteps; ++step) {
            QTest::addRow("out of memory at %d", step)
                << QStringLiteral("oom at %1").arg(step) << static_cast<int>(ErrorCode::OutOfMemory);
            QTest::addRow("exception at %d", step)
                << QStringLiteral("throw at %1").arg(step) << static_cast<int>(ErrorCode::Internal);
        }
        QTest::newRow("lost device") << "lost at 2" << static_cast<int>(ErrorCode::DeviceLost);
    }

    void passesFailuresOn()
    {
        QFETCH(QString, prompt);
        QFETCH(int, code);
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor(prompt)});
        const auto failed = loaded.peer.nextOf<message::Failed>();
        QCOMPARE(static_cast<int>(failed->error.code), code);
        if (failed->error.code == ErrorCode::OutOfMemory)
            QCOMPARE(failed->error.neededBytes, std::uint64_t{8'000'000'000});
        loaded.peer.send(message::Generate{3, requestFor("a forest")});
        QVERIFY(loaded.peer.nextOf<message::Done>().has_value());
        loaded.peer.send(message::Load{4, {prompt, "", "cpu", request::DType::Fp32}});
        QCOMPARE(static_cast<int>(loaded.peer.nextOf<message::Failed>()->error.code), code);
        loaded.peer.send(message::Generate{5, requestFor("a forest")});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::NotFound);
    }

    void judgesARequestBeforeTheEngineSeesIt()
    {
        LoadedPeer loaded;
        auto request = requestFor("a forest");
        request.width = 65;
        loaded.peer.send(message::Generate{2, request});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::InvalidArgument);
        request.width.reset();
        request.steps.reset();
        loaded.peer.send(message::Generate{3, request});
        QCOMPARE(loaded.peer.nextOf<message::Image>()->image.picture.width, 512);
    }

    void g02_survivesFiftyShortagesOfMemory()
    {
        LoadedPeer loaded;
        for (JobId job = 2; job < 52; ++job) {
            loaded.peer.send(message::Generate{job, requestFor("oom at 2")});
            QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::OutOfMemory);
        }
        loaded.peer.send(message::Generate{52, requestFor("a forest")});
        QVERIFY(loaded.peer.nextOf<message::Done>().has_value());
    }

    void forgetsTheModelWhenAsked()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Unload{2});
        QVERIFY(loaded.peer.nextOf<message::Done>().has_value());
        loaded.peer.send(message::Generate{3, requestFor("a forest")});
        QCOMPARE(loaded.peer.nextOf<message::Failed>()->error.code, ErrorCode::NotFound);
    }

    void endsWithItsInput()
    {
        LoadedPeer loaded;
        loaded.peer.send(message::Generate{2, requestFor("wait at 1")});
        loaded.peer.hangUp();
        QCOMPARE(loaded.peer.end(), ServingEnd::Asked);
    }

    void endsOnABrokenRule_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("log");
        const auto bytesOf = [](ToWorker message) { return *encodeHead(toFrame(std::move(message)).header, 0); };
        const QByteArray hello = bytesOf(message::Hello{});
        const QString start = QStringLiteral("The parent broke the protocol: ");
        QTest::newRow("garbage") << QByteArray("GET / HTTP/1.1\r\n")
                                 << start + "a frame announces a header of more than 1 MiB";
        QTest::newRow("no hello") << bytesOf(message::Ping{1}) << start + "a message came before \"hello\"";
        QTest::newRow("hello twice") << hello + hello << start + "\"hello\" came twice";
        QTest::newRow("unknown type") << hello + *encodeHead({{"type", "x"}}, 0)
                                      << start + "a message has an unknown type";
        QTest::newRow("no field") << hello + *encodeHead({{"type", "ping"}}, 0)
                                  << start + "a message \"ping\" has no proper field \"number\"";
        QTest::newRow("old job") << hello + bytesOf(message::Unload{2}) + bytesOf(message::Unload{2})
                                 << start + "job 2 came after job 2";
        QTest::newRow("unknown job") << hello + bytesOf(message::Cancel{3})
                                     << start + "\"cancel\" names job 3, which never began";
        QTest::newRow("half a frame") << hello.left(9) << "The parent ended in the middle of a frame";
    }

    void endsOnABrokenRule()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, log);
        QTest::ignoreMessage(QtCriticalMsg, qPrintable(log));
        FakeEnginePort port;
        LoopPeer peer(port);
        peer.sendBytes(bytes);
        peer.hangUp();
        QCOMPARE(peer.end(), ServingEnd::Broken);
    }
};

QTEST_GUILESS_MAIN(TstServingLoop)
#include "tst_serving_loop.moc"
