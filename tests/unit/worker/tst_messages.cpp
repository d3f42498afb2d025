#include "core/worker/messages.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::worker;

namespace {

/// Through bytes, as on the pipe.
Frame overTheWire(const Frame& frame)
{
    return Frame{nlohmann::json::parse(frame.header.dump()), frame.payload};
}

FromWorker backAndForth(FromWorker message)
{
    auto back = fromWorkerMessage(overTheWire(toFrame(std::move(message))));
    return back ? std::move(*back) : message::Log{LogLevel::Error, back.error().detail};
}

request::RgbImage twoPixels()
{
    return {2, 1, {1, 2, 3, 4, 5, 6}};
}

std::vector<ToWorker> allToWorker()
{
    request::GenerationRequest request;
    request.prompt = QStringLiteral("rote Wälder 🌲 \"zitiert\"");
    request.seed = UINT64_MAX;
    request.steps = 4;
    request.guidanceScale = 7.5;
    request.width = 64;
    request.height = 128;
    const LoadOptions options{"/models/sd", "", "cpu", request::DType::Bf16};
    return {message::Hello{}, message::Load{1, options}, message::Generate{2, request}, message::Cancel{2},
        message::Unload{3}, message::AskStats{}, message::Ping{UINT64_MAX}, message::Quit{}};
}

std::vector<FromWorker> allFromWorker()
{
    request::ModelFacts model;
    model.name = "m";
    model.files = {{"unet", "/a"}, {"vae", "/b"}};
    return {message::Ready{kProtocol, {"1", "2", 3, {{"cpu", "x", 5}}}}, message::Loading{1, 0.5, "unet"},
        message::Loaded{1, model}, message::Progress{1, {}}, message::Preview{1, {0, 1, twoPixels()}},
        message::Latents{1, 0, {{1, 1, 2}, {1.5F, -2}}}, message::Image{1, {0, 9, twoPixels(), 1.5, {}}},
        message::Done{1, {0.5, {1, 2}, 3, 4}}, message::Failed{1, {}}, message::Stats{1, 2, 3}, message::Pong{1},
        message::Log{LogLevel::Debug, "x"}};
}

}  // namespace

class TstMessages final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bringsBackEveryKind()
    {
        for (const FromWorker& message : allFromWorker())
            QCOMPARE(backAndForth(message).index(), message.index());
        for (const ToWorker& message : allToWorker()) {
            const auto back = toWorkerMessage(overTheWire(toFrame(message)));
            QVERIFY2(back.has_value(), qPrintable(back ? QString() : back.error().detail));
            QCOMPARE(back->index(), message.index());
        }
    }

    void keepsARequestWhole()
    {
        const auto sent = std::get<message::Generate>(allToWorker()[2]);
        const auto back = toWorkerMessage(overTheWire(toFrame(ToWorker(sent))));
        QVERIFY(std::get<message::Generate>(*back).request == sent.request);
        const auto load = std::get<message::Load>(allToWorker()[1]);
        QVERIFY(
            std::get<message::Load>(*toWorkerMessage(overTheWire(toFrame(ToWorker(load))))).options == load.options);
    }

    void keepsPicturesAndNumbersWhole()
    {
        const auto image =
            std::get<message::Image>(backAndForth(message::Image{5, {3, UINT64_MAX, twoPixels(), 1.5, {}}}));
        QCOMPARE(image.job, JobId{5});
        QCOMPARE(image.image.seed, UINT64_MAX);
        QVERIFY(image.image.picture.pixels == twoPixels().pixels);
        const auto latents = std::get<message::Latents>(backAndForth(message::Latents{1, 2, {{1, 1, 2}, {1.5F, -2}}}));
        QVERIFY((latents.latents.values == std::vector<float>{1.5F, -2}));
        const auto done = std::get<message::Done>(backAndForth(message::Done{1, {0.1, {0.1, 0.2}, 0.3, UINT64_MAX}}));
        QVERIFY((done.times.steps == std::vector<double>{0.1, 0.2}));
        QCOMPARE(done.times.peakBytes, UINT64_MAX);
    }

    void keepsAnErrorWhole()
    {
        const Error error{ErrorCode::OutOfMemory, "it needs 8 GB", "close programs", {}, 8, 2};
        const auto failed = std::get<message::Failed>(backAndForth(message::Failed{1, error}));
        QCOMPARE(sentence(failed.error), sentence(error));
        QCOMPARE(failed.error.code, error.code);
        QCOMPARE(failed.error.neededBytes, std::uint64_t{8});
        QCOMPARE(failed.error.freeBytes, std::uint64_t{2});
    }

    void rejectsEachMissingField()
    {
        for (const FromWorker& message : allFromWorker()) {
            const Frame whole = toFrame(message);
            for (const auto& [name, value] : whole.header.items()) {
                Frame frame = overTheWire(whole);
                frame.header.erase(name);
                QVERIFY2(!fromWorkerMessage(std::move(frame)).has_value(), name.c_str());
            }
        }
    }

    void rejectsEachFieldOfAnotherKind()
    {
        for (const FromWorker& message : allFromWorker()) {
            const Frame whole = toFrame(message);
            for (const auto& [name, value] : whole.header.items()) {
                Frame frame = overTheWire(whole);
                frame.header[name] = nullptr;
                QVERIFY2(!fromWorkerMessage(std::move(frame)).has_value(), name.c_str());
            }
        }
    }

    void rejectsNumbersOutOfRange_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const char* value : {"-1", "2147483648", "1.5", "true", "\"1\"", "18446744073709551616"})
            QTest::newRow(value) << QByteArray(value);
    }

    void rejectsNumbersOutOfRange()
    {
        QFETCH(QByteArray, value);
        Frame frame = overTheWire(toFrame(message::Progress{1, {}}));
        frame.header["progress"]["step"] = nlohmann::json::parse(value.toStdString());
        const auto read = fromWorkerMessage(std::move(frame));
        QCOMPARE(read.error().code, ErrorCode::Corrupt);
        QVERIFY(read.error().detail.contains("progress"));
    }

    void rejectsAPayloadThatIsNotWhatTheFieldsSay()
    {
        for (const FromWorker& message : allFromWorker()) {
            Frame longer = overTheWire(toFrame(message));
            longer.payload.push_back(0);
            QVERIFY(!fromWorkerMessage(std::move(longer)).has_value());
            Frame shorter = overTheWire(toFrame(message));
            if (shorter.payload.empty())
                continue;
            shorter.payload.pop_back();
            QVERIFY(!fromWorkerMessage(std::move(shorter)).has_value());
        }
    }

    void rejectsLatentsWhoseSizeOverflows()
    {
        Frame frame = overTheWire(toFrame(message::Latents{1, 0, {{1, 1, 2}, {1, 2}}}));
        frame.header["channels"] = std::int64_t{1} << 62;
        frame.header["height"] = std::int64_t{1} << 62;
        QVERIFY(!fromWorkerMessage(std::move(frame)).has_value());
    }

    void rejectsTheOtherDirection()
    {
        QVERIFY(!fromWorkerMessage(overTheWire(toFrame(ToWorker(message::Hello{})))).has_value());
        QVERIFY(!toWorkerMessage(overTheWire(toFrame(FromWorker(message::Pong{})))).has_value());
    }
};

QTEST_APPLESS_MAIN(TstMessages)
#include "tst_messages.moc"
