#include "core/queue/leftover_pictures.h"

#include "core/image/recipe.h"

#include <QDir>
#include <QFileInfo>

namespace reverie::queue {
namespace {

/// File systems note times coarsely, FAT to two seconds.
constexpr qint64 kClockSlackMs = 2'000;

template <typename T>
bool agrees(const std::optional<T>& wanted, const std::optional<T>& found)
{
    return !wanted || wanted == found;
}

bool isOf(const QueueJob& job, const request::GenerationRequest& found)
{
    const request::GenerationRequest& wanted = job.request;
    return found.prompt == wanted.prompt && found.negativePrompt == wanted.negativePrompt &&
        agrees(wanted.steps, found.steps) && agrees(wanted.guidanceScale, found.guidanceScale) &&
        agrees(wanted.width, found.width) && agrees(wanted.height, found.height);
}

/// Which picture of the job the file is.
std::optional<int> indexOf(const QueueJob& job, const QString& path)
{
    const auto recipe = image::readRecipe(path);
    if (!recipe || !isOf(job, recipe->facts.request) || recipe->facts.seed < *job.seed)
        return std::nullopt;
    const std::uint64_t index = recipe->facts.seed - *job.seed;
    return index < static_cast<std::uint64_t>(job.request.count) ? std::optional(static_cast<int>(index))
                                                                 : std::nullopt;
}

}  // namespace

std::map<int, QString> leftoverPictures(const QueueJob& job, const QSet<QString>& recorded)
{
    std::map<int, QString> found;
    if (!job.seed || job.folder.isEmpty() || !job.started.isValid())
        return found;
    const QDateTime since = job.started.addMSecs(-kClockSlackMs);
    const QFileInfoList files = QDir(job.folder).entryInfoList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
    for (const QFileInfo& file : files) {
        if (file.lastModified() < since || recorded.contains(file.absoluteFilePath()))
            continue;
        const auto index = indexOf(job, file.absoluteFilePath());
        if (index && !job.pictures.contains(*index))
            found.emplace(*index, file.absoluteFilePath());
    }
    return found;
}

}  // namespace reverie::queue
