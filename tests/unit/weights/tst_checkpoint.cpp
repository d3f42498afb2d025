#include "core/weights/checkpoint.h"
#include "core/weights/model_folder.h"
#include "core/weights/model_summary.h"
#include "tests/support/safetensors_bytes.h"
#include "tests/support/tensor_names.h"

#include <QTemporaryDir>
#include <QtTest>

#include <array>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

namespace {

const QByteArray kUNet = "model.diffusion_model.";
const QByteArray kClip = "cond_stage_model.transformer.text_model.";

/// A checkpoint of few tensors: enough for its kind, its parts and its configs to be seen.
SafetensorsBuilder smallCheckpoint(qint64 inputs = 4)
{
    SafetensorsBuilder file;
    file.addF32(kUNet + "input_blocks.0.0.weight", {32, inputs, 3, 3})
        .addF32(kUNet + "input_blocks.1.0.in_layers.2.weight", {32, 32, 3, 3})
        .addF32(kUNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", {32, 48})
        .addF32(kUNet + "out.2.weight", {4, 32, 3, 3})
        .addF32(kClip + "embeddings.token_embedding.weight", {10, 48})
        .addF32("first_stage_model.encoder.down.0.block.0.conv1.weight", {32, 32, 3, 3})
        .addF32("first_stage_model.decoder.conv_in.weight", {32, 4, 3, 3});
    return file;
}

/// A checkpoint of Stable Diffusion 2.
SafetensorsBuilder openClipCheckpoint()
{
    SafetensorsBuilder file;
    file.addF32(kUNet + "input_blocks.0.0.weight", {32, 4, 3, 3})
        .addF32(kUNet + "out.2.weight", {4, 32, 3, 3})
        .addF32("cond_stage_model.model.token_embedding.weight", {10, 64});
    return file;
}

}  // namespace

/// Which parts and configs are seen in a single file, and what is said about it.
class TstCheckpoint final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void readsATransposedTensor()
    {
        const float lies[] = {1, 2, 3, 4, 5, 6};
        const QByteArray bytes(reinterpret_cast<const char*>(lies), sizeof lies);
        SafetensorsBuilder file;
        file.addF32(kUNet + "input_blocks.0.0.weight", {1})
            .addF32("conditioner.embedders.0.transformer.text_model.final_layer_norm.bias", {1})
            .add("conditioner.embedders.1.model.text_projection", "F32", "[3,2]", bytes);
        write(file.build());
        const auto set = openCheckpointPart(path(), ModelPart::TextEncoder2);
        QVERIFY2(set, set ? "" : qPrintable(sentence(set.error())));
        const TensorInfo* tensor = set->find("text_projection.weight");
        QCOMPARE(tensor->shape, (std::vector<std::int64_t>{2, 3}));
        std::array<float, 6> values{};
        QVERIFY(set->read(*tensor, std::as_writable_bytes(std::span(values))));
        QCOMPARE(values, (std::array<float, 6>{1, 3, 5, 2, 4, 6}));
    }

    void findsPartsAndPassesOverTheRest_data()
    {
        QTest::addColumn<QByteArray>("wrapper");
        QTest::newRow("plain") << QByteArray();
        QTest::newRow("state_dict") << QByteArray("state_dict.");
        QTest::newRow("twice wrapped") << QByteArray("module.state_dict.");
    }

    void findsPartsAndPassesOverTheRest()
    {
        QFETCH(const QByteArray, wrapper);
        SafetensorsBuilder file;
        for (const char* name : {"model.diffusion_model.input_blocks.0.0.weight", "first_stage_model.quant_conv.weight",
                 "cond_stage_model.transformer.text_model.final_layer_norm.bias", "betas", "alphas_cumprod", "logvar",
                 "global_step", "optimizer_states.0", "model_ema.decay", "first_stage_model.loss.logvar",
                 "first_stage_model.model_ema.decay", "cond_stage_model.transformer.vision_model.x",
                 "cond_stage_model.logit_scale", "cond_stage_model.transformer.text_model.embeddings.position_ids"})
            file.addF32(wrapper + name, {1});
        write(file.build());
        const auto checkpoint = readCheckpoint(*TensorFile::open(path()));
        QVERIFY2(checkpoint, checkpoint ? "" : qPrintable(sentence(checkpoint.error())));
        QCOMPARE(checkpoint->family, QStringLiteral("sd1"));
        QVERIFY(checkpoint->hasEmaCopies);
        QCOMPARE(namesOf(checkpoint->unet), QStringLiteral("conv_in.weight"));
        QCOMPARE(namesOf(checkpoint->vae), QStringLiteral("quant_conv.weight"));
        QCOMPARE(openCheckpointPart(path(), ModelPart::TextEncoder)->tensors().size(), std::size_t{1});
    }

