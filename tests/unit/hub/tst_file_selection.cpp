#include "core/hub/file_selection.h"

#include <QtTest>

using namespace reverie;
using namespace reverie::hub;

namespace {

RepoInfo repoOf(const std::vector<std::pair<const char*, std::uint64_t>>& files)
{
    RepoInfo repo;
    repo.id = "a/b";
    for (const auto& [path, size] : files)
        repo.files.push_back({path, size, QString(64, 'a'), true});
    return repo;
}

/// What Stable Diffusion 1.5's repository holds: one model in many shapes.
RepoInfo sd15()
{
    return repoOf({{".gitattributes", 1'500}, {"README.md", 14'000}, {"model_index.json", 541},
        {"v1-5-pruned-emaonly.safetensors", 4'265'146'304}, {"v1-5-pruned.ckpt", 7'700'000'000},
        {"v1-inference.yaml", 1'800}, {"feature_extractor/preprocessor_config.json", 342},
        {"safety_checker/config.json", 4'723}, {"safety_checker/model.safetensors", 1'215'981'830},
        {"scheduler/scheduler_config.json", 308}, {"text_encoder/config.json", 617},
        {"text_encoder/model.fp16.safetensors", 246'144'864}, {"text_encoder/model.safetensors", 492'265'874},
        {"text_encoder/pytorch_model.bin", 492'305'335}, {"text_encoder/flax_model.msgpack", 492'265'000},
        {"tokenizer/merges.txt", 524'619}, {"tokenizer/special_tokens_map.json", 472},
        {"tokenizer/tokenizer_config.json", 806}, {"tokenizer/vocab.json", 1'059'962}, {"unet/config.json", 743},
        {"unet/diffusion_pytorch_model.bin", 3'438'354'725},
        {"unet/diffusion_pytorch_model.fp16.safetensors", 1'719'125'304},
        {"unet/diffusion_pytorch_model.safetensors", 3'438'167'540},
        {"unet/diffusion_pytorch_model.non_ema.safetensors", 3'438'167'540}, {"unet/model.onnx", 1'000'000},
        {"vae/config.json", 547}, {"vae/diffusion_pytorch_model.fp16.safetensors", 167'335'342},
        {"vae/diffusion_pytorch_model.safetensors", 334'643'276}, {"vae_decoder/openvino_model.bin", 99'000'000}});
}

ModelIndex sdIndex()
{
    return {"StableDiffusionPipeline",
        {"feature_extractor", "safety_checker", "scheduler", "text_encoder", "tokenizer", "unet", "vae"}};
}

QStringList paths(const FileSelection& selection)
{
    QStringList all;
    for (const RepoFile& file : selection.files)
        all << file.path;
    return all;
}

RepoInfo without(RepoInfo repo, const QString& path)
{
    std::erase_if(repo.files, [&](const RepoFile& file) { return file.path == path; });
    return repo;
}

}  // namespace

class TstFileSelection final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesWhatAPictureNeedsInHalfPrecision()
    {
        const auto selection = selectFiles(sd15(), sdIndex(), {.halfPrecision = true});
        QVERIFY(selection.has_value());
        QCOMPARE(paths(*selection),
            QStringList({"model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json",
                "text_encoder/model.fp16.safetensors", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json",
                "tokenizer/tokenizer_config.json", "tokenizer/vocab.json", "unet/config.json",
                "unet/diffusion_pytorch_model.fp16.safetensors", "vae/config.json",
                "vae/diffusion_pytorch_model.fp16.safetensors"}));
        QCOMPARE(selection->words, QStringLiteral("fp16 safetensors, 2.1 GB of the repository's 27.5 GB"));
        QVERIFY(selection->kind == SelectionKind::Folder);
    }

    void takesPlainFilesElsewhere()
    {
        const auto selection = selectFiles(sd15(), sdIndex(), {});
        QVERIFY(paths(*selection).contains("unet/diffusion_pytorch_model.safetensors"));
        QVERIFY(!selection->words.contains("fp16"));
        QVERIFY(selection->words.startsWith("full-precision safetensors, 4.3 GB of"));
    }

    void takesTheOtherPrecisionWhereOneIsMissing()
    {
        const auto repo = without(sd15(), "vae/diffusion_pytorch_model.fp16.safetensors");
        const auto selection = selectFiles(repo, sdIndex(), {.halfPrecision = true});
        QVERIFY(paths(*selection).contains("vae/diffusion_pytorch_model.safetensors"));
        QVERIFY(selection->words.startsWith("fp16 safetensors and full-precision safetensors, "));
    }

    void takesPicklesOnlyWhereThereIsNothingElse()
    {
        auto repo = without(sd15(), "text_encoder/model.safetensors");
        QVERIFY(paths(*selectFiles(repo, sdIndex(), {})).contains("text_encoder/model.fp16.safetensors"));
        repo = without(repo, "text_encoder/model.fp16.safetensors");
        const auto selection = selectFiles(repo, sdIndex(), {});
        QVERIFY(paths(*selection).contains("text_encoder/pytorch_model.bin"));
        QVERIFY(selection->words.contains("PyTorch files"));
    }

    void takesBothTextEncodersOfXl()
    {
        auto repo = sd15();
        for (const char* path : {"text_encoder_2/config.json", "text_encoder_2/model.fp16.safetensors",
                 "tokenizer_2/vocab.json", "tokenizer_2/merges.txt"})
            repo.files.push_back({path, 10, QString(64, 'a'), true});
        auto index = sdIndex();
        index.parts << "text_encoder_2"
                    << "tokenizer_2";
        const auto all = paths(*selectFiles(repo, index, {.halfPrecision = true}));
        QVERIFY(all.contains("text_encoder_2/model.fp16.safetensors") && all.contains("tokenizer_2/vocab.json"));
    }

    void takesAllShardsAndTheirIndex_data()
    {
        QTest::addColumn<QString>("index");
        QTest::addColumn<QString>("stem");
        QTest::newRow("plain") << "unet/diffusion_pytorch_model.safetensors.index.json"
                               << "unet/diffusion_pytorch_model";
        QTest::newRow("fp16") << "unet/diffusion_pytorch_model.safetensors.index.fp16.json"
                              << "unet/diffusion_pytorch_model.fp16";
        QTest::newRow("fp16, other spelling") << "unet/diffusion_pytorch_model.fp16.safetensors.index.json"
                                              << "unet/diffusion_pytorch_model.fp16";
    }

    void takesAllShardsAndTheirIndex()
    {
        QFETCH(QString, index);
        QFETCH(QString, stem);
        auto repo = sd15();
        std::erase_if(repo.files, [](const RepoFile& file) { return file.path.startsWith("unet/diffusion"); });
        for (const QString& path : {index, stem + "-00001-of-00002.safetensors", stem + "-00002-of-00002.safetensors"})
            repo.files.push_back({path, 10, QString(64, 'a'), true});
        const auto selection = selectFiles(repo, sdIndex(), {.halfPrecision = stem.contains("fp16")});
        QVERIFY(selection.has_value());
        QVERIFY(paths(*selection).contains(stem + "-00002-of-00002.safetensors") && paths(*selection).contains(index));
        const auto incomplete = selectFiles(without(repo, stem + "-00002-of-00002.safetensors"), sdIndex(), {});
        QVERIFY(!incomplete);
        QVERIFY(incomplete.error().detail.contains("unet/diffusion_pytorch_model.safetensors"));
    }

    void saysWhatIsMissing()
    {
        const auto selection = selectFiles(without(sd15(), "tokenizer/vocab.json"), sdIndex(), {});
        QVERIFY(!selection);
        QCOMPARE(selection.error().code, ErrorCode::NotFound);
        QCOMPARE(selection.error().detail, QStringLiteral("a/b lacks tokenizer/vocab.json"));
    }

    void saysThatAPipelineOfOursHasNoUNet()
    {
        const auto selection = selectFiles(sd15(), ModelIndex{"StableDiffusionPipeline", {"text_encoder", "vae"}}, {});
        QVERIFY(!selection);
        QCOMPARE(selection.error().code, ErrorCode::NotFound);
        QCOMPARE(selection.error().detail, QStringLiteral("a/b lacks a unet in its model_index.json"));
    }

    void refusesPipelinesWithoutAUNet()
    {
        const auto selection = selectFiles(sd15(), ModelIndex{"FluxPipeline", {"transformer", "vae"}}, {});
        QVERIFY(!selection);
        QCOMPARE(selection.error().code, ErrorCode::Unsupported);
        QVERIFY(selection.error().detail.contains("FluxPipeline"));
    }

    void choosesOneOfSeveralSingleFiles()
    {
        const auto repo = repoOf({{"README.md", 1}, {"v1-5-pruned.safetensors", 7'700'000'000},
            {"v1-5-pruned-emaonly.safetensors", 4'265'146'304},
            {"v1-5-pruned-emaonly-fp16.safetensors", 2'132'000'000}});
        const auto half = selectFiles(repo, {}, {.halfPrecision = true});
        QCOMPARE(paths(*half), QStringList{"v1-5-pruned-emaonly-fp16.safetensors"});
        QCOMPARE(half->alternatives.size(), std::size_t{2});
        QVERIFY(half->kind == SelectionKind::File);
        QCOMPARE(paths(*selectFiles(repo, {}, {})), QStringList{"v1-5-pruned-emaonly.safetensors"});
        QCOMPARE(
            paths(*selectFiles(repo, {}, {.file = "v1-5-pruned.safetensors"})), QStringList{"v1-5-pruned.safetensors"});
        QVERIFY(!selectFiles(repo, {}, {.file = "other.safetensors"}));
    }

    void aNamedFileOfAFolderRepositoryComesAlone()
    {
        QCOMPARE(paths(*selectFiles(sd15(), sdIndex(), {.file = "v1-5-pruned-emaonly.safetensors"})),
            QStringList{"v1-5-pruned-emaonly.safetensors"});
    }

    void takesACheckpointWhereThereIsNothingElse()
    {
        QCOMPARE(
            paths(*selectFiles(repoOf({{"sd-v1-4.ckpt", 5}, {"README.md", 1}}), {}, {})), QStringList{"sd-v1-4.ckpt"});
    }

    void takesAVaeWithItsConfig()
    {
        const auto repo = repoOf({{"config.json", 600}, {"diffusion_pytorch_model.safetensors", 334'643'238},
            {"diffusion_pytorch_model.bin", 334'643'238}, {"sdxl_vae.safetensors", 334'641'162}});
        const auto selection = selectFiles(repo, {}, {});
        QCOMPARE(paths(*selection), QStringList({"config.json", "diffusion_pytorch_model.safetensors"}));
        QVERIFY(selection->kind == SelectionKind::Part);
    }

    void takesALora()
    {
        const auto repo = repoOf({{"pytorch_lora_weights.safetensors", 134'000'000}, {"other.safetensors", 1}});
        QCOMPARE(paths(*selectFiles(repo, {}, {})), QStringList{"pytorch_lora_weights.safetensors"});
    }

    void saysWhenNothingFits()
    {
        const auto selection = selectFiles(repoOf({{"README.md", 1}}), {}, {});
        QVERIFY(!selection);
        QCOMPARE(selection.error().code, ErrorCode::NotFound);
        QVERIFY(!needsIndex(repoOf({{"README.md", 1}})) && needsIndex(sd15()));
    }
};

QTEST_GUILESS_MAIN(TstFileSelection)
#include "tst_file_selection.moc"
