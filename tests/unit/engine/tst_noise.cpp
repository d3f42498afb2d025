#include "core/engine/noise.h"
#include "core/engine/philox.h"

#include <ATen/ATen.h>

#include <QTest>

#include <limits>

using namespace reverie::engine;
using reverie::request::RngSource;

class TstNoise final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void philoxGivesItsAuthorsKnownAnswers();
    void cpuNoiseIsTorchs();
    void cpuNoiseSeesTheLow32BitsOfTheSeed();
    void cardNoiseIsWhatACardDraws();
    void cardNoiseSeesAll64BitsOfTheSeed();
    void aStreamGoesOnWhereItStopped();
    void aPictureDoesNotDependOnItsBatch();

private:
    static std::vector<float> firstOf(const at::Tensor& noise, int count)
    {
        const float* values = noise.data_ptr<float>();
        return {values, values + count};
    }

    static void compare(const std::vector<float>& actual, const std::vector<double>& expected, double tolerance)
    {
        QCOMPARE(actual.size(), expected.size());
        for (std::size_t i = 0; i < actual.size(); ++i)
            QVERIFY2(std::abs(actual[i] - expected[i]) <= tolerance, qPrintable(QString::number(actual[i])));
    }

    const std::vector<std::int64_t> m_shape{4, 8, 8};
};

// The three known answers for philox4x32, 10 rounds, of Random123 (kat_vectors).
void TstNoise::philoxGivesItsAuthorsKnownAnswers()
{
    using Words = std::array<std::uint32_t, 4>;
    QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t kOnes = 0xffffffff;
    QCOMPARE(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
        (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QCOMPARE(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// Recorded from torch 2.11: torch.randn((4, 8, 8), generator=torch.Generator("cpu").manual_seed(42)), drawn twice.
void TstNoise::cpuNoiseIsTorchs()
{
    PictureNoise noise(RngSource::Cpu, 42);
    compare(firstOf(noise.draw(m_shape), 4),
        {1.9269152879714966, 1.4872840642929077, 0.9007171988487244, -2.1055209636688232}, 0);
    compare(firstOf(noise.draw(m_shape), 2), {-0.685481607913971, 0.5635589957237244}, 0);
    PictureNoise last(RngSource::Cpu, std::numeric_limits<std::uint64_t>::max());
    compare(firstOf(last.draw(m_shape), 4),
        {-2.664297580718994, -1.0910485982894897, 0.45144742727279663, 0.22836069762706757}, 0);
}

void TstNoise::cpuNoiseSeesTheLow32BitsOfTheSeed()
{
    PictureNoise low(RngSource::Cpu, 42);
    PictureNoise high(RngSource::Cpu, (std::uint64_t{1} << 32) + 42);
    QVERIFY(at::equal(low.draw(m_shape), high.draw(m_shape)));
}

// torch.manual_seed(0); torch.randn(10, device="cuda"), as printed by any NVIDIA card.
void TstNoise::cardNoiseIsWhatACardDraws()
{
    PictureNoise noise(RngSource::Nv, 0);
    compare(firstOf(noise.draw({10}), 10),
        {-0.9247, -0.4253, -2.6438, 0.1452, -0.1209, -0.5797, -0.6229, -0.3284, -1.0745, -0.3631}, 5e-5);
}

void TstNoise::cardNoiseSeesAll64BitsOfTheSeed()
{
    PictureNoise low(RngSource::Nv, 42);
    PictureNoise high(RngSource::Nv, (std::uint64_t{1} << 32) + 42);
    QVERIFY(!at::equal(low.draw(m_shape), high.draw(m_shape)));
}

void TstNoise::aStreamGoesOnWhereItStopped()
{
    for (const RngSource source : {RngSource::Cpu, RngSource::Nv}) {
        PictureNoise noise(source, 3);
        const at::Tensor first = noise.draw(m_shape);
        const at::Tensor second = noise.draw(m_shape);
        QVERIFY(!at::equal(first, second));
        PictureNoise again(source, 3);
        QVERIFY(at::equal(again.draw(m_shape), first));
        QVERIFY(at::equal(again.draw(m_shape), second));
    }
}

void TstNoise::aPictureDoesNotDependOnItsBatch()
{
    std::vector<PictureNoise> batch;
    for (std::uint64_t i = 0; i < 3; ++i)
        batch.emplace_back(RngSource::Cpu, std::numeric_limits<std::uint64_t>::max() + i);
    const at::Tensor noise = drawBatch(batch, m_shape);
    QCOMPARE(noise.sizes().vec(), (std::vector<std::int64_t>{3, 4, 8, 8}));
    QVERIFY(at::equal(noise[2], PictureNoise(RngSource::Cpu, 1).draw(m_shape)));
}

QTEST_GUILESS_MAIN(TstNoise)
#include "tst_noise.moc"
