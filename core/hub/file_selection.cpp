#include "core/hub/file_selection.h"

#include "core/base/shown.h"
#include "core/base/size_text.h"
#include "core/hub/weight_choice.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace reverie::hub {
namespace {

/// What inference reads of each part of a pipeline.
struct PartRow {
    const char* name;
    const char* weights;  // the stem of its weights; null = none
    std::array<const char*, 2> needed;
    std::array<const char*, 3> welcome;
};

constexpr std::array kParts = {
    PartRow{"tokenizer", nullptr, {"vocab.json", "merges.txt"},
        {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}},
    PartRow{"tokenizer_2", nullptr, {"vocab.json", "merges.txt"},
        {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}},
    PartRow{"text_encoder", "model", {"config.json"}, {}},
    PartRow{"text_encoder_2", "model", {"config.json"}, {}},
    PartRow{"unet", "diffusion_pytorch_model", {"config.json"}, {}},
    PartRow{"vae", "diffusion_pytorch_model", {"config.json"}, {}},
    PartRow{"scheduler", nullptr, {"scheduler_config.json"}, {}},
};

/// Gathers files and remembers what was not there.
class Collector final {
public:
    Collector(const FilesByPath& files, bool halfPrecision) : m_files(files), m_half(halfPrecision) { }

    void addPart(const PartRow& row)
    {
        const QString folder = QString::fromLatin1(row.name) + QLatin1Char('/');
        for (const char* each : row.needed)
            if (each)
                add(folder + QLatin1String(each), true);
        for (const char* each : row.welcome)
            if (each)
                add(folder + QLatin1String(each), false);
        if (row.weights)
            addWeights(folder + QLatin1String(row.weights));
    }

    void add(const QString& path, bool isNeeded)
    {
        if (m_files.contains(path))
            taken.push_back(m_files.value(path));
        else if (isNeeded)
            missing << path;
    }

    void addWeights(const QString& stem)
    {
        const auto choice = chooseWeights(m_files, stem, m_half);
        if (!choice) {
            missing << stem + QStringLiteral(".safetensors");
            return;
        }
        taken.insert(taken.end(), choice->files.begin(), choice->files.end());
        const QString kind = choice->isSafetensors ? QStringLiteral("safetensors") : QStringLiteral("PyTorch files");
        const QString precision = choice->variant.isEmpty() ? QStringLiteral("full-precision") : choice->variant;
        if (const QString words = precision + QLatin1Char(' ') + kind; !precisions.contains(words))
            precisions << words;
    }

    std::vector<RepoFile> taken;
    QStringList missing;
    QStringList precisions;

private:
    const FilesByPath& m_files;
    bool m_half;
};

std::uint64_t sum(const std::vector<RepoFile>& files)
{
    return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
        [](std::uint64_t all, const RepoFile& each) { return all + each.size; });
}

QString amount(const RepoInfo& repo, std::uint64_t bytes)
{
    if (bytes == repo.bytes())
        return QStringLiteral("%1, the whole repository").arg(sizeText(bytes));
    return QStringLiteral("%1 of the repository's %2").arg(sizeText(bytes), sizeText(repo.bytes()));
}

FileSelection finished(SelectionKind kind, Collector&& collected, const RepoInfo& repo)
{
    FileSelection selection;
    selection.kind = kind;
    selection.files = std::move(collected.taken);
    std::ranges::sort(selection.files, {}, &RepoFile::path);
    const QString precisions = collected.precisions.join(QStringLiteral(" and "));
    selection.words = QStringLiteral("%1, %2").arg(precisions, amount(repo, sum(selection.files)));
    return selection;
}

tl::unexpected<Error> lacks(const RepoInfo& repo, const QStringList& missing)
{
    const QStringList first = missing.mid(0, 5);
    const QString more = missing.size() > 5 ? QStringLiteral(" and %1 more").arg(missing.size() - 5) : QString();
    return fail(ErrorCode::NotFound,
        QStringLiteral("%1 lacks %2%3").arg(repo.id, first.join(QStringLiteral(", ")), more),
        QStringLiteral("choose another copy of this model, or another revision of it"));
}

