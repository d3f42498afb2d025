#include "core/engine/text_encoder.h"
#include "core/engine/unet.h"
#include "core/engine/vae.h"
#include "core/weights/published_configs.h"
#include "core/weights/seen_configs.h"

#include <QTest>

#include <algorithm>

using namespace reverie;
using namespace reverie::engine;
using nlohmann::json;

namespace {

std::vector<weights::TensorInfo> tensorsOf(const WeightList& list)
{
    std::vector<weights::TensorInfo> tensors;
    for (const WeightPlace& place : list.places())
        tensors.push_back({place.name, weights::DType::F32, place.shape});
    return tensors;
}

/// Reads a config whose sizes were wiped from the tensors that it asked for; an empty text where it asks for the same
/// ones again, else what is wrong.
template <typename Network, typename Config, typename See>
QString comesBack(void (*declare)(Network&, const Config&, WeightList&), const json& config, See see)
{
    Network network;
    WeightList list;
    declare(network, *Config::fromJson(config), list);
    json wiped = config;
    for (const char* key : {"block_out_channels", "hidden_size", "intermediate_size", "num_hidden_layers",
             "cross_attention_dim", "transformer_layers_per_block"})
        if (wiped.contains(key))
            wiped[key] = wiped[key].is_array() ? json::array({7}) : json(7);
    const auto again = Config::fromJson(see(tensorsOf(list), wiped));
    if (!again)
        return sentence(again.error());
    Network other;
    WeightList otherList;
    declare(other, *again, otherList);
    const auto isSame = [](const auto& a, const auto& b) { return a.name == b.name && a.shape == b.shape; };
    return std::ranges::equal(tensorsOf(list), tensorsOf(otherList), isSame) ? QString()
                                                                             : QStringLiteral("other tensors");
}

}  // namespace

/// The tensors of a full-size model tell its sizes.
class TstSeenConfigs final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void seesThePublishedOnes_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString& name : weights::publishedNames())
            QTest::newRow(qPrintable(name)) << name;
    }
    void seesThePublishedOnes()
    {
        QFETCH(const QString, name);
        const weights::PublishedConfigs& published = *weights::publishedConfigs(name);
        const int pooledWidth = published.textEncoders.size() > 1 ? 1280 : 0;
        const auto seeUNet = [&](const std::vector<weights::TensorInfo>& tensors, const json& config) {
            return weights::unetConfigOf(tensors, config, pooledWidth);
        };
        QCOMPARE(comesBack(&declareUNet, published.unet, seeUNet), QString());
        QCOMPARE(comesBack(&declareVae, published.vae, &weights::vaeConfigOf), QString());
        for (const json& text : published.textEncoders)
            QCOMPARE(comesBack(&declareTextEncoder, text, &weights::textConfigOf), QString());
        UNet unet;
        WeightList list;
        declareUNet(unet, *UNetConfig::fromJson(published.unet), list);
        const auto seen = *UNetConfig::fromJson(seeUNet(tensorsOf(list), published.unet));
        for (std::size_t level = 0; level < seen.levels.size(); ++level)
            QCOMPARE(seen.levels[level].heads, unet.config.levels[level].heads);
    }
};

QTEST_GUILESS_MAIN(TstSeenConfigs)
#include "tst_seen_configs.moc"
