#include "core/library/model_identity.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace reverie;
using namespace reverie::library;
using namespace reverie::test;

namespace {

const QByteArray kUNet = "model.diffusion_model.";

/// A checkpoint of few tensors: enough for its kind and its parts to be seen.
SafetensorsBuilder checkpoint(qint64 inputs = 4, qint64 width = 768)
{
    SafetensorsBuilder file;
    file.addF32(kUNet + "input_blocks.0.0.weight", {32, inputs, 3, 3})
        .addF32(kUNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {32, width})
        .addF32(kUNet + "out.2.weight", {4, 32, 3, 3})
        .addF32("cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", {10, width})
        .addF32("first_stage_model.encoder.down.0.block.0.conv1.weight", {32, 32, 3, 3})
        .addF32("first_stage_model.decoder.conv_in.weight", {32, 4, 3, 3});
    return file;
}

}  // namespace

/// What a file or folder is, is told by what is in it; what cannot be used says why and never brings anything down.
class TstModelIdentity final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void knowsACheckpoint()
    {
        const QByteArray bytes = checkpoint().addF32("model_ema.decay", {1}).build();
        const ModelIdentity identity = ofFile(bytes);
        QVERIFY2(identity.isModel(), qPrintable(identity.whyNot));
        QCOMPARE(identity.family, "sd1");
        QCOMPARE(identity.familyBecause, "its cross-attention is 768 wide");
        QCOMPARE(identity.what, "Stable Diffusion 1.x checkpoint");
        QCOMPARE(identity.predictionType, "epsilon");
        QCOMPARE(identity.predictionBecause, "as most models of its family");
        QCOMPARE(identity.dtypes, std::vector{weights::DType::F32});
        QCOMPARE(identity.bytes, static_cast<std::uint64_t>(bytes.size()));
        QCOMPARE(identity.parameters, 32u * 4 * 9 + 32 * 768 + 4 * 32 * 9 + 10 * 768 + 32 * 32 * 9 + 32 * 4 * 9 + 1);
        QVERIFY(identity.hasEmaCopies && identity.bringsVae);
    }

    void knowsADiffusersFolder()
    {
        QVERIFY(writeTinyModel(m_folder->path()));
        const ModelIdentity identity = identify(m_folder->path());
        QVERIFY2(identity.isModel(), qPrintable(identity.whyNot));
        QCOMPARE(identity.what, "Stable Diffusion 1.x model in a folder");
        QCOMPARE(identity.bytes, 4u * (32 + 10 + 8));
        QCOMPARE(identity.nativeWidth, 512);
    }

    void tellsWhatIsNoWholeModel_data()
    {
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const QByteArray& tensor, const QList<qint64>& shape, const char* kind,
                             const char* what) {
            QTest::newRow(name) << tensor << shape << QString(kind) << QString(what);
        };
        row("LoRA by kohya", "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight",
            {16, 2048}, "lora", "LoRA for Stable Diffusion XL");
        row("LoRA by diffusers", "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_v.lora_A.weight",
            {4, 768}, "lora", "LoRA for Stable Diffusion 1.x");
        row("LoHa", "lora_unet_down_blocks_0_attn2_to_k.hada_w1_b", {8, 1024}, "lora", "LoRA for Stable Diffusion 2.x");
        row("LoRA of the text encoder", "lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", {8, 768},
            "lora", "LoRA");
        row("VAE", "decoder.up_blocks.0.resnets.0.conv1.weight", {8, 8, 3, 3}, "vae", "VAE");
        row("embedding by A1111", "emb_params", {3, 768}, "embedding", "embedding for Stable Diffusion 1.x");
        row("embedding for XL", "clip_g", {3, 1280}, "embedding", "embedding for Stable Diffusion XL");
        row("embedding by diffusers", "<cat-toy>", {1024}, "embedding", "embedding for Stable Diffusion 2.x");
        row("embedding inside a pickle's table", "string_to_param.*", {2, 768}, "embedding",
            "embedding for Stable Diffusion 1.x");
        row("ControlNet", "control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {320, 768},
            "controlnet", "ControlNet for Stable Diffusion 1.x");
        row("ControlNet by diffusers", "controlnet_cond_embedding.conv_in.weight", {16, 3, 3, 3}, "controlnet",
            "ControlNet");
        row("old ESRGAN", "model.1.sub.0.RDB1.conv1.0.weight", {32, 64, 3, 3}, "upscaler", "upscaler");
        row("Real-ESRGAN", "body.0.rdb1.conv1.weight", {32, 64, 3, 3}, "upscaler", "upscaler");
        row("SwinIR", "layers.0.residual_group.blocks.0.norm1.weight", {180}, "upscaler", "upscaler");
        row("text encoder", "text_model.final_layer_norm.weight", {768}, "text-encoder", "text encoder");
        row("T5", "encoder.block.0.layer.0.SelfAttention.q.weight", {64, 64}, "text-encoder", "text encoder");
        row("UNet alone", "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight", {320, 2048}, "unet",
            "UNet alone for Stable Diffusion XL");
        row("Stable Diffusion 3", "model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight", {8, 8}, "other-model",
            "model of another architecture");
        row("FLUX", "double_blocks.0.img_attn.qkv.weight", {8, 8}, "other-model", "model of another architecture");
        row("IP-Adapter", "ip_adapter.1.to_k_ip.weight", {320, 768}, "adapter", "adapter");
        row("what nobody knows", "something.weight", {7, 7}, "unknown", "file of weights");
    }

    void tellsWhatIsNoWholeModel()
    {
        QFETCH(QByteArray, tensor);
        QFETCH(QList<qint64>, shape);
        const ModelIdentity identity =
            ofFile(SafetensorsBuilder().addF32(tensor, std::vector(shape.begin(), shape.end())).build());
        QTEST(kindWord(identity.kind), "kind");
        QTEST(identity.what, "what");
        QCOMPARE(kindOfWord(kindWord(identity.kind)), identity.kind);
        QCOMPARE(identity.isUsable(), identity.kind == ModelKind::Vae);
        QVERIFY2(identity.isUsable() || identity.whyNot.endsWith('.'), qPrintable(identity.whyNot));
        QVERIFY(!identity.isModel());
    }

    void saysInPlainWordsWhyNot()
    {
        QCOMPARE(ofFile(SafetensorsBuilder().addF32("lora_te.lora_up.weight", {1}).build()).whyNot,
            "It is a LoRA. Reverie does not use LoRAs.");
        QCOMPARE(ofFile(SafetensorsBuilder().addF32("double_blocks.0.a", {1}).build()).whyNot,
            "It is a FLUX model. Reverie runs Stable Diffusion 1.x, 2.x and XL only.");
    }

    void tellsKindsOfCheckpointsByTheirInputs()
    {
        QCOMPARE(ofFile(checkpoint(9).build()).kind, ModelKind::Inpainting);
        const ModelIdentity pix2pix = ofFile(checkpoint(8).build());
        QCOMPARE(pix2pix.kind, ModelKind::InstructPix2Pix);
        QCOMPARE(pix2pix.family, "sd1");
        QVERIFY(!pix2pix.isUsable());
        SafetensorsBuilder refiner;
        refiner.addF32(kUNet + "input_blocks.0.0.weight", {32, 4, 3, 3})
            .addF32(kUNet + "label_emb.0.0.weight", {4})
            .addF32("conditioner.embedders.0.model.token_embedding.weight", {10, 64});
        QCOMPARE(ofFile(refiner.build()).kind, ModelKind::Refiner);
    }

    void aVaeOfOtherModelsIsOfNoUse()
    {
        SafetensorsBuilder vae;
        vae.addF32("decoder.conv_in.weight", {8, 16, 3, 3}).addF32("decoder.up.0.block.0.conv1.bias", {1});
        const ModelIdentity identity = ofFile(vae.build());
        QCOMPARE(identity.kind, ModelKind::Vae);
        QVERIFY(identity.whyNot.contains("16 channels"));
    }

    void knowsPartsInFoldersOfTheirOwn_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("isUsable");
        QTest::newRow("VAE") << QByteArray(R"({"_class_name": "AutoencoderKL", "latent_channels": 4})") << "vae"
                             << true;
        QTest::newRow("VAE of FLUX") << QByteArray(R"({"_class_name": "AutoencoderKL", "latent_channels": 16})")
                                     << "vae" << false;
        QTest::newRow("tiny VAE") << QByteArray(R"({"_class_name": "AutoencoderTiny"})") << "vae" << false;
        QTest::newRow("ControlNet") << QByteArray(R"({"_class_name": "ControlNetModel"})") << "controlnet" << false;
        QTest::newRow("another") << QByteArray(R"({"_class_name": "Something"})") << "unknown" << false;
        QTest::newRow("no JSON") << QByteArray("<html>") << "unknown" << false;
    }

    void knowsPartsInFoldersOfTheirOwn()
    {
        QFETCH(QByteArray, config);
        QVERIFY(writeFile(m_folder->filePath("config.json"), config) &&
            writeFile(m_folder->filePath("diffusion_pytorch_model.safetensors"),
                SafetensorsBuilder().addF32("quant_conv.bias", {8}).build()));
        const ModelIdentity identity = identify(m_folder->path());
        QTEST(kindWord(identity.kind), "kind");
        QTEST(identity.isUsable(), "isUsable");
    }

    void aFolderThatReverieCannotRunIsNamedByItsPipeline()
    {
        QVERIFY(writeTinyModel(m_folder->path()) &&
            writeFile(m_folder->filePath("model_index.json"), R"({"_class_name": "StableDiffusionInpaintPipeline"})"));
        const ModelIdentity identity = identify(m_folder->path());
        QCOMPARE(identity.kind, ModelKind::Inpainting);
        QVERIFY2(
            identity.whyNot.contains("is an inpainting model, which Reverie cannot run"), qPrintable(identity.whyNot));
        QVERIFY(writeFile(m_folder->filePath("model_index.json"), R"({"_class_name": "FluxPipeline"})"));
        QCOMPARE(identify(m_folder->path()).kind, ModelKind::OtherModel);
    }

    void s33_aShardIndexThatLeadsOutIsListedWithWhy()
    {
        QVERIFY(writeTinyModel(m_folder->path()));
        QVERIFY(QFile::remove(m_folder->filePath("unet/diffusion_pytorch_model.safetensors")));
        QVERIFY(writeFile(m_folder->filePath("unet/diffusion_pytorch_model.safetensors.index.json"),
            R"({"weight_map": {"conv_in.bias": "../../other.safetensors"}})"));
        const ModelIdentity identity = identify(m_folder->path());
        QCOMPARE(identity.kind, ModelKind::Model);
        QVERIFY2(identity.whyNot.contains("index.json"), qPrintable(identity.whyNot));
    }

    void s34_aFileThatShrankIsListedWithWhy()
    {
        const QByteArray whole = checkpoint().build();
        const ModelIdentity identity = ofFile(whole.chopped(whole.size() / 2));
        QCOMPARE(identity.kind, ModelKind::Unknown);
        QVERIFY2(identity.whyNot.contains("is damaged"), qPrintable(identity.whyNot));
    }

    void s35_aPointerFileIsListedAsOne()
    {
        const ModelIdentity identity = ofFile("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        QVERIFY2(identity.whyNot.contains("is a Git LFS pointer, not the model itself"), qPrintable(identity.whyNot));
    }

    void s36_pipesDevicesAndUnreadableFilesAreListedWithoutWaiting()
    {
        const QString pipe = m_folder->filePath("pipe.safetensors");
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QVERIFY(identify(pipe).whyNot.contains("is a pipe or a device"));
        QVERIFY(identify("/dev/zero").whyNot.contains("is a pipe or a device"));
        QVERIFY(!identify(m_folder->filePath("gone.safetensors")).isUsable());
        QVERIFY(!identify(m_folder->path()).isUsable());
        const QString loop = m_folder->filePath("loop.safetensors");
        QVERIFY(QFile::link(loop, loop));
        QVERIFY(!identify(loop).isUsable());
    }

    void aPickleIsNamedAsOne()
    {
        const ModelIdentity identity = ofFile(QByteArray::fromHex("80028a0a"));
        QCOMPARE(identity.what, "PyTorch checkpoint");
        QVERIFY(!identity.isUsable());
    }

private:
    ModelIdentity ofFile(const QByteArray& bytes)
    {
        const QString path = m_folder->filePath("file.safetensors");
        return writeFile(path, bytes) ? identify(path) : ModelIdentity();
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstModelIdentity)
#include "tst_model_identity.moc"