    void takesTextEncodersWithoutTheirWrapper()
    {
        SafetensorsBuilder file;
        file.addF32(kUNet + "input_blocks.0.0.weight", {1})
            .addF32("cond_stage_model.transformer.final_layer_norm.bias", {1});
        write(file.build());
        const auto set = openCheckpointPart(path(), ModelPart::TextEncoder);
        QVERIFY(set && set->find("text_model.final_layer_norm.bias") != nullptr);
    }

    void refusesATensorInAndOutOfAWrapper()
    {
        write(smallCheckpoint().addF32("state_dict." + kUNet + "out.2.weight", {4}).build());
        const auto set = openCheckpointPart(path(), ModelPart::UNet);
        QCOMPARE(set.error().code, ErrorCode::Corrupt);
        QVERIFY(set.error().detail.contains(QStringLiteral("\"conv_out.weight\" under two names")));
    }

    void readsConfigsFromShapes()
    {
        write(smallCheckpoint().build());
        const auto model = ModelFolder::open(path());
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QCOMPARE(model->name, QStringLiteral("small"));
        QCOMPARE(model->family, QStringLiteral("sd1"));
        QCOMPARE(model->unetConfig.at("block_out_channels"), nlohmann::json::array({32}));
        QCOMPARE(model->unetConfig.at("cross_attention_dim"), 48);
        QCOMPARE(model->unetConfig.at("down_block_types"), nlohmann::json::array({"CrossAttnDownBlock2D"}));
        QCOMPARE(model->textEncoderConfig.at("vocab_size"), 10);
        QCOMPARE(model->textEncoderConfig.at("hidden_act"), "quick_gelu");
        QCOMPARE(model->vaeConfig.at("block_out_channels"), nlohmann::json::array({32}));
        QCOMPARE(model->vaeConfig.at("scaling_factor"), 0.18215);
        QCOMPARE(model->schedulerConfig.at("_class_name"), "PNDMScheduler");
        QVERIFY(!model->zerosForBlankNegative);
    }

    void usesTheTokenizerBesideItOrNone()
    {
        write(smallCheckpoint().build());
        QVERIFY(ModelFolder::open(path())->tokenizers().front().folder.isEmpty());
        QVERIFY(!ModelFolder::open(path())->tokenizers().front().padsWithZero);
        const QDir folder(m_folder->path());
        QVERIFY(folder.mkpath("tokenizer"));
        QVERIFY(writeFile(folder.filePath("tokenizer/vocab.json"), "{}"));
        QVERIFY(ModelFolder::open(path())->tokenizers().front().folder.isEmpty());
        QVERIFY(writeFile(folder.filePath("tokenizer/merges.txt"), ""));
        QCOMPARE(ModelFolder::open(path())->tokenizers().front().folder, folder.filePath("tokenizer"));
        write(openClipCheckpoint().build());
        QVERIFY(ModelFolder::open(path())->tokenizers().front().padsWithZero);
    }

    void refusesOtherInputsByName_data()
    {
        QTest::addColumn<int>("inputs");
        QTest::addColumn<QString>("says");
        QTest::newRow("inpainting") << 9 << "is an inpainting model,";
        QTest::newRow("InstructPix2Pix") << 8 << "is an InstructPix2Pix model,";
        QTest::newRow("depth") << 5 << "is a depth-to-image model,";
        QTest::newRow("upscaling") << 7 << "takes other inputs than latents,";
    }

    void refusesOtherInputsByName()
    {
        QFETCH(const int, inputs);
        QFETCH(const QString, says);
        write(smallCheckpoint(inputs).build());
        const auto model = ModelFolder::open(path());
        QCOMPARE(model.error().code, ErrorCode::Unsupported);
        QVERIFY2(sentence(model.error()).contains(says), qPrintable(sentence(model.error())));
    }

