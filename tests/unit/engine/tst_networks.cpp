#include "core/engine/text_encoder.h"
#include "core/engine/unet.h"
#include "core/engine/vae_strips.h"
#include "tests/support/fake_recorder.h"
#include "tests/support/network_golden.h"

#include <QTest>

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

using namespace reverie;
using namespace reverie::engine;
using namespace reverie::test;

namespace {

/// Of an output's deviation. Observed: 3.2e-6 with AVX-512, packed.
constexpr double kTolerance = 1e-4;

template <typename Network, typename Config>
Network filled(const nlohmann::json& config, bool isPacked, void (*declare)(Network&, const Config&, WeightList&))
{
    Network network;
    WeightList weights;
    declare(network, Config::fromJson(config).value(), weights);
    const auto loaded = loadWeights(weights, HashWeights(), {at::kCPU, at::kFloat, isPacked}, {}, {});
    if (!loaded)
        qFatal("%s", qPrintable(sentence(loaded.error())));
    return network;
}

std::vector<std::int64_t> withChannels(const nlohmann::json& size, std::int64_t channels, std::int64_t factor = 1)
{
    return {size[0], channels, size[1].get<std::int64_t>() * factor, size[2].get<std::int64_t>() * factor};
}

}  // namespace

/// The networks against diffusers and transformers, with plain and with packed weights: tests/golden/make_networks.py.
class TstNetworks final : public QObject {
    Q_OBJECT

private:
    static std::int64_t pooledWidth(const UNetConfig& config, std::size_t sizes)
    {
        return config.additionWidth - static_cast<std::int64_t>(sizes) * config.additionFeatures;
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void runsUNetLikeDiffusers_data() { addRows("unets"); }
    void runsUNetLikeDiffusers()
    {
        const c10::InferenceMode inference;
        QFETCH(int, index);
        QFETCH(bool, isPacked);
        const auto& golden = m_golden["unets"][static_cast<std::size_t>(index)];
        const UNet unet = filled(golden["config"], isPacked, &declareUNet);
        const std::int64_t batch = golden["size"][0];
        const at::Tensor text =
            hashedTensor("text", {batch, golden["tokens"], golden["config"]["cross_attention_dim"]});
        const auto watch = [&](const std::string& name, const at::Tensor& output) {
            check(name, output, golden["layers"][name]);
            return true;
        };
        AddedText added;
        if (const auto sizes = golden["sizes"].get<std::vector<double>>(); !sizes.empty())
            added = {hashedTensor("pooled", {batch, pooledWidth(unet.config, sizes.size())}), sizes, std::nullopt};
        const auto output = runUNet(unet, prepareContext(unet, text, added),
            hashedTensor("latents", withChannels(golden["size"], unet.config.inChannels)), golden["timestep"], watch);
        check("output", output.value(), golden["output"]);
    }

    void runsUNetTheSameAsOnACard_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(m_golden["unets"].size()); ++i)
            QTest::addRow("%d", i) << i;
    }
    /// One product for queries, keys and values, upsamplers by parts, steps from recordings.
    void runsUNetTheSameAsOnACard()
    {
        const c10::InferenceMode inference;
        QFETCH(int, index);
        const auto& golden = m_golden["unets"][static_cast<std::size_t>(index)];
        const UNet plain = filled(golden["config"], false, &declareUNet);
        UNet unet = filled(golden["config"], false, &declareUNet);
        prepareForCard(unet);
        FakeRecorder fake;
        ShapeGraphs graphs(fake.recorder());
        unet.graphs = &graphs;
        const std::int64_t batch = golden["size"][0];
        for (int prompt = 0; prompt < 2; ++prompt) {
            const at::Tensor text =
                hashedTensor("text", {batch, golden["tokens"], golden["config"]["cross_attention_dim"]}) * (prompt + 1);
            AddedText added;
            if (const auto sizes = golden["sizes"].get<std::vector<double>>(); !sizes.empty())
                added = {hashedTensor("pooled", {batch, pooledWidth(unet.config, sizes.size())}), sizes, std::nullopt};
            for (int step = 0; step < 3; ++step) {
                const at::Tensor latents = at::randn(withChannels(golden["size"], unet.config.inChannels));
                const at::Tensor expected =
                    runUNet(plain, prepareContext(plain, text, added), latents, 10 * step, Cancellation()).value();
                const at::Tensor found =
                    runUNet(unet, prepareContext(unet, text, added), latents, 10 * step, Cancellation()).value();
                QVERIFY(at::allclose(found, expected, 1e-4, 1e-4));
            }
        }
        QCOMPARE(fake.recorded, 1);
        QCOMPARE(fake.played, 6);
    }

    void decodesAndEncodesLikeDiffusers_data() { addRows("vaes"); }
    void decodesAndEncodesLikeDiffusers()
    {
        const c10::InferenceMode inference;
        QFETCH(int, index);
        QFETCH(bool, isPacked);
        const auto& golden = m_golden["vaes"][static_cast<std::size_t>(index)];
        Vae vae = filled(golden["config"], isPacked, &declareVae);
        const at::Tensor latents = hashedTensor("latents", withChannels(golden["size"], vae.config.latentChannels));
        check("picture", decodeVae(vae, latents), golden["picture"]);
        const at::Tensor picture = hashedTensor("picture", withChannels(golden["size"], 3, vae.config.factor()));
        const LatentMoments moments = encodeVae(vae, picture);
        check("mean", moments.mean, golden["mean"]);
        check("logVariance", moments.logVariance, golden["logVariance"]);
        if (isPacked)
            return;
        prepareForCard(vae);
        check("picture as on a card", decodeVae(vae, latents), golden["picture"]);
    }

    void stripsMakeTheSamePicture_data() { addRows("vaes"); }
    void stripsMakeTheSamePicture()
    {
        const c10::InferenceMode inference;
        QFETCH(int, index);
        QFETCH(bool, isPacked);
        const auto& golden = m_golden["vaes"][static_cast<std::size_t>(index)];
        const Vae vae = filled(golden["config"], isPacked, &declareVae);
        const at::Tensor latents = hashedTensor("latents", {1, vae.config.latentChannels, 13, 7});
        const at::Tensor whole = decodeVae(vae, latents);
        for (const std::int64_t rows : {1, 3, 8, 1000}) {
            const at::Tensor picture = decodeVaeInStrips(vae, latents, rows);
            QVERIFY(picture.sizes() == whole.sizes());
            const double error = ((picture - whole).abs().max() / whole.std()).item<double>();
            QVERIFY2(error <= 1e-5, qPrintable(QStringLiteral("%1 rows: %2").arg(rows).arg(error)));
        }
    }

    void encodesTextLikeTransformers_data() { addRows("texts"); }
    void encodesTextLikeTransformers()
    {
        const c10::InferenceMode inference;
        QFETCH(int, index);
        QFETCH(bool, isPacked);
        const auto& golden = m_golden["texts"][static_cast<std::size_t>(index)];
        const TextEncoder encoder = filled(golden["config"], isPacked, &declareTextEncoder);
        const at::Tensor numbers = hashedTensor("ids", golden["size"], 1).to(at::kDouble);
        const at::Tensor ids = ((numbers + 1) / 2 * encoder.config.vocabularySize).to(at::kLong);
        for (const auto& [skip, digest] : golden["skipped"].items())
            check("skip " + skip, encodeText(encoder, ids, std::stoi(skip)).states, digest);
    }

    void sharesLatentsBetweenConditionings()
    {
        const c10::InferenceMode inference;
        const UNet unet = filled(m_golden["unets"][0]["config"], true, &declareUNet);
        const at::Tensor text = hashedTensor("text", {4, 77, unet.config.levels.front().crossAttentionDim});
        const UNetContext context = prepareContext(unet, text);
        const at::Tensor latents = hashedTensor("latents", {2, unet.config.inChannels, 8, 8});
        const at::Tensor shared = runUNet(unet, context, latents, 500, Cancellation()).value();
        const at::Tensor apart = runUNet(unet, context, latents.repeat({2, 1, 1, 1}), 500, Cancellation()).value();
        QVERIFY(at::allclose(shared, apart, 0, 1e-5));
    }

    void stopsBetweenLayers()
    {
        const c10::InferenceMode inference;
        const UNet unet = filled(m_golden["unets"][0]["config"], true, &declareUNet);
        const at::Tensor text = hashedTensor("text", {1, 77, unet.config.levels.front().crossAttentionDim});
        const UNetContext context = prepareContext(unet, text);
        const at::Tensor latents = hashedTensor("latents", {1, unet.config.inChannels, 8, 8});
        Cancellation cancellation;
        cancellation.cancel();
        QCOMPARE(runUNet(unet, context, latents, 500, cancellation).error().code, ErrorCode::Cancelled);
        int layers = 0;
        const auto stopAtThird = [&](const std::string&, const at::Tensor&) { return ++layers < 3; };
        QCOMPARE(runUNet(unet, context, latents, 500, stopAtThird).error().code, ErrorCode::Cancelled);
        QCOMPARE(layers, 3);
    }

    void cleanupTestCase() { qInfo("largest error: %.2g of the deviation, in %s", m_worst, m_worstAt.c_str()); }

private:
    void addRows(const char* part)
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<bool>("isPacked");
        for (std::size_t i = 0; i < m_golden[part].size(); ++i)
            for (const bool isPacked : {false, true}) {
                const std::string name = m_golden[part][i]["name"];
                QTest::newRow((name + (isPacked ? ", packed" : ", plain")).c_str()) << static_cast<int>(i) << isPacked;
            }
    }

    void check(const std::string& name, const at::Tensor& output, const nlohmann::json& digest)
    {
        const double error = digestError(output, digest);
        if (error > m_worst) {
            m_worst = error;
            m_worstAt = std::string(QTest::currentDataTag()) + ": " + name;
        }
        QVERIFY2(error < kTolerance, (name + " differs by " + std::to_string(error)).c_str());
    }

    const nlohmann::json m_golden = readGolden("networks.json");
    double m_worst = 0;
    std::string m_worstAt;
};

QTEST_GUILESS_MAIN(TstNetworks)
#include "tst_networks.moc"
