#include "core/weights/model_folder.h"
#include "core/weights/model_summary.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::test;
using namespace reverie::weights;

/// What a path must be to be a model, and the sentence for each thing that it is instead.
class TstModelFolder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        QVERIFY(writeTinyModel(path()));
    }

    void readsConfigsAndFindsParts()
    {
        const auto model = ModelFolder::open(path());
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QCOMPARE(model->name, QStringLiteral("tiny"));
        QCOMPARE(model->family, QStringLiteral("sd1"));
        QVERIFY(!model->hasTwoTextEncoders());
        QCOMPARE(model->vaeFactor(), 8);
        QCOMPARE(model->latentChannels(), 4);
        QCOMPARE(model->nativeWidth(), 512);
        QCOMPARE(model->schedulerConfig.at("_class_name"), "PNDMScheduler");
        QCOMPARE(model->tokenizers().size(), std::size_t{1});
        QVERIFY(QFileInfo::exists(model->tokenizers().front().folder + "/vocab.json"));
        QVERIFY(!model->isSingleFile && model->predictionBecause.isEmpty());
        QVERIFY(model->openTextEncoder() && model->openUNet() && model->openVae());
        QVERIFY(!model->defaults.steps && !model->defaults.sampler);
    }

    void readsTheInfinityThatPythonWrites()
    {
        write("scheduler/scheduler_config.json",
            R"({"_class_name": "a -Infinity", "lambda_min_clipped": -Infinity, "solver_order": 2})");
        const auto model = ModelFolder::open(path());
        QVERIFY2(model, model ? "" : qPrintable(sentence(model.error())));
        QVERIFY(model->schedulerConfig.at("lambda_min_clipped").get<double>() < -1e300);
        QCOMPARE(model->schedulerConfig.at("_class_name"), "a -Infinity");
        QCOMPARE(model->schedulerConfig.at("solver_order"), 2);
    }

    void takesATrailingSlashAndARelativePath()
    {
        QCOMPARE(ModelFolder::open(path() + '/')->name, QStringLiteral("tiny"));
        const QString old = QDir::currentPath();
        QVERIFY(QDir::setCurrent(path()));
        QCOMPARE(ModelFolder::open(QStringLiteral("."))->name, QStringLiteral("tiny"));
        QVERIFY(QDir::setCurrent(old));
    }

    void namesAHubSnapshotAfterItsRepository()
    {
        const QString snapshot = m_folder->filePath("models--someone--red-forest/snapshots/0123abcd");
        QVERIFY(QDir().mkpath(snapshot) && writeTinyModel(snapshot));
        QCOMPARE(ModelFolder::open(snapshot)->name, QStringLiteral("red-forest"));
    }

    void readsOblongNativeSizes()
    {
        change("unet/config.json", R"("sample_size": 64)", R"("sample_size": [48, 96])");
        const auto model = ModelFolder::open(path());
        QCOMPARE(model->nativeWidth(), 768);
        QCOMPARE(model->nativeHeight(), 384);
    }

    void readsItsOwnDefaults()
    {
        write("reverie.json",
            R"({"defaults": {"steps": 4, "cfg": 1.5, "sampler": "Euler a", "schedule": "Karras", "width": 256, "height": 320}})");
        const auto model = ModelFolder::open(path());
        QCOMPARE(*model->defaults.steps, 4);
        QCOMPARE(*model->defaults.guidanceScale, 1.5);
        QCOMPARE(*model->defaults.sampler, QStringLiteral("Euler a"));
        QCOMPARE(*model->defaults.schedule, QStringLiteral("Karras"));
        QCOMPARE(model->nativeWidth(), 256);
        QCOMPARE(model->nativeHeight(), 320);
    }

    void letsItsNotesOverruleThePredictionType()
    {
        write("reverie.json", R"({"prediction_type": "v_prediction"})");
        QCOMPARE(ModelFolder::open(path())->schedulerConfig.at("prediction_type"), "v_prediction");
        write("reverie.json", R"({"prediction_type": "velocity"})");
        expect(path(), ErrorCode::Corrupt, "has no usable \"prediction_type\"");
    }

    void refusesDefaultsThatCannotBe_data()
    {
        QTest::addColumn<QByteArray>("defaults");
        for (const char* each : {R"("steps": 0)", R"("steps": "4")", R"("steps": 1001)", R"("cfg": -1)",
                 R"("cfg": "7")", R"("cfg": 101)", R"("width": 63)", R"("height": 5000)", R"("height": 1e3)"})
            QTest::newRow(each) << QByteArray(each);
    }

    void refusesDefaultsThatCannotBe()
    {
        QFETCH(const QByteArray, defaults);
        write("reverie.json", R"({"defaults": {)" + defaults + "}}");
        const auto model = ModelFolder::open(path());
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Corrupt);
    }

    void knowsStableDiffusion2()
    {
        change("unet/config.json", R"("cross_attention_dim": 32)",
            R"("cross_attention_dim": 1024, "use_linear_projection": true)");
        QCOMPARE(ModelFolder::open(path())->family, QStringLiteral("sd2"));
    }

    void knowsStableDiffusionXl()
    {
        change("model_index.json", "StableDiffusionPipeline\"",
            "StableDiffusionXLPipeline\", \"force_zeros_for_empty_prompt\": true");
        change("unet/config.json", R"("addition_embed_type": null)", R"("addition_embed_type": "text_time")");
        expect(path(), ErrorCode::Unsupported, "without its second text encoder,");
        const QDir dir(path());
        QVERIFY(dir.mkpath("text_encoder_2") && dir.mkpath("tokenizer_2"));
        QVERIFY(writeFile(dir.filePath("text_encoder_2/config.json"), R"({"model_type": "clip_text_model"})"));
        expect(path(), ErrorCode::NotFound, "tokenizer_2/vocab.json is missing");
        QVERIFY(writeFile(dir.filePath("tokenizer_2/vocab.json"), "{}"));
        QVERIFY(writeFile(dir.filePath("tokenizer_2/merges.txt"), ""));
        const auto model = ModelFolder::open(path());
        QCOMPARE(model->family, QStringLiteral("sdxl"));
        QVERIFY(model->hasTwoTextEncoders());
        QVERIFY(model->zerosForBlankNegative);
    }

    void refusesOtherArchitecturesByName_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* file, const char* old, const char* now, const char* says) {
            QTest::newRow(name) << QString(file) << QByteArray(old) << QByteArray(now) << QString(says);
        };
        const auto pipeline = [&](const char* name, const char* says) {
            row(name, "model_index.json", "StableDiffusionPipeline", name, says);
        };
        pipeline("StableDiffusionXLImg2ImgPipeline", "is a Stable Diffusion XL refiner,");
        pipeline("StableDiffusionXLInpaintPipeline", "is an inpainting model,");
        pipeline("StableDiffusion3Pipeline", "is a Stable Diffusion 3 model,");
        pipeline("StableDiffusionInpaintPipeline", "is an inpainting model,");
        pipeline("FluxPipeline", "is a FLUX model,");
        pipeline("MusicPipeline", "is a model for the pipeline \"MusicPipeline\",");
        const char* unet = "unet/config.json";
        row("inpainting", unet, R"("in_channels": 4)", R"("in_channels": 9)", "is an inpainting model,");
        row("InstructPix2Pix", unet, R"("in_channels": 4)", R"("in_channels": 8)", "is an InstructPix2Pix model,");
        row("other inputs", unet, R"("in_channels": 4)", R"("in_channels": 12)", "takes other inputs than latents");
        row("SDXL by its UNet", unet, R"("addition_embed_type": null)", R"("addition_embed_type": "text_time")",
            "without its second text encoder,");
        row("class labels", unet, R"("sample_size")", R"("num_class_embeds": 10, "sample_size")", "class labels");
        row("other UNet", unet, "UNet2DConditionModel", "UNet3DConditionModel", "a UNet of the kind \"UNet3D");
        row("other VAE", "vae/config.json", "AutoencoderKL", "VQModel", "a VAE of the kind \"VQModel\"");
        row("other text encoder", "text_encoder/config.json", "clip_text_model", "t5",
            "a text encoder of the kind \"t5\"");
    }

    void refusesOtherArchitecturesByName()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, old);
        QFETCH(const QByteArray, now);
        QFETCH(const QString, says);
        change(file, old, now);
        expect(path(), ErrorCode::Unsupported, says);
    }

    void saysWhichPartIsMissingOrDamaged_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const QByteArray gone;
        QTest::newRow("no UNet config") << "unet/config.json" << gone << ErrorCode::NotFound << "unet/config.json";
        QTest::newRow("no tokenizer") << "tokenizer/merges.txt" << gone << ErrorCode::NotFound
                                      << "merges.txt is missing";
        QTest::newRow("config cut short")
            << "vae/config.json" << QByteArray("{\"a\":") << ErrorCode::Corrupt << "is not a JSON table";
        QTest::newRow("config is a list")
            << "vae/config.json" << QByteArray("[]") << ErrorCode::Corrupt << "is not a JSON table";
        QTest::newRow("config is a web page")
            << "vae/config.json" << QByteArray("<!doctype html>") << ErrorCode::Corrupt << "is a web page";
        QTest::newRow("index is an LFS pointer")
            << "model_index.json" << QByteArray("version https://git-lfs.github.com/spec/v1") << ErrorCode::Corrupt
            << "is a Git LFS pointer";
        QTest::newRow("index names nothing")
            << "model_index.json" << QByteArray("{}") << ErrorCode::Corrupt << "does not name a pipeline";
    }

    void saysWhichPartIsMissingOrDamaged()
    {
        QFETCH(const QString, file);
        QFETCH(const QByteArray, content);
        QFETCH(const ErrorCode, code);
        QFETCH(const QString, says);
        QVERIFY(content.isNull() ? QFile::remove(path() + '/' + file) : writeFile(path() + '/' + file, content));
        expect(path(), code, says);
    }

    void saysWhatAPathIsInstead()
    {
        expect(path() + "/none", ErrorCode::NotFound, "there is no model at");
        expect(path() + "/unet", ErrorCode::NotFound, "is not itself a model; name " + path());
        expect(m_folder->path(), ErrorCode::NotFound, "is not itself a model; name " + path());
        expect(path() + "/model_index.json", ErrorCode::Unsupported, "is a JSON file");
        expect(QStringLiteral("/dev/zero"), ErrorCode::Unsupported, "a device");
        QVERIFY(QDir(path()).removeRecursively() && QDir().mkpath(path()));
        expect(path(), ErrorCode::NotFound, "is a folder without a model in it");
    }

    void pointsIntoAHubRepository()
    {
        const QString repository = m_folder->filePath("hub/models--a--b");
        const QString snapshot = repository + "/snapshots/0123";
        QVERIFY(QDir().mkpath(snapshot) && writeTinyModel(snapshot));
        expect(repository, ErrorCode::NotFound, "name " + snapshot);
    }

    void saysWhatALoneFileHolds_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const auto holding = [](const char* tensor, const char* says) {
            QTest::newRow(tensor) << SafetensorsBuilder().addF32(tensor, {1}).build() << ErrorCode::Unsupported
                                  << QString(says);
        };
        holding("lora_unet_down_blocks_0.lora_up.weight", "is a LoRA");
        holding("lycoris_unet_conv_in.lokr_w1", "is a LoRA");
        holding("control_model.input_blocks.0.0.weight", "is a ControlNet");
        holding("controlnet_cond_embedding.conv_in.weight", "is a ControlNet");
        holding("ip_adapter.1.to_k_ip.weight", "is an IP-Adapter");
        holding("model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight", "is a Stable Diffusion 3 model,");
        holding("double_blocks.0.img_attn.norm.key_norm.scale", "is a FLUX model,");
        holding("edm_mean", "is a Playground 2.5 model,");
        holding("model.diffusion_model.patchify_proj.weight", "architecture that Reverie does not know");
        holding("input_blocks.0.0.weight", "is the UNet of a model");
        holding("down_blocks.0.resnets.0.time_emb_proj.bias", "is the UNet of a model");
        holding("model_ema.diffusion_modelout2bias", "is the moving averages of a UNet");
        holding("decoder.up.0.block.0.conv1.bias", "is a VAE, not a whole model; name a whole model with -m and this");
        holding("emb_params", "is an embedding (textual inversion)");
        holding("model.1.sub.0.RDB1.conv1.0.weight", "is an upscaler");
        holding("vision_model.post_layernorm.bias", "is an encoder of pictures");
        holding("text_model.final_layer_norm.bias", "is a text encoder");
        holding("something", "is a file of weights that Reverie does not know");
        QTest::newRow("pickle") << QByteArray::fromHex("80028a0a") << ErrorCode::Unsupported
                                << "old PyTorch checkpoint";
        QTest::newRow("web page") << QByteArray("<html>") << ErrorCode::Corrupt << "is a web page";
        QTest::newRow("cut short") << SafetensorsBuilder().addF32("a", {4}).build().chopped(1) << ErrorCode::Corrupt
                                   << "cut short";
    }

    void saysWhatALoneFileHolds()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const ErrorCode, code);
        QFETCH(const QString, says);
        const QString folder = m_folder->filePath("alone");
        QVERIFY(QDir().mkpath(folder) && writeFile(folder + "/m.safetensors", content));
        expect(folder + "/m.safetensors", code, says);
        QVERIFY(QDir(path()).removeRecursively());
        expect(folder, code, says);
    }

    void describesAModelInFigures()
    {
        const auto summary = describeModel(path());
        QVERIFY(summary.has_value());
        QCOMPARE(summary->components.size(), std::size_t{3});
        QCOMPARE(summary->components[1].name, QStringLiteral("unet"));
        QCOMPARE(summary->components[1].parameterCount, std::uint64_t{10});
        QCOMPARE(summary->parameterCount(), std::uint64_t{50});
        QCOMPARE(summary->bytes(), std::uint64_t{200});
        QCOMPARE(summary->predictionType, QStringLiteral("epsilon"));
        QCOMPARE(summary->schedulerClass, QStringLiteral("PNDMScheduler"));
        QCOMPARE(summary->kind, QStringLiteral("Stable Diffusion 1.x model in a folder"));
        QCOMPARE(summary->dtypes, std::vector<DType>{DType::F32});
        QVERIFY(!summary->hasEmaCopies && summary->fileBytes == 0);
        QCOMPARE(describeModel("/none").error().code, ErrorCode::NotFound);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("tiny")); }

    void write(const char* name, const QByteArray& bytes) const { QVERIFY(writeFile(path() + '/' + name, bytes)); }

    void change(const QString& name, const QByteArray& old, const QByteArray& now) const
    {
        QFile file(path() + '/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        QVERIFY(text.contains(old));
        QVERIFY(writeFile(file.fileName(), text.replace(old, now)));
    }

    static void expect(const QString& path, ErrorCode code, const QString& says)
    {
        const auto model = ModelFolder::open(path);
        QVERIFY(!model);
        QVERIFY2(sentence(model.error()).contains(says), qPrintable(sentence(model.error())));
        QCOMPARE(model.error().code, code);
    }

    std::optional<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TstModelFolder)
#include "tst_model_folder.moc"
