#include "core/worker/frames.h"

#include <QtEndian>
#include <QtTest>

#include <random>

using namespace reverie;
using namespace reverie::worker;

namespace {

/// The frames in `stream`, handed to the decoder in pieces of at most `piece` bytes, or its error.
Result<std::vector<Frame>> decodeAll(const QByteArray& stream, std::size_t piece = SIZE_MAX)
{
    FrameDecoder decoder;
    std::vector<Frame> frames;
    for (qsizetype at = 0; at < stream.size();) {
        const auto room = decoder.room();
        const std::size_t count = std::min({room.size(), piece, static_cast<std::size_t>(stream.size() - at)});
        std::copy_n(stream.begin() + at, count, room.begin());
        at += static_cast<qsizetype>(count);
        auto frame = decoder.advance(count);
        if (!frame)
            return failWith(std::move(frame));
        if (*frame)
            frames.push_back(std::move(**frame));
    }
    return frames;
}

QByteArray encode(const nlohmann::json& header, const std::vector<std::uint8_t>& payload = {})
{
    return *encodeHead(header, payload.size()) +
        QByteArray(reinterpret_cast<const char*>(payload.data()), payload.size());
}

/// A frame whose header is this text, whatever it is worth.
QByteArray withHeader(const QByteArray& text)
{
    QByteArray length(4, '\0');
    qToLittleEndian(static_cast<quint32>(text.size()), length.data());
    return length + text;
}

}  // namespace

