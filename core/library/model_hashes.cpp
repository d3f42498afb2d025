#include "core/library/model_hashes.h"

#include "core/weights/model_folder.h"

#include <QFileInfo>

namespace reverie::library {
namespace {

constexpr qsizetype kShortDigits = 10;

}  // namespace

QString shortHash(const QString& sha256)
{
    return sha256.left(kShortDigits);
}

Result<QStringList> mainFiles(const QString& model)
{
    const auto filesOf = [](const weights::WeightSet& set) { return set.files(); };
    if (!QFileInfo(model).isDir())
        return QStringList{model};
    if (!QFileInfo::exists(model + QStringLiteral("/model_index.json")))
        return weights::WeightSet::open(model, QStringLiteral("diffusion_pytorch_model")).map(filesOf);
    const auto folder = weights::ModelFolder::open(model);
    if (!folder)
        return tl::unexpected<Error>(folder.error());
    return folder->openUNet().map(filesOf);
}

QString modelOfFile(const QString& file)
{
    const QString folder = QFileInfo(QFileInfo(file).path()).path();
    return QFileInfo::exists(folder + QStringLiteral("/model_index.json")) ? folder : file;
}

Result<bool> isMadeOf(
    const QString& model, const QStringList& hashes, weights::HashCache& cache, const Cancellation& cancellation)
{
    const auto files = mainFiles(model);
    if (!files)
        return tl::unexpected<Error>(files.error());
    if (files->size() < hashes.size())
        return false;
    for (qsizetype i = 0; i < hashes.size(); ++i) {
        const auto hash = cache.sha256((*files)[i], cancellation);
        if (!hash)
            return tl::unexpected<Error>(hash.error());
        if (!hash->startsWith(hashes[i]))
            return false;
    }
    return true;
}

Result<QString> modelWithHashes(const QStringList& hashes, const QStringList& candidates, weights::HashCache& cache,
    const Cancellation& cancellation)
{
    if (hashes.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("a model without a hash cannot be found by it"));
    QStringList models = candidates;
    for (const QString& file : cache.filesWithHash(hashes[0]))
        models << modelOfFile(file);
    for (const QString& each : std::as_const(models)) {
        const auto isSame = isMadeOf(each, hashes, cache, cancellation);
        if (!isSame && isSame.error().code == ErrorCode::Cancelled)
            return tl::unexpected<Error>(isSame.error());
        if (isSame.value_or(false))
            return each;
    }
    return fail(ErrorCode::NotFound,
        QStringLiteral("no model on this machine is known to have the hash %1").arg(shortHash(hashes[0])));
}

QString vaeWithHash(const QString& hash, weights::HashCache& cache)
{
    const QStringList files = hash.isEmpty() ? QStringList() : cache.filesWithHash(hash);
    if (files.isEmpty())
        return {};
    const QString folder = QFileInfo(files[0]).path();
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ? folder : files[0];
}

}  // namespace reverie::library
