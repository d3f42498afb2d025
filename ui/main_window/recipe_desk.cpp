#include "ui/main_window/recipe_desk.h"

#include "core/base/paths.h"
#include "core/base/when_done.h"
#include "core/library/model_hashes.h"
#include "ui/main_window/compose_desk.h"
#include "ui/main_window/notice_card.h"
#include "ui/main_window/toast.h"
#include "ui/viewer/recipe_card.h"
#include "ui/viewer/viewer_pane.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <QtConcurrent>

namespace reverie::ui {
namespace {

bool isModel(const QString& path)
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
        if (isModel(file))
            m_at.compose.openModel(QFileInfo(file).absoluteFilePath());
        else if (picture.isEmpty())
            picture = file;
    if (!picture.isEmpty())
        readPicture(picture);
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
    const QStringList hashes = hashesOf(recipe->facts, QStringLiteral("unet"));
    if (hashes.isEmpty())
        offer(*recipe, from, {});
    else
        findModel(*recipe, from, hashes);
}

void RecipeDesk::findModel(const image::Recipe& recipe, const QString& from, const QStringList& hashes)
{
    m_finding.cancel();
    m_finding = {};
    QStringList candidates{Paths::starterModel()};
    if (recipe.facts.model.name == m_at.compose.modelName())
        candidates.prepend(m_at.compose.modelPath());
    m_work = QtConcurrent::run([&cache = m_at.hashes, hashes, candidates, cancellation = m_finding] {
        return library::modelWithHashes(hashes, candidates, cache, cancellation);
    });
    whenDone(m_work, this, [this, recipe, from, cancellation = m_finding](const Result<QString>& found) {
        if (!cancellation.isCancelled())
            offer(recipe, from, found.value_or(QString()));
    });
}

void RecipeDesk::offer(const image::Recipe& recipe, const QString& from, const QString& model)
{
    if (qobject_cast<NoticeCard*>(m_at.viewer.headCard()) != nullptr) {
        m_at.toast.tell(tr("Answer the notice over the picture first, then offer the recipe again."));
        return;
    }
    const bool isFound = !model.isEmpty();
    auto* card = new RecipeCard(recipe, from, isFound ? recipe.facts.model.name : m_at.compose.modelName(), isFound);
    connect(card, &RecipeCard::applyWanted, this, [this, model](const request::GenerationRequest& request) {
        m_at.viewer.setHeadCard(nullptr);
        m_at.compose.takeWithModel(request, model);
    });
    connect(card, &RecipeCard::closeWanted, this, [this] { m_at.viewer.setHeadCard(nullptr); });
    m_at.viewer.setHeadCard(card);
}

}  // namespace reverie::ui