class TstFrames final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bringsBackWhatWasSent_data()
    {
        QTest::addColumn<int>("piece");
        for (const int piece : {1, 3, 64, 1 << 20})
            QTest::addRow("%d bytes at a time", piece) << piece;
    }

    void bringsBackWhatWasSent()
    {
        QFETCH(int, piece);
        const std::vector<std::uint8_t> pixels(100'000, 7);
        const QByteArray stream = encode({{"type", "a"}}) + encode({{"type", "b"}}, pixels) + encode({{"type", "c"}});
        const auto frames = decodeAll(stream, static_cast<std::size_t>(piece));
        QVERIFY(frames.has_value());
        QCOMPARE(frames->size(), std::size_t{3});
        QCOMPARE((*frames)[0].header["type"], nlohmann::json("a"));
        QVERIFY((*frames)[0].payload.empty());
        QVERIFY((*frames)[1].payload == pixels);
        QCOMPARE((*frames)[2].header["type"], nlohmann::json("c"));
    }

    void startsWithTheLengthInLittleEndian()
    {
        QCOMPARE(encode(nlohmann::json::object()), QByteArray("\2\0\0\0{}", 6));
    }

    void refusesToSendTooMuch()
    {
        QCOMPARE(encodeHead({{"x", std::string(kMaxHeaderBytes, 'x')}}, 0).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(encodeHead({}, kMaxPayloadBytes + 1).error().code, ErrorCode::InvalidArgument);
        QVERIFY(encodeHead(nlohmann::json::object(), kMaxPayloadBytes).has_value());
    }

    void takesTheLongestHeader()
    {
        const QByteArray text = "{\"x\":\"" + QByteArray(static_cast<qsizetype>(kMaxHeaderBytes) - 8, 'x') + "\"}";
        QCOMPARE(decodeAll(withHeader(text))->size(), std::size_t{1});
    }

    void rejects_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("no header") << withHeader("");
        QTest::newRow("header over 1 MiB") << QByteArray("\1\0\20\0{", 5);
        QTest::newRow("length of text") << QByteArray("Segmentation fault");
        QTest::newRow("no JSON") << withHeader("hello");
        QTest::newRow("cut JSON") << withHeader("{\"type\":");
        QTest::newRow("two values") << withHeader("{}{}");
        QTest::newRow("leading space") << withHeader(" {}");
        QTest::newRow("byte order mark") << withHeader("\xEF\xBB\xBF{}");
        QTest::newRow("array") << withHeader("[]");
        QTest::newRow("number") << withHeader("1");
        QTest::newRow("no UTF-8") << withHeader("{\"type\":\"\xC3\x28\"}");
        QTest::newRow("too deep") << withHeader("{\"a\":" + QByteArray(20, '[') + QByteArray(20, ']') + "}");
        QTest::newRow("far too deep") << withHeader(
            "{\"a\":" + QByteArray(400'000, '[') + QByteArray(400'000, ']') + "}");
        QTest::newRow("infinite number") << withHeader("{\"a\":1e999}");
        QTest::newRow("negative payload") << withHeader("{\"payload\":-1}");
        QTest::newRow("payload of text") << withHeader("{\"payload\":\"1\"}");
        QTest::newRow("payload with a fraction") << withHeader("{\"payload\":1.5}");
        QTest::newRow("payload as a float") << withHeader("{\"payload\":1.0}");
        QTest::newRow("null payload") << withHeader("{\"payload\":null}");
        QTest::newRow("payload over 512 MiB") << withHeader("{\"payload\":536870913}");
        QTest::newRow("payload over 64 bits") << withHeader("{\"payload\":18446744073709551616}");
    }

    void rejects()
    {
        QFETCH(QByteArray, stream);
        QCOMPARE(decodeAll(stream).error().code, ErrorCode::Corrupt);
        QCOMPARE(decodeAll(stream, 1).error().code, ErrorCode::Corrupt);
        QCOMPARE(decodeAll(encode({{"type", "a"}}) + stream).error().code, ErrorCode::Corrupt);
    }

    void staysBroken()
    {
        FrameDecoder decoder;
        const QByteArray bad = withHeader("[]");
        std::copy_n(bad.begin(), 4, decoder.room().begin());
        QVERIFY(decoder.advance(4).has_value());
        std::copy_n(bad.begin() + 4, 2, decoder.room().begin());
        QVERIFY(!decoder.advance(2).has_value());
        QVERIFY(!decoder.room().empty());
        QVERIFY(!decoder.advance(1).has_value());
        QVERIFY(!decoder.isBetweenFrames());
    }

    void knowsWhereAStreamMayEnd()
    {
        const QByteArray whole = encode({{"type", "image"}}, {1, 2, 3, 4, 5});
        for (qsizetype length = 0; length <= whole.size(); ++length) {
            FrameDecoder decoder;
            int frames = 0;
            for (qsizetype at = 0; at < length; ++at) {
                decoder.room().front() = static_cast<std::uint8_t>(whole[at]);
                const auto frame = decoder.advance(1);
                QVERIFY(frame.has_value());
                frames += frame->has_value() ? 1 : 0;
            }
            const bool isEnd = length == 0 || length == whole.size();
            QCOMPARE(decoder.isBetweenFrames(), isEnd);
            QCOMPARE(frames, length == whole.size() ? 1 : 0);
        }
    }

    void takesNoMemoryForWhatHasNotArrived()
    {
        const QByteArray stream = withHeader("{\"payload\":536870912}");
        FrameDecoder decoder;
        for (const char byte : stream) {
            decoder.room().front() = static_cast<std::uint8_t>(byte);
            QVERIFY(decoder.advance(1).has_value());
        }
        QVERIFY(decoder.room().size() <= std::size_t{1} << 20);
    }

    void survivesGarbage()
    {
        std::mt19937 random(1);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray stream = encode({{"type", "a"}, {"list", {1, 2, 3}}}, {1, 2, 3});
            for (int flips = 1 + round % 4; flips > 0; --flips)
                stream[static_cast<qsizetype>(random() % static_cast<std::size_t>(stream.size()))] =
                    static_cast<char>(random());
            const auto frames = decodeAll(stream, 1 + random() % 50);
            QVERIFY(frames.has_value() || frames.error().code == ErrorCode::Corrupt);
        }
    }
};

QTEST_APPLESS_MAIN(TstFrames)
#include "tst_frames.moc"
