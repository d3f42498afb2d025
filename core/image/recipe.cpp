#include "core/image/recipe.h"

#include "core/image/picture_metadata.h"
#include "core/image/recipe_forms.h"
#include "core/io/read_file.h"
#include "core/request/validate.h"

#include <algorithm>
#include <array>

namespace reverie::image {
namespace {

struct ForeignText {
    const char* keyword;
    const char* program;
};

constexpr std::array kForeignTexts = {
    ForeignText{"workflow", "ComfyUI"},
    ForeignText{"prompt", "ComfyUI"},
    ForeignText{"invokeai_metadata", "InvokeAI"},
    ForeignText{"sd-metadata", "InvokeAI"},
    ForeignText{"Dream", "InvokeAI"},
};

struct ForeignFile {
    const char* name;
    qsizetype at;
    const char* bytes;
};

constexpr std::array kForeignFiles = {
    ForeignFile{"JPEG", 0, "\xff\xd8\xff"},
    ForeignFile{"WebP", 8, "WEBP"},
    ForeignFile{"GIF", 0, "GIF8"},
    ForeignFile{"AVIF", 4, "ftypavif"},
};

const PngText* find(const PngMetadata& metadata, const char* keyword)
{
    const auto found = std::find_if(metadata.texts.begin(), metadata.texts.end(),
        [&](const PngText& each) { return each.keyword == QLatin1String(keyword); });
    return found == metadata.texts.end() ? nullptr : &*found;
}

tl::unexpected<Error> foreignForm(const QString& program)
{
    return fail(ErrorCode::Unsupported,
        QStringLiteral("its recipe is in the form of %1, which Reverie does not read").arg(program),
        QStringLiteral("choose a picture that Reverie or AUTOMATIC1111 made"));
}

tl::unexpected<Error> noRecipe(const PngMetadata& metadata)
{
    for (const ForeignText& each : kForeignTexts)
        if (find(metadata, each.keyword) != nullptr)
            return foreignForm(QString::fromLatin1(each.program));
    if (metadata.isTextCut)
        return fail(ErrorCode::Unsupported, QStringLiteral("its texts are longer than any recipe"),
            QStringLiteral("choose another picture"));
    if (metadata.isTextDamaged)
        return fail(ErrorCode::Corrupt, QStringLiteral("its recipe is damaged"));
    return fail(ErrorCode::NotFound, QStringLiteral("it holds no recipe"),
        QStringLiteral("choose a picture that Reverie or AUTOMATIC1111 made"));
}

Result<Recipe> readForm(const PngMetadata& metadata)
{
    if (const PngText* ours = find(metadata, kReverieKeyword))
        return reverieRecipe(ours->text);
    const PngText* theirs = find(metadata, kParametersKeyword);
    if (theirs == nullptr)
        return noRecipe(metadata);
    if (theirs->text.trimmed().startsWith(QLatin1Char('{')))
        return foreignForm(QStringLiteral("SwarmUI or Fooocus"));
    return a1111Recipe(theirs->text);
}

Result<void> checkComplete(const request::GenerationRequest& request)
{
    const std::pair<const char*, bool> needed[] = {
        {"number of steps", request.steps.has_value()},
        {"guidance scale (CFG)", request.guidanceScale.has_value()},
        {"seed", request.seed.has_value()},
        {"size", request.width && request.height},
    };
    for (const auto& [what, isGiven] : needed)
        if (!isGiven)
            return fail(ErrorCode::Corrupt, QStringLiteral("its recipe gives no %1").arg(QLatin1String(what)),
                QStringLiteral("choose another picture"));
    return {};
}

/// The one judge of requests, whose advice is for people who typed a value.
Result<void> checkValues(const request::GenerationRequest& request)
{
    const auto valid = request::validate(request);
    if (valid)
        return {};
    return fail(ErrorCode::Corrupt, QStringLiteral("in its recipe %1").arg(valid.error().detail),
        QStringLiteral("choose another picture"));
}

/// The kind of picture that a file is by its first bytes, where it is no PNG.
QString foreignKind(const QString& path)
{
    constexpr std::size_t kHead = 12;
    QByteArray head(kHead, '\0');
    const auto file = io::ReadFile::open(path);
    if (!file || file->size() < kHead ||
        !file->readAt(0, std::as_writable_bytes(std::span(head.data(), kHead))).has_value())
        return {};
    for (const ForeignFile& each : kForeignFiles)
        if (head.mid(each.at).startsWith(each.bytes))
            return QString::fromLatin1(each.name);
    return {};
}

}  // namespace

Result<Recipe> readRecipe(const PngMetadata& metadata)
{
    auto recipe = readForm(metadata);
    if (!recipe)
        return recipe;
    if (!recipe->facts.request.width) {
        recipe->facts.request.width = metadata.width;
        recipe->facts.request.height = metadata.height;
    }
    recipe->facts.width = *recipe->facts.request.width;
    recipe->facts.height = recipe->facts.request.height.value_or(0);
    if (auto checked = checkComplete(recipe->facts.request); !checked)
        return failWith(std::move(checked));
    if (auto checked = checkValues(recipe->facts.request); !checked)
        return failWith(std::move(checked));
    recipe->facts.seed = *recipe->facts.request.seed;
    return recipe;
}

Result<Recipe> readRecipe(const QString& path)
{
    auto metadata = readPngMetadata(path);
    if (!metadata) {
        const QString kind = metadata.error().code == ErrorCode::Corrupt ? foreignKind(path) : QString();
        if (kind.isEmpty())
            return failWith(std::move(metadata));
        return fail(ErrorCode::Unsupported,
            QStringLiteral("%1 is a %2 picture, and recipes are read from PNG files only").arg(path, kind),
            QStringLiteral("give the PNG file that it was made from"));
    }
    auto recipe = readRecipe(*metadata);
    if (!recipe)
        recipe.error().detail = QStringLiteral("%1 cannot be repeated: %2").arg(path, recipe.error().detail);
    return recipe;
}

}  // namespace reverie::image
