#include "core/weights/original_names.h"
#include "tests/support/tensor_names.h"

#include <QtTest>

using namespace reverie::test;
using namespace reverie::weights;

namespace {

std::vector<TensorInfo> named(std::initializer_list<const char*> names)
{
    std::vector<TensorInfo> tensors;
    for (const char* name : names)
        tensors.push_back({name, DType::F32, {6, 4}, 1000, 96});
    return tensors;
}

}  // namespace

/// Which names the tensors of the original layout get.
class TstOriginalNames final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void renamesTheUNet_data()
    {
        QTest::addColumn<QByteArray>("original");
        QTest::addColumn<QByteArray>("diffusers");
        const auto row = [](const char* original, const char* diffusers) {
            QTest::newRow(original) << QByteArray(original) << QByteArray(diffusers);
        };
        row("time_embed.0.weight", "time_embedding.linear_1.weight");
        row("time_embed.2.bias", "time_embedding.linear_2.bias");
        row("label_emb.0.0.weight", "add_embedding.linear_1.weight");
        row("label_emb.0.2.weight", "add_embedding.linear_2.weight");
        row("input_blocks.0.0.bias", "conv_in.bias");
        row("input_blocks.1.0.in_layers.0.weight", "down_blocks.0.resnets.0.norm1.weight");
        row("input_blocks.2.0.in_layers.2.weight", "down_blocks.0.resnets.1.conv1.weight");
        row("input_blocks.4.0.skip_connection.weight", "down_blocks.1.resnets.0.conv_shortcut.weight");
        row("input_blocks.11.0.emb_layers.1.bias", "down_blocks.3.resnets.1.time_emb_proj.bias");
        row("input_blocks.5.1.transformer_blocks.9.attn1.to_out.0.weight",
            "down_blocks.1.attentions.1.transformer_blocks.9.attn1.to_out.0.weight");
        row("input_blocks.9.0.op.weight", "down_blocks.2.downsamplers.0.conv.weight");
        row("middle_block.0.out_layers.3.weight", "mid_block.resnets.0.conv2.weight");
        row("middle_block.1.proj_in.weight", "mid_block.attentions.0.proj_in.weight");
        row("middle_block.2.out_layers.0.bias", "mid_block.resnets.1.norm2.bias");
        row("output_blocks.0.0.in_layers.0.bias", "up_blocks.0.resnets.0.norm1.bias");
        row("output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight");
        row("output_blocks.5.2.conv.bias", "up_blocks.1.upsamplers.0.conv.bias");
        row("output_blocks.11.1.norm.weight", "up_blocks.3.attentions.2.norm.weight");
        row("out.0.weight", "conv_norm_out.weight");
        row("out.2.bias", "conv_out.bias");
        row("something.else", "something.else");
        row("input_blocks.99999999999.0.op.weight", "input_blocks.99999999999.0.op.weight");
    }

    void renamesTheUNet()
    {
        QFETCH(const QByteArray, original);
        QFETCH(const QByteArray, diffusers);
        auto tensors =
            named({"input_blocks.3.0.op.weight", "input_blocks.6.0.op.weight", "input_blocks.9.0.op.weight"});
        tensors.push_back({original.toStdString(), DType::F32, {1}, 0, 4});
        QCOMPARE(unetFromOriginal(tensors).back().name, diffusers.toStdString());
    }

    void findsTheLevelsWhenABlockIsMissing()
    {
        const auto renamed = unetFromOriginal(
            named({"input_blocks.6.0.op.weight", "input_blocks.9.0.op.weight", "input_blocks.4.0.in_layers.0.weight"}));
        QCOMPARE(renamed.back().name, "down_blocks.1.resnets.0.norm1.weight");
    }

    void renamesTheVae_data()
    {
        QTest::addColumn<QByteArray>("original");
        QTest::addColumn<QByteArray>("diffusers");
        const auto row = [](const char* original, const char* diffusers) {
            QTest::newRow(original) << QByteArray(original) << QByteArray(diffusers);
        };
        row("encoder.conv_in.weight", "encoder.conv_in.weight");
        row("encoder.down.2.block.1.nin_shortcut.weight", "encoder.down_blocks.2.resnets.1.conv_shortcut.weight");
        row("encoder.down.0.downsample.conv.bias", "encoder.down_blocks.0.downsamplers.0.conv.bias");
        row("encoder.mid.block_2.conv1.weight", "encoder.mid_block.resnets.1.conv1.weight");
        row("encoder.norm_out.bias", "encoder.conv_norm_out.bias");
        row("decoder.mid.attn_1.norm.weight", "decoder.mid_block.attentions.0.group_norm.weight");
        row("decoder.mid.attn_1.q.weight", "decoder.mid_block.attentions.0.to_q.weight");
        row("encoder.mid.attn_1.k.bias", "encoder.mid_block.attentions.0.to_k.bias");
        row("encoder.mid.attn_1.v.bias", "encoder.mid_block.attentions.0.to_v.bias");
        row("decoder.mid.attn_1.proj_out.bias", "decoder.mid_block.attentions.0.to_out.0.bias");
        row("decoder.up.0.block.2.conv2.bias", "decoder.up_blocks.3.resnets.2.conv2.bias");
        row("decoder.up.1.upsample.conv.weight", "decoder.up_blocks.2.upsamplers.0.conv.weight");
        row("post_quant_conv.weight", "post_quant_conv.weight");
        row("decoder.up_blocks.0.resnets.0.conv1.weight", "decoder.up_blocks.0.resnets.0.conv1.weight");
    }

    void renamesTheVae()
    {
        QFETCH(const QByteArray, original);
        QFETCH(const QByteArray, diffusers);
        auto tensors = named({"decoder.up.3.block.0.conv1.weight"});
        tensors.push_back({original.toStdString(), DType::F32, {1}, 0, 4});
        QCOMPARE(vaeFromOriginal(tensors).back().name, diffusers.toStdString());
    }

    void splitsFusedProjectionsInTheOrderQueriesKeysValues()
    {
        const auto parts =
            textFromOpenClip(named({"transformer.resblocks.2.attn.in_proj_weight"}), OpenClipUse::States);
        QCOMPARE(namesOf(parts),
            QStringLiteral("text_model.encoder.layers.2.self_attn.q_proj.weight "
                           "text_model.encoder.layers.2.self_attn.k_proj.weight "
                           "text_model.encoder.layers.2.self_attn.v_proj.weight"));
        for (std::uint64_t i = 0; i < 3; ++i) {
            QCOMPARE(parts[i].shape, (std::vector<std::int64_t>{2, 4}));
            QCOMPARE(parts[i].bytes, std::uint64_t{32});
            QCOMPARE(parts[i].offset, 1000 + 32 * i);
        }
    }

    void doesNotSplitWhatHasNoThirds()
    {
        for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{4, 6}, {0, 6}, {}}) {
            auto tensors = named({"transformer.resblocks.2.attn.in_proj_weight"});
            tensors.front().shape = shape;
            QCOMPARE(textFromOpenClip(tensors, OpenClipUse::States).size(), std::size_t{1});
        }
    }

    void turnsTheProjectionOver()
    {
        const auto parts = textFromOpenClip(named({"text_projection", "logit_scale"}), OpenClipUse::Pooled);
        QCOMPARE(namesOf(parts), QStringLiteral("text_projection.weight"));
        QCOMPARE(parts.front().shape, (std::vector<std::int64_t>{4, 6}));
        QCOMPARE(parts.front().strides, (std::vector<std::int64_t>{1, 4}));
    }

    void splitsAndTurnsWhatLiesOtherwiseInTheFile()
    {
        auto tensors = named({"transformer.resblocks.2.attn.in_proj_weight", "text_projection"});
        for (TensorInfo& tensor : tensors)
            tensor.strides = {1, 6};
        const auto parts = textFromOpenClip(tensors, OpenClipUse::Pooled);
        QCOMPARE(parts.size(), std::size_t{4});
        for (std::uint64_t i = 0; i < 3; ++i) {
            QCOMPARE(parts[i].offset, 1000 + 8 * i);
            QCOMPARE(parts[i].strides, (std::vector<std::int64_t>{1, 6}));
        }
        QCOMPARE(parts[3].shape, (std::vector<std::int64_t>{4, 6}));
        QCOMPARE(parts[3].strides, (std::vector<std::int64_t>{6, 1}));
    }

    void leavesOutWhatStableDiffusion2DoesNotRead()
    {
        const auto parts =
            textFromOpenClip(named({"transformer.resblocks.22.ln_1.bias", "transformer.resblocks.23.ln_1.bias",
                                 "text_projection", "ln_final.bias"}),
                OpenClipUse::States);
        QCOMPARE(namesOf(parts),
            QStringLiteral("text_model.encoder.layers.22.layer_norm1.bias text_model.final_layer_norm.bias"));
    }
};

QTEST_GUILESS_MAIN(TstOriginalNames)
#include "tst_original_names.moc"
