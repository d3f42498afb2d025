#include "core/hub/weight_choice.h"

#include <QRegularExpression>

#include <array>

namespace reverie::hub {
namespace {

constexpr int kMostShards = 1'024;

QStringList texts(std::initializer_list<const char*> all)
{
    QStringList list;
    for (const char* each : all)
        list << QString::fromLatin1(each);
    return list;
}

/// diffusers puts a variant before the ending of a file, and transformers before that of an index.
QString withVariant(const QString& stem, const QString& variant)
{
    return variant.isEmpty() ? stem : stem + QLatin1Char('.') + variant;
}

/// The shards NAME-00001-of-0000N of one copy, if all of them are there. Their number is read off their names.
std::vector<RepoFile> shards(const FilesByPath& files, const QString& name, const QString& ending)
{
    for (int total = 1; total <= kMostShards; ++total) {
        const auto shard = [&](int number) {
            return QStringLiteral("%1-%2-of-%3%4")
                .arg(name)
                .arg(number, 5, 10, QLatin1Char('0'))
                .arg(total, 5, 10, QLatin1Char('0'))
                .arg(ending);
        };
        if (!files.contains(shard(1)))
            continue;
        std::vector<RepoFile> all;
        for (int number = 1; number <= total && files.contains(shard(number)); ++number)
            all.push_back(files.value(shard(number)));
        return static_cast<int>(all.size()) == total ? all : std::vector<RepoFile>();
    }
    return {};
}

std::vector<RepoFile> copy(const FilesByPath& files, const QString& stem, const QString& variant, const QString& ending)
{
    const QString name = withVariant(stem, variant);
    if (const auto whole = files.find(name + ending); whole != files.end())
        return {*whole};
    const QString index = QStringLiteral(".index");
    std::vector<QString> places{name + ending + index + QStringLiteral(".json")};
    if (!variant.isEmpty())
        places.push_back(withVariant(stem + ending + index, variant) + QStringLiteral(".json"));
    for (const QString& place : places) {
        if (!files.contains(place))
            continue;
        auto all = shards(files, name, ending);
        if (!all.empty())
            all.push_back(files.value(place));
        return all;
    }
    return {};
}

}  // namespace

FilesByPath filesByPath(const RepoInfo& repo)
{
    FilesByPath all;
    for (const RepoFile& file : repo.files)
        all.insert(file.path, file);
    return all;
}

std::optional<WeightChoice> chooseWeights(const FilesByPath& files, const QString& stem, bool halfPrecision)
{
    static const QStringList kHalfFirst = texts({"fp16", "", "bf16", "fp32", "non_ema"});
    static const QStringList kPlainFirst = texts({"", "fp32", "fp16", "bf16", "non_ema"});
    for (const bool isSafetensors : {true, false}) {
        // transformers calls its pickles otherwise than its safetensors.
        const QString name = !isSafetensors && stem.endsWith(QLatin1String("/model"))
            ? stem.chopped(5) + QStringLiteral("pytorch_model")
            : stem;
        const QString ending = isSafetensors ? QStringLiteral(".safetensors") : QStringLiteral(".bin");
        for (const QString& variant : halfPrecision ? kHalfFirst : kPlainFirst)
            if (auto found = copy(files, name, variant, ending); !found.empty())
                return WeightChoice{std::move(found), variant, isSafetensors};
    }
    return std::nullopt;
}

}  // namespace reverie::hub