Result<FileSelection> selectFolder(const RepoInfo& repo, const ModelIndex& index, const SelectionWish& wish)
{
    const bool isOurs = index.pipeline == QLatin1String("StableDiffusionPipeline") ||
        index.pipeline == QLatin1String("StableDiffusionXLPipeline");
    const bool hasUNet = index.parts.contains(QLatin1String("unet"));
    if (!hasUNet && isOurs)
        return lacks(repo, {QStringLiteral("a unet in its model_index.json")});
    if (!hasUNet)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 is a %2, which Reverie cannot run").arg(repo.id, shown(index.pipeline)),
            QStringLiteral("choose a model of the Stable Diffusion 1, 2 or XL family"));
    const FilesByPath files = filesByPath(repo);
    Collector collector(files, wish.halfPrecision);
    collector.add(QStringLiteral("model_index.json"), true);
    collector.add(QStringLiteral("reverie.json"), false);
    for (const PartRow& row : kParts)
        if (index.parts.contains(QLatin1String(row.name)))
            collector.addPart(row);
    if (!collector.missing.isEmpty())
        return lacks(repo, collector.missing);
    return finished(SelectionKind::Folder, std::move(collector), repo);
}

bool isSingle(const RepoFile& file, const char* ending)
{
    return file.path.endsWith(QLatin1String(ending)) && !file.path.contains(QLatin1Char('/')) &&
        !file.path.contains(QLatin1String("-of-0"));
}

std::vector<RepoFile> singles(const RepoInfo& repo)
{
    for (const char* ending : {".safetensors", ".ckpt"}) {
        std::vector<RepoFile> all;
        std::ranges::copy_if(
            repo.files, std::back_inserter(all), [&](const RepoFile& f) { return isSingle(f, ending); });
        if (!all.empty())
            return all;
    }
    return {};
}

/// The lower the better: the wanted precision, no training leftovers, the smaller file, the first name.
auto rank(const RepoFile& file, bool halfPrecision)
{
    const QString name = file.path.toLower();
    const bool isHalf = name.contains(QLatin1String("fp16")) || name.contains(QLatin1String("half"));
    const bool isLora = name == QLatin1String("pytorch_lora_weights.safetensors");
    return std::tuple(!isLora, isHalf != halfPrecision, name.contains(QLatin1String("non_ema")),
        !name.contains(QLatin1String("emaonly")), file.size, name);
}

Result<FileSelection> selectFile(const RepoInfo& repo, const SelectionWish& wish)
{
    std::vector<RepoFile> all = singles(repo);
    std::ranges::sort(all, {}, [&](const RepoFile& file) { return rank(file, wish.halfPrecision); });
    const auto chosen = wish.file.isEmpty() ? all.begin() : std::ranges::find(all, wish.file, &RepoFile::path);
    if (chosen == all.end())
        return fail(ErrorCode::NotFound,
            wish.file.isEmpty()
                ? QStringLiteral(
                      "%1 holds no model that Reverie can use: neither model_index.json nor a .safetensors file")
                      .arg(repo.id)
                : QStringLiteral("%1 has no file \"%2\"").arg(repo.id, shown(wish.file)),
            QStringLiteral("choose another repository or file"));
    FileSelection selection;
    selection.kind = SelectionKind::File;
    selection.files = {*chosen};
    all.erase(chosen);
    selection.alternatives = std::move(all);
    selection.words =
        QStringLiteral("%1, %2").arg(selection.files.front().path, amount(repo, selection.files.front().size));
    return selection;
}

bool isPart(const RepoInfo& repo)
{
    return repo.file(QStringLiteral("config.json")) != nullptr &&
        chooseWeights(filesByPath(repo), QStringLiteral("diffusion_pytorch_model"), false);
}

FileSelection selectPart(const RepoInfo& repo, const SelectionWish& wish)
{
    const FilesByPath files = filesByPath(repo);
    Collector collector(files, wish.halfPrecision);
    collector.add(QStringLiteral("config.json"), true);
    collector.addWeights(QStringLiteral("diffusion_pytorch_model"));
    return finished(SelectionKind::Part, std::move(collector), repo);
}

}  // namespace

std::uint64_t FileSelection::bytes() const
{
    return sum(files);
}

bool needsIndex(const RepoInfo& repo)
{
    return repo.file(QStringLiteral("model_index.json")) != nullptr;
}

Result<FileSelection> selectFiles(
    const RepoInfo& repo, const std::optional<ModelIndex>& index, const SelectionWish& wish)
{
    if (index && wish.file.isEmpty())
        return selectFolder(repo, *index, wish);
    if (wish.file.isEmpty() && isPart(repo))
        return selectPart(repo, wish);
    return selectFile(repo, wish);
}

}  // namespace reverie::hub