    void tellsARefinerFromStableDiffusion2InTheLaterLayout()
    {
        SafetensorsBuilder file;
        file.addF32(kUNet + "input_blocks.0.0.weight", {32, 4, 3, 3})
            .addF32(kUNet + "out.2.weight", {4, 32, 3, 3})
            .addF32("conditioner.embedders.0.model.token_embedding.weight", {10, 64});
        write(file.build());
        const auto model = ModelFolder::open(path());
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QCOMPARE(model->family, QStringLiteral("sd2"));
        write(file.addF32(kUNet + "label_emb.0.0.weight", {4}).build());
        QVERIFY(sentence(ModelFolder::open(path()).error()).contains("is a Stable Diffusion XL refiner, which"));
    }

    void saysWhichTextEncoderIsMissing()
    {
        SafetensorsBuilder file;
        write(file.addF32(kUNet + "input_blocks.0.0.weight", {1})
                  .addF32("conditioner.embedders.0.transformer.text_model.final_layer_norm.bias", {1})
                  .build());
        QVERIFY(ModelFolder::open(path()).error().detail.contains("a checkpoint without a second text encoder in it"));
    }

    void guessesWhatStableDiffusion2Predicts_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("mark");
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<QString>("prediction");
        QTest::addColumn<int>("side");
        const auto row = [](const char* name, const char* mark, const char* metadata, const char* prediction,
                             int side) {
            QTest::addRow("%s %s %s", name, mark, metadata)
                << QString(name) << QByteArray(mark) << QByteArray(metadata) << QString(prediction) << side;
        };
        row("anything", "", "", "v_prediction", 768);
        row("v2-1_768-ema-pruned", "", "", "v_prediction", 768);
        row("v2-1_512-ema-pruned", "", "", "epsilon", 512);
        row("512-base-ema", "", "", "epsilon", 512);
        row("sd_turbo", "", "", "epsilon", 512);
        row("sd_turbo", "v_pred", "", "v_prediction", 768);
        row("768-v-ema", "", R"("modelspec.prediction_type":"epsilon")", "epsilon", 512);
        row("512-base", "", R"("modelspec.predict_key":"v")", "v_prediction", 768);
    }

    void guessesWhatStableDiffusion2Predicts()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, mark);
        QFETCH(const QByteArray, metadata);
        QFETCH(const int, side);
        SafetensorsBuilder file = openClipCheckpoint();
        if (!mark.isEmpty())
            file.addF32(mark, {1});
        QByteArray bytes = file.build();
        if (!metadata.isEmpty()) {
            const qsizetype header = qFromLittleEndian<quint64>(bytes.constData());
            bytes =
                safetensors("{\"__metadata__\":{" + metadata + "}," + bytes.mid(9, header - 1), bytes.mid(8 + header));
        }
        QVERIFY(writeFile(m_folder->filePath(name + ".safetensors"), bytes));
        const auto model = ModelFolder::open(m_folder->filePath(name + ".safetensors"));
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QTEST(QString::fromStdString(model->schedulerConfig.at("prediction_type")), "prediction");
        QCOMPARE(model->nativeWidth(), side);
        QVERIFY(!model->predictionBecause.isEmpty());
        QVERIFY(writeFile(m_folder->filePath(name + ".reverie.json"), R"({"prediction_type": "epsilon"})"));
        QCOMPARE(ModelFolder::open(model->path)->nativeWidth(), 512);
        QVERIFY(writeFile(m_folder->filePath(name + ".reverie.json"), R"({"prediction_type": "x"})"));
        QCOMPARE(ModelFolder::open(model->path).error().code, ErrorCode::Corrupt);
    }

    void obeysTheMarksOfZeroTerminalSnr()
    {
        SafetensorsBuilder file;
        for (const char* name : {"v_pred", "ztsnr", "model.diffusion_model.input_blocks.0.0.weight",
                 "conditioner.embedders.0.transformer.text_model.final_layer_norm.bias",
                 "conditioner.embedders.1.model.ln_final.bias"})
            file.addF32(name, {1});
        write(file.build());
        const auto model = ModelFolder::open(path());
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QCOMPARE(model->family, QStringLiteral("sdxl"));
        QCOMPARE(model->schedulerConfig.at("prediction_type"), "v_prediction");
        QCOMPARE(model->schedulerConfig.at("rescale_betas_zero_snr"), true);
        QCOMPARE(model->schedulerConfig.at("timestep_spacing"), "trailing");
        QVERIFY(model->zerosForBlankNegative);
        QCOMPARE(model->tokenizers().size(), std::size_t{2});
        QVERIFY(model->tokenizers().back().padsWithZero);
    }

    void describesACheckpoint()
    {
        const QByteArray bytes = smallCheckpoint().addF32("model_ema.decay", {1}).build();
        write(bytes);
        const auto summary = describeModel(path());
        QVERIFY2(summary, summary ? "" : qPrintable(sentence(summary.error())));
        QCOMPARE(summary->kind, QStringLiteral("Stable Diffusion 1.x checkpoint"));
        QCOMPARE(summary->fileBytes, static_cast<std::uint64_t>(bytes.size()));
        QVERIFY(summary->hasEmaCopies);
        QCOMPARE(summary->components.size(), std::size_t{3});
        QCOMPARE(summary->components[0].files, QStringList{path()});
        QCOMPARE(summary->predictionType, QStringLiteral("epsilon"));
        SafetensorsBuilder bare;
        write(bare.addF32(kUNet + "input_blocks.0.0.weight", {1}).addF32(kClip + "final_layer_norm.bias", {1}).build());
        QCOMPARE(describeModel(path())->components.size(), std::size_t{2});
    }

    void refusesABrokenCheckpoint_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QByteArray whole = smallCheckpoint().build();
        QTest::newRow("cut short") << whole.chopped(1) << "is damaged: it is cut short";
        QTest::newRow("cut within the header") << whole.left(100) << "is damaged: it is cut short within its header";
        QTest::newRow("web page") << QByteArray("<!doctype html><title>Log in</title>") << "is a web page, not a model";
        QTest::newRow("pickle") << QByteArray::fromHex("80028a0a") << "is an old PyTorch checkpoint";
        QTest::newRow("Git LFS pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\n")
                                         << "is a Git LFS pointer";
        QTest::newRow("empty") << QByteArray() << "is empty";
    }

    void refusesABrokenCheckpoint()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, says);
        write(content);
        for (const QString& error :
            {sentence(ModelFolder::open(path()).error()), sentence(openVaeFile(path()).error())})
            QVERIFY2(error.contains(says), qPrintable(error));
    }

    void survivesEveryFlippedByteOfItsHeader()
    {
        const QByteArray whole = smallCheckpoint().build();
        const qsizetype header = whole.indexOf("}}") + 2;
        for (qsizetype i = 8; i < header; ++i) {
            QByteArray flipped = whole;
            flipped[i] = static_cast<char>(flipped[i] ^ 1);
            write(flipped);
            const auto model = ModelFolder::open(path());
            QVERIFY(model || !model.error().detail.isEmpty());
        }
    }

    void takesTheVaeOfAnyFileThatHasOne_data()
    {
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QString>("says");
        QTest::newRow("LoRA") << QByteArray("lora_te.lora_up.weight") << "is a LoRA, not a whole model; name the file";
        QTest::newRow("UNet") << QByteArray("input_blocks.0.0.weight") << "is the UNet of a model";
        QTest::newRow("checkpoint without one")
            << QByteArray("model.diffusion_model.input_blocks.0.0.weight") << "is a checkpoint without a VAE in it";
        QTest::newRow("original names") << QByteArray("decoder.up.0.block.0.conv1.bias") << "";
        QTest::newRow("diffusers names") << QByteArray("decoder.up_blocks.0.resnets.0.conv1.bias") << "";
        QTest::newRow("in a checkpoint") << QByteArray("first_stage_model.decoder.up.0.block.0.conv1.bias") << "";
    }

    void takesTheVaeOfAnyFileThatHasOne()
    {
        QFETCH(const QByteArray, tensor);
        QFETCH(const QString, says);
        write(SafetensorsBuilder().addF32(tensor, {1}).build());
        const auto set = openVaeFile(path());
        if (says.isEmpty()) {
            QVERIFY2(set, set ? "" : qPrintable(sentence(set.error())));
            QCOMPARE(namesOf(set->tensors()), QStringLiteral("decoder.up_blocks.0.resnets.0.conv1.bias"));
            return;
        }
        QCOMPARE(set.error().code, ErrorCode::Unsupported);
        QVERIFY2(sentence(set.error()).contains(says), qPrintable(sentence(set.error())));
    }

    void namesTheCheckpointInAFolder()
    {
        write(smallCheckpoint().build());
        const auto model = ModelFolder::open(m_folder->path());
        QCOMPARE(model.error().code, ErrorCode::NotFound);
        QVERIFY(sentence(model.error()).contains(QStringLiteral("is not itself a model; name ") + path()));
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("small.safetensors")); }
    void write(const QByteArray& bytes) const { QVERIFY(writeFile(path(), bytes)); }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstCheckpoint)
#include "tst_checkpoint.moc"
