#include "core/weights/invalid_numbers.h"
#include "core/weights/safetensors_header.h"
#include "core/weights/tensor_file.h"
#include "tests/support/safetensors_bytes.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

QByteArray floats(const std::vector<float>& values)
{
    return {reinterpret_cast<const char*>(values.data()), static_cast<qsizetype>(values.size() * sizeof(float))};
}

QByteArray smallFile()
{
    return SafetensorsBuilder()
        .add("flags", "BOOL", "[3]", QByteArray("\x00\x02\xff", 3))
        .add("weight", "F32", "[2]", floats({1.5F, -2.0F}))
        .add("scale", "F16", "[]", QByteArray("\x00\x3c", 2))
        .build();
}

std::vector<std::byte> bytesOf(const TensorFile& file, std::string_view name)
{
    const TensorInfo* tensor = file.find(name);
    if (tensor == nullptr)
        return {};
    std::vector<std::byte> bytes(tensor->bytes);
    return file.read(*tensor, bytes) ? bytes : std::vector<std::byte>();
}

}  // namespace

/// Opening, reading, and what happens when the file is cut, flipped, changed, or no file at all.
class TstSafetensorsFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(writeFile(path(), smallFile()));
    }

    void listsTensorsInTheOrderOfTheirData()
    {
        const auto file = TensorFile::open(path());
        QVERIFY(file.has_value());
        QCOMPARE(file->tensors().size(), std::size_t{3});
        QCOMPARE(file->tensors()[1].name, std::string("weight"));
        QCOMPARE(file->tensors()[1].shape, std::vector<std::int64_t>{2});
        QCOMPARE(file->find("nothing"), nullptr);
        QCOMPARE(file->find("scale")->dtype, DType::F16);
        QVERIFY(file->find("scale")->shape.empty());
    }

    void R31_S30_readsFloatsAtAnOddOffset()
    {
        const auto file = TensorFile::open(path());
        QVERIFY(file->find("weight")->offset % 4 != 0);
        const auto bytes = bytesOf(*file, "weight");
        std::array<float, 2> values{};
        QCOMPARE(bytes.size(), sizeof(values));
        std::memcpy(values.data(), bytes.data(), sizeof(values));
        QCOMPARE(values, (std::array{1.5F, -2.0F}));
    }

    void R30_S29_normalisesBooleans()
    {
        const auto file = TensorFile::open(path());
        QCOMPARE(bytesOf(*file, "flags"), (std::vector{std::byte{0}, std::byte{1}, std::byte{1}}));
    }

    void showsItsMetadata()
    {
        QVERIFY(writeFile(
            path(), safetensors("{\"__metadata__\":{\"format\":\"pt\"}," + entry("a", "U8", "[1]", 0, 1) + '}', "x")));
        const auto file = TensorFile::open(path());
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
    }

    void readsFromSeveralThreads()
    {
        SafetensorsBuilder builder;
        for (int i = 0; i < 64; ++i)
            builder.add("t" + QByteArray::number(i), "U8", "[5000]", QByteArray(5'000, static_cast<char>(i)));
        QVERIFY(writeFile(path(), builder.build()));
        const auto file = TensorFile::open(path());
        std::atomic<int> right = 0;
        const auto readAll = [&] {
            for (int i = 0; i < 64; ++i) {
                const std::vector expected(5'000, static_cast<std::byte>(i));
                right += bytesOf(*file, "t" + std::to_string(i)) == expected ? 1 : 0;
            }
        };
        std::thread first(readAll);
        std::thread second(readAll);
        first.join();
        second.join();
        QCOMPARE(right.load(), 2 * 64);
    }

    void R24_refusesEveryTruncation()
    {
        const QByteArray whole = smallFile();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            QVERIFY(writeFile(path(), whole.first(size)));
            const auto file = TensorFile::open(path());
            QVERIFY2(!file, qPrintable(QStringLiteral("accepted %1 bytes").arg(size)));
            QCOMPARE(file.error().code, ErrorCode::Corrupt);
        }
    }

    void survivesEveryFlippedByteOfTheHeader()
    {
        const QByteArray whole = smallFile();
        const auto header = whole.mid(8, whole.size() - 8 - 13).toStdString();
        for (std::size_t i = 0; i < header.size(); ++i)
            for (int value = 0; value < 256; ++value) {
                std::string flipped = header;
                flipped[i] = static_cast<char>(value);
                const auto parsed = parseSafetensorsHeader(flipped, static_cast<std::uint64_t>(whole.size()), path());
                if (!parsed)
                    continue;
                QCOMPARE(parsed->tensors.size(), std::size_t{3});
                QCOMPARE(parsed->tensors.back().offset + parsed->tensors.back().bytes,
                    static_cast<std::uint64_t>(whole.size()));
            }
    }

    void refusesEveryOtherLength()
    {
        const QByteArray whole = smallFile();
        for (int i = 0; i < 8; ++i)
            for (int value = 0; value < 256; ++value) {
                QByteArray flipped = whole;
                flipped[i] = static_cast<char>(value);
                QVERIFY(writeFile(path(), flipped));
                QCOMPARE(TensorFile::open(path()).has_value(), flipped == whole);
            }
    }

    void S04_refusesAHeaderOverTheLimitInAFileOfThatSize()
    {
        QVERIFY(writeFile(path(), QByteArray::fromHex("01e1f50500000000") + '{'));
        QVERIFY(QFile::resize(path(), 100'000'009));  // a hole, no space
        QCOMPARE(TensorFile::open(path()).error().code, ErrorCode::Corrupt);
    }

    void S05_stopsCountingInAHeaderOfAMillionEntries()
    {
        QByteArray header = "{";
        header.reserve(100'000'000);
        for (int i = 0; i < 1'000'000; ++i)
            header += entry("t" + QByteArray::number(i), "U8", "[1]", i, i + 1) + ',';
        header += entry("last", "U8", "[1]", 1'000'000, 1'000'001) + '}';
        header += QByteArray(100'000'000 - header.size(), ' ');
        QVERIFY(writeFile(path(), safetensors(header, QByteArray(1'000'001, '\0'))));
        QCOMPARE(TensorFile::open(path()).error().code, ErrorCode::Unsupported);
    }

    void S34_aFileThatShrinksGivesAnError()
    {
        const auto file = TensorFile::open(path());
        QVERIFY(QFile::resize(path(), smallFile().size() - 4));
        std::vector<std::byte> into(file->find("scale")->bytes);
        QCOMPARE(file->read(*file->find("scale"), into).error().code, ErrorCode::Corrupt);
        QCOMPARE(file->checkUnchanged().error().code, ErrorCode::Corrupt);
    }

    void S34_aFileThatIsReplacedGivesItsOldData()
    {
        const auto file = TensorFile::open(path());
        QVERIFY(QFile::remove(path()));
        QVERIFY(writeFile(path(), "something else"));
        QCOMPARE(bytesOf(*file, "scale"), (std::vector{std::byte{0x00}, std::byte{0x3c}}));
    }

    void S36_refusesWhatIsNoFile()
    {
        QCOMPARE(TensorFile::open(m_folder->path()).error().code, ErrorCode::Unsupported);
        QCOMPARE(TensorFile::open(QStringLiteral("/dev/zero")).error().code, ErrorCode::Unsupported);
        const QString pipe = m_folder->filePath(QStringLiteral("pipe"));
        QCOMPARE(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QCOMPARE(TensorFile::open(pipe).error().code, ErrorCode::Unsupported);
        QCOMPARE(TensorFile::open(m_folder->filePath(QStringLiteral("none"))).error().code, ErrorCode::NotFound);
    }

    void S36_refusesAFileThatMayNotBeRead()
    {
        constexpr uid_t kNobody = 65'534;
        QVERIFY(QFile::setPermissions(path(), {}));
        const bool isRoot = ::geteuid() == 0;  // who may read everything
        QVERIFY(!isRoot || ::seteuid(kNobody) == 0);
        const auto file = TensorFile::open(path());
        QVERIFY(!isRoot || ::seteuid(0) == 0);
        QCOMPARE(file.error().code, ErrorCode::Permission);
    }

    void R32_S31_findsInvalidNumbers_data()
    {
        QTest::addColumn<int>("dtype");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("invalid");
        const auto row = [](const char* name, DType dtype, const QByteArray& bytes, bool invalid) {
            QTest::newRow(name) << static_cast<int>(dtype) << bytes << invalid;
        };
        row("F32 sound", DType::F32, floats(std::vector<float>(9'000, std::numeric_limits<float>::max())), false);
        std::vector<float> lastIsNan(9'000, 1.0F);
        lastIsNan.back() = std::nanf("");
        row("F32 NaN at the end", DType::F32, floats(lastIsNan), true);
        row("F32 infinity", DType::F32, floats({0.0F, -std::numeric_limits<float>::infinity()}), true);
        row("F64 NaN", DType::F64, QByteArray::fromHex("000000000000f87f"), true);
        row("F64 sound", DType::F64, QByteArray::fromHex("ffffffffffffef7f"), false);
        row("F16 infinity", DType::F16, QByteArray::fromHex("007c"), true);
        row("F16 largest", DType::F16, QByteArray::fromHex("ff7b"), false);
        row("BF16 NaN", DType::BF16, QByteArray::fromHex("c07f"), true);
        row("BF16 that would be infinite in F16", DType::BF16, QByteArray::fromHex("007c"), false);
        row("F8_E4M3 NaN", DType::F8E4M3, QByteArray::fromHex("ff"), true);
        row("F8_E4M3 largest", DType::F8E4M3, QByteArray::fromHex("7e"), false);
        row("F8_E5M2 infinity", DType::F8E5M2, QByteArray::fromHex("7c"), true);
        row("I64 has none", DType::I64, QByteArray(8, '\xff'), false);
    }

    void R32_S31_findsInvalidNumbers()
    {
        QFETCH(const int, dtype);
        QFETCH(const QByteArray, bytes);
        const auto view = std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        QTEST(hasInvalidNumbers(static_cast<DType>(dtype), view), "invalid");
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("a.safetensors")); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstSafetensorsFile)
#include "tst_safetensors_file.moc"
