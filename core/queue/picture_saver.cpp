#include "core/queue/picture_saver.h"

#include "core/image/latents_file.h"
#include "core/image/picture_metadata.h"
#include "core/image/png_writer.h"

#include <QDebug>

namespace reverie::queue {

PictureSaver::PictureSaver(OutputPlan output, image::PictureFacts facts)
    : m_output(std::move(output)), m_facts(std::move(facts))
{
}

void PictureSaver::hashWeights(weights::HashCache& cache, const Cancellation& cancellation)
{
    for (const request::WeightFile& file : m_facts.model.files) {
        auto hash = cache.sha256(file.path, cancellation);
        if (hash)
            m_facts.weights.push_back({file.component, *hash});
        else if (hash.error().code != ErrorCode::Cancelled)
            qWarning().noquote() << "The picture will not name its weights:" << sentence(hash.error());
    }
}

Result<SavedPicture> PictureSaver::save(const request::GeneratedImage& image)
{
    if (image.latents)
        m_latents.push_back(*image.latents);
    image::PictureFacts facts = m_facts;
    facts.seed = image.seed;
    facts.width = image.picture.width;
    facts.height = image.picture.height;
    facts.stop = image.stop;
    auto png = image::encodePng(image.picture, image::pictureTexts(facts));
    if (!png)
        return failWith(std::move(png));
    return store({{image.index, image.seed, {}, facts.width, facts.height, image.seconds}, std::move(*png)});
}

SavingAgain PictureSaver::saveAgain(std::optional<OutputPlan> elsewhere)
{
    if (elsewhere)
        m_output = std::move(*elsewhere);
    SavingAgain again;
    std::vector<UnsavedPicture> waiting = std::exchange(m_unsaved, {});
    for (auto next = waiting.begin(); next != waiting.end(); ++next) {
        auto stored = store(std::move(*next));
        if (!stored) {
            std::move(next + 1, waiting.end(), std::back_inserter(m_unsaved));
            again.error = std::move(stored).error();
            break;
        }
        again.saved.push_back(std::move(*stored));
    }
    again.left = static_cast<int>(m_unsaved.size());
    return again;
}

Result<void> PictureSaver::saveLatents(const QString& path, io::IfExists ifExists) const
{
    return m_latents.empty() ? Result<void>() : image::saveLatents(path, m_latents, ifExists);
}

Result<SavedPicture> PictureSaver::store(UnsavedPicture picture)
{
    auto path = m_output.store(picture.picture.index, picture.picture.seed, picture.png);
    if (!path) {
        m_unsaved.push_back(std::move(picture));
        return failWith(std::move(path));
    }
    picture.picture.path = std::move(*path);
    return picture.picture;
}

}  // namespace reverie::queue
