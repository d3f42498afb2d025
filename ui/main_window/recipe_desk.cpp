#include "ui/main_window/recipe_desk.h"

#include "core/base/when_done.h"
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

RecipeDesk::RecipeDesk(ComposeDesk& compose, ViewerPane& viewer, Toast& toast, QObject* parent)
    : QObject(parent), m_compose(compose), m_viewer(viewer), m_toast(toast)
{
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
        m_toast.tell(tr("The clipboard holds a picture without its recipe; copy the file instead."));
}

void RecipeDesk::takeText(const QString& text)
{
    offer(recipeOfText(text), tr("the text"));
}

void RecipeDesk::takeFiles(const QStringList& files)
{
    QString picture;
    for (const QString& file : files)
        if (isModel(file))
            m_compose.openModel(QFileInfo(file).absoluteFilePath());
        else if (picture.isEmpty())
            picture = file;
    if (!picture.isEmpty())
        readPicture(picture);
}

void RecipeDesk::readPicture(const QString& file)
{
    const auto reading = QtConcurrent::run([file] { return image::readRecipe(file); });
    whenDone(reading, this,
        [this, file](const Result<image::Recipe>& recipe) { offer(recipe, QFileInfo(file).fileName()); });
}

void RecipeDesk::offer(const Result<image::Recipe>& recipe, const QString& from)
{
    if (!recipe) {
        const QString why = sentence(recipe.error());
        m_toast.tell(why.startsWith(QLatin1String("it ")) ? tr("No recipe in %1: %2").arg(from, why) : why);
        return;
    }
    if (qobject_cast<NoticeCard*>(m_viewer.headCard()) != nullptr) {
        m_toast.tell(tr("Answer the notice over the picture first, then offer the recipe again."));
        return;
    }
    auto* card = new RecipeCard(*recipe, from, m_compose.modelName());
    connect(card, &RecipeCard::applyWanted, this, [this](const request::GenerationRequest& request) {
        m_viewer.setHeadCard(nullptr);
        m_compose.take(request, RecipePart::All);
    });
    connect(card, &RecipeCard::closeWanted, this, [this] { m_viewer.setHeadCard(nullptr); });
    m_viewer.setHeadCard(card);
}

}  // namespace reverie::ui
