#include "core/engine/devices.h"
#include "core/engine/text_encoder_config.h"
#include "core/engine/unet_config.h"
#include "core/engine/vae_config.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace reverie;
using namespace reverie::engine;

namespace {

Result<void> read(const QString& part, const nlohmann::json& config)
{
    if (part == QLatin1String("unet"))
        return UNetConfig::fromJson(config).map([](const UNetConfig&) {});
    if (part == QLatin1String("vae"))
        return VaeConfig::fromJson(config).map([](const VaeConfig&) {});
    return TextEncoderConfig::fromJson(config).map([](const TextEncoderConfig&) {});
}

}  // namespace

class TstModelConfigs final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsStableDiffusion1()
    {
        const auto unet = UNetConfig::fromJson(nlohmann::json::parse(R"({
            "attention_head_dim": 8, "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768,
            "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
            "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            "act_fn": "silu", "dual_cross_attention": false, "mid_block_scale_factor": 1, "sample_size": 64})"));
        QCOMPARE(unet->levels.size(), std::size_t(4));
        QCOMPARE(unet->levels[3].channels, 1280);
        QVERIFY(unet->levels[2].hasAttentionUp && !unet->levels[3].hasAttentionDown && !unet->levels[3].hasAttentionUp);
        QCOMPARE(unet->levels[0].heads, 8);
        QCOMPARE(unet->timeEmbedDim, 1280);
        QCOMPARE(unet->midBlock, MidBlock::Attention);
        QCOMPARE(UNetConfig::fromJson({{"mid_block_type", nullptr}})->midBlock, MidBlock::None);
        QCOMPARE(UNetConfig::fromJson({{"mid_block_type", "UNetMidBlock2D"}})->midBlock, MidBlock::Residual);
    }

    void refusesByName_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("named");
        QTest::addColumn<int>("code");
        const int unsupported = int(ErrorCode::Unsupported);
        const int corrupt = int(ErrorCode::Corrupt);
        const auto row = [](const char* part, const char* config, const char* named, int code) {
            QTest::addRow("%s %s", part, config)
                << QString::fromLatin1(part) << QByteArray(config) << QByteArray(named) << code;
        };
        row("unet", R"({"act_fn": "gelu"})", "act_fn", unsupported);
        row("unet", R"({"mid_block_type": "UNetMidBlock2DSimpleCrossAttn"})", "mid_block_type", unsupported);
        row("unet", R"({"time_embedding_type": "fourier"})", "time_embedding_type", unsupported);
        row("unet", R"({"resnet_time_scale_shift": "scale_shift"})", "resnet_time_scale_shift", unsupported);
        row("unet", R"({"only_cross_attention": [true, false, false, false]})", "only_cross_attention", unsupported);
        row("unet", R"({"dual_cross_attention": true})", "dual_cross_attention", unsupported);
        row("unet", R"({"mid_block_scale_factor": 1.5})", "mid_block_scale_factor", unsupported);
        row("unet", R"({"encoder_hid_dim": 4096})", "encoder_hid_dim", unsupported);
        row("unet", R"({"time_cond_proj_dim": "256"})", "time_cond_proj_dim", corrupt);
        row("unet", R"({"transformer_layers_per_block": [1, [1, 1, 1], 1, 1]})", "transformer_layers_per_block",
            corrupt);
        row("unet", R"({"transformer_layers_per_block": [1, [1, 1], 1, 1]})", "transformer_layers_per_block", corrupt);
        row("unet", R"({"reverse_transformer_layers_per_block": [[1], 1, 1, 1]})",
            "reverse_transformer_layers_per_block", corrupt);
        row("unet", R"({"transformer_layers_per_block": [1, 65, 1, 1]})", "transformer_layers_per_block", corrupt);
        row("unet", R"({"num_attention_heads": 8})", "num_attention_heads", unsupported);
        row("unet", R"({"down_block_types": ["A", "A", "A", "DownBlock2D"]})", "down_block_types", unsupported);
        row("unet", R"({"block_out_channels": []})", "block_out_channels", corrupt);
        row("unet", R"({"block_out_channels": [1, 2, 3, 4, 5, 6, 7, 8, 9]})", "block_out_channels", corrupt);
        row("unet", R"({"block_out_channels": [320, "640", 1280, 1280]})", "block_out_channels", corrupt);
        row("unet", R"({"block_out_channels": [320, 640, 1280, 1e300]})", "block_out_channels", corrupt);
        row("unet", R"({"layers_per_block": 0})", "layers_per_block", corrupt);
        row("unet", R"({"layers_per_block": [2, 2]})", "layers_per_block", corrupt);
        row("unet", R"({"attention_head_dim": 400})", "400 heads for 320 channels", corrupt);
        row("unet", R"({"cross_attention_dim": [1, 2, 3, 4]})", "widths", corrupt);
        row("unet", R"({"norm_num_groups": 33})", "33 groups", corrupt);
        row("unet", R"({"norm_num_groups": 0})", "norm_num_groups", corrupt);
        row("unet", R"({"norm_eps": "small"})", "norm_eps", corrupt);
        row("unet", R"({"flip_sin_to_cos": 3})", "flip_sin_to_cos", corrupt);
        row("unet", R"({"downsample_padding": 2})", "downsample_padding", corrupt);
        row("unet", R"({"in_channels": -4})", "in_channels", corrupt);
        row("vae", R"({"act_fn": "relu"})", "act_fn", unsupported);
        row("vae", R"({"latents_mean": [0.1]})", "latents_mean", unsupported);
        row("vae", R"({"down_block_types": ["AttnDownEncoderBlock2D"]})", "down_block_types", unsupported);
        row("vae", R"({"out_channels": 4})", "out_channels", corrupt);
        row("vae", R"({"scaling_factor": 0})", "scaling_factor", corrupt);
        row("vae", R"({"block_out_channels": [64, 100]})", "32 groups", corrupt);
        row("text", R"({"hidden_act": "relu"})", "hidden_act", unsupported);
        row("text", R"({"hidden_size": 30, "num_attention_heads": 4})", "4 heads for 30 channels", corrupt);
        row("text", R"({"vocab_size": 1.5})", "vocab_size", corrupt);
        row("text", R"({"num_hidden_layers": 100000})", "num_hidden_layers", corrupt);
    }
    void refusesByName()
    {
        QFETCH(QString, part);
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, named);
        QFETCH(int, code);
        const auto result = read(part, nlohmann::json::parse(config.toStdString()));
        QVERIFY(!result);
        QCOMPARE(int(result.error().code), code);
        QVERIFY2(result.error().detail.contains(QString::fromLatin1(named)), qPrintable(result.error().detail));
    }

    void choosesDevices()
    {
        const auto cpu = resolveDevice(QStringLiteral("cpu"), request::DType::Auto);
        QCOMPARE(cpu->deviceName(), QStringLiteral("cpu"));
        QCOMPARE(cpu->typeName(), QStringLiteral("fp32"));
        QCOMPARE(resolveDevice(QStringLiteral("cpu"), request::DType::Bf16)->typeName(), QStringLiteral("bf16"));
        QVERIFY(resolveDevice(QStringLiteral("auto"), request::DType::Auto).has_value());
        for (const char* name : {"gpu", "cuda:", "cuda:-1", "cuda:999", "CPU", "cpu:0"})
            QCOMPARE(resolveDevice(QString::fromLatin1(name), request::DType::Auto).error().code,
                ErrorCode::InvalidArgument);
        if (!countCudaDevices())
            QCOMPARE(resolveDevice(QStringLiteral("cuda"), request::DType::Auto).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TstModelConfigs)
#include "tst_model_configs.moc"
