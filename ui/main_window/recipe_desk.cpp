#include "ui/main_window/recipe_desk.h"

#include "core/base/paths.h"
#include "core/base/when_done.h"
#include "core/library/model_hashes.h"
#include "core/library/model_identity.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/notice_card.h"
#include "ui/main_window/toast.h"
#include "ui/viewer/viewer_pane.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

bool isWeights(const QString& path)
{
    const QFileInfo info(path);
    static const QStringList kEndings{QStringLiteral("safetensors"), QStringLiteral("ckpt"), QStringLiteral("pt")};
    return info.isDir() || kEndings.contains(info.suffix().toLower());
}

QStringList localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    return files;
}

}  // namespace

RecipeDesk::RecipeDesk(const Places& places, QObject* parent) : QObject(parent), m_at(places) { }

RecipeDesk::~RecipeDesk()
{
    m_finding.cancel();
    m_work.waitForFinished();
}

bool RecipeDesk::canTake(const QMimeData& data)
{
    return data.hasUrls() || data.hasText();
}

void RecipeDesk::take(const QMimeData& data)
{
    if (const QStringList files = localFiles(data); !files.isEmpty())
        takeFiles(files);
    else if (data.hasText())
        takeText(data.text());
    else if (data.hasImage())
        m_at.toast.tell(tr("The clipboard holds a picture without its recipe; copy the file instead."));
}

void RecipeDesk::takeText(const QString& text)
{
    take(recipeOfText(text), tr("the text"));
}

void RecipeDesk::takeFiles(const QStringList& files)
{
    QString picture;
    for (const QString& file : files)
        if (isWeights(file))
            takeWeights(QFileInfo(file).absoluteFilePath());
        else if (picture.isEmpty())
            picture = file;
    if (!picture.isEmpty())
        readPicture(picture);
}

void RecipeDesk::takeWeights(const QString& path)
{
    const auto looking = m_looking.run([path] { return library::identify(path).kind; });
    whenDone(looking, this, [this, path](library::ModelKind kind) {
        if (kind == library::ModelKind::Vae)
            m_at.compose.useVae(path);
        else
            m_at.compose.openModel(path);
    });
}

void RecipeDesk::readPicture(const QString& file)
{
    const auto reading = QtConcurrent::run([file] { return image::readRecipe(file); });
    whenDone(
        reading, this, [this, file](const Result<image::Recipe>& recipe) { take(recipe, QFileInfo(file).fileName()); });
}

void RecipeDesk::take(const Result<image::Recipe>& recipe, const QString& from)
{
    if (!recipe) {
        const QString why = sentence(recipe.error());
        m_at.toast.tell(why.startsWith(QLatin1String("it ")) ? tr("No recipe in %1: %2").arg(from, why) : why);
        return;
    }
    findParts(*recipe, from);
}

void RecipeDesk::findParts(const image::Recipe& recipe, const QString& from)
{
    const QStringList hashes = hashesOf(recipe.facts, QStringLiteral("unet"));
    const QString vaeHash = recipe.vae.isEmpty() ? QString() : hashesOf(recipe.facts, QStringLiteral("vae")).value(0);
    if (hashes.isEmpty() && vaeHash.isEmpty())
        return offer(recipe, from, {});
    m_finding.cancel();
    m_finding = {};
    QStringList candidates{Paths::starterModel()};
    if (recipe.facts.model.name == m_at.compose.modelName())
        candidates.prepend(m_at.compose.modelPath());
    m_work = QtConcurrent::run([&cache = m_at.hashes, hashes, vaeHash, candidates, cancellation = m_finding] {
        return RecipeParts{library::modelWithHashes(hashes, candidates, cache, cancellation).value_or(QString()),
            library::vaeWithHash(vaeHash, cache)};
    });
    whenDone(m_work, this, [this, recipe, from, cancellation = m_finding](const RecipeParts& parts) {
        if (!cancellation.isCancelled())
            offer(recipe, from, parts);
    });
}

void RecipeDesk::offer(const image::Recipe& recipe, const QString& from, const RecipeParts& parts)
{
    if (qobject_cast<NoticeCard*>(m_at.viewer.headCard()) != nullptr) {
        m_at.toast.tell(tr("Answer the notice over the picture first, then offer the recipe again."));
        return;
    }
    auto* card = new RecipeCard(recipe, from, m_at.compose.modelName(), parts);
    connect(card, &RecipeCard::applyWanted, this, [this, parts](request::GenerationRequest request) {
        m_at.viewer.setHeadCard(nullptr);
        request.vae = parts.vae;
        m_at.compose.takeWithModel(request, parts.model);
    });
    connect(card, &RecipeCard::closeWanted, this, [this] { m_at.viewer.setHeadCard(nullptr); });
    m_at.viewer.setHeadCard(card);
}

}  // namespace reverie::ui
