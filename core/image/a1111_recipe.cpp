#include "core/image/a1111_parameters.h"
#include "core/image/recipe_forms.h"
#include "core/request/quoted.h"
#include "core/request/sampler_names.h"
#include "core/request/typed_values.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

namespace reverie::image {
namespace {

using request::Emphasis;
using request::GenerationRequest;
using request::RngSource;

constexpr qsizetype kMostListed = 20;  // of what is not repeated
constexpr qsizetype kMostLetters = 80;

/// Puts an item's value where it belongs; false when the value is nothing that can stand there.
using Take = bool (*)(const QString& value, Recipe& recipe);

struct KnownItem {
    const char* key;
    Take take;
};

bool takeSteps(const QString& value, Recipe& recipe)
{
    bool isNumber = false;
    recipe.facts.request.steps = value.toInt(&isNumber);
    return isNumber;
}

bool takeGuidance(const QString& value, Recipe& recipe)
{
    bool isNumber = false;
    recipe.facts.request.guidanceScale = value.toDouble(&isNumber);
    return isNumber && std::isfinite(*recipe.facts.request.guidanceScale);
}

bool takeSeed(const QString& value, Recipe& recipe)
{
    const auto seed = request::parseSeed(value);
    if (seed)
        recipe.facts.request.seed = *seed;
    return seed.has_value();
}

bool takeSize(const QString& value, Recipe& recipe)
{
    const auto size = request::parseSize(value);
    if (size) {
        recipe.facts.request.width = size->width;
        recipe.facts.request.height = size->height;
    }
    return size.has_value();
}

bool takeClipSkip(const QString& value, Recipe& recipe)
{
    bool isNumber = false;
    recipe.facts.request.clipSkip = value.toInt(&isNumber);
    return isNumber;
}

bool takeSampler(const QString& value, Recipe& recipe)
{
    if (request::findSampler(value))
        recipe.facts.request.sampler = value;
    else
        recipe.notRepeated << QStringLiteral("the sampler %1").arg(request::quoted(value));
    return true;
}

bool takeSchedule(const QString& value, Recipe& recipe)
{
    if (request::findSchedule(value))
        recipe.facts.request.schedule = value;
    else
        recipe.notRepeated << QStringLiteral("the schedule %1").arg(request::quoted(value));
    return true;
}

bool takeRng(const QString& value, Recipe& recipe)
{
    recipe.facts.request.rng = value == QLatin1String("CPU") ? RngSource::Cpu : RngSource::Nv;
    return value == QLatin1String("CPU") || value == QLatin1String("NV") || value == QLatin1String("GPU");
}

bool takeEmphasis(const QString& value, Recipe& recipe)
{
    constexpr std::array kNames = {"None", "Ignore", "Original", "No norm"};  // in the order of the enum
    const auto* found =
        std::find_if(kNames.begin(), kNames.end(), [&](const char* name) { return value == QLatin1String(name); });
    if (found != kNames.end())
        recipe.facts.request.emphasis = static_cast<Emphasis>(found - kNames.begin());
    return found != kNames.end();
}

/// 10 digits of a SHA-256. Before 2023 there were 8 of a sum over a piece of the file, which find nothing.
void takeHash(const char* component, const QString& value, Recipe& recipe)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[0-9a-f]{10,64}\\z"));
    const QString digits = value.toLower();
    if (pattern.match(digits).hasMatch())
        recipe.facts.weights.push_back({QString::fromLatin1(component), digits});
}

bool takeModelHash(const QString& value, Recipe& recipe)
{
    takeHash("unet", value, recipe);
    return true;
}

bool takeVaeHash(const QString& value, Recipe& recipe)
{
    takeHash("vae", value, recipe);
    return true;
}

bool takeModel(const QString& value, Recipe& recipe)
{
    recipe.facts.model.name = request::shown(value, kMostLetters);
    return true;
}

bool takeVae(const QString& value, Recipe& recipe)
{
    recipe.vae = request::shown(value, kMostLetters);
    return true;
}

bool takeVersion(const QString& value, Recipe& recipe)
{
    recipe.program = request::shown(value, kMostLetters);
    return true;
}

/// "12 of 25" or "12".
bool takeStop(const QString& value, Recipe& recipe)
{
    static const QRegularExpression pattern(QStringLiteral("\\A([1-9][0-9]{0,5})(?: of ([1-9][0-9]{0,5}))?\\z"));
    const auto found = pattern.match(value);
    recipe.facts.stop = {found.captured(1).toInt(), found.captured(2).toInt()};
    return found.hasMatch() && (recipe.facts.stop.of == 0 || recipe.facts.stop.step <= recipe.facts.stop.of);
}

/// Only ancestral samplers look at it, and 0 is what it is unless somebody changes it.
bool takeEnsd(const QString& value, Recipe& recipe)
{
    if (value != QLatin1String("0"))
        recipe.notRepeated << QStringLiteral("ENSD: ") + request::shown(value);
    return true;
}

/// They stand beside the tags in the prompt, which say it better.
bool takeLoraHashes(const QString& value, Recipe& recipe)
{
    if (recipe.notRepeated.filter(QStringLiteral("the LoRA ")).isEmpty())
        recipe.notRepeated << QStringLiteral("Lora hashes: ") + request::shown(value);
    return true;
}

bool ignore(const QString&, Recipe&)
{
    return true;
}

constexpr std::array kItems = {
    KnownItem{"Steps", takeSteps},
    KnownItem{"Sampler", takeSampler},
    KnownItem{"Schedule type", takeSchedule},
    KnownItem{"CFG scale", takeGuidance},
    KnownItem{"Seed", takeSeed},
    KnownItem{"Size", takeSize},
    KnownItem{"Model hash", takeModelHash},
    KnownItem{"Model", takeModel},
    KnownItem{"VAE hash", takeVaeHash},
    KnownItem{"VAE", takeVae},
    KnownItem{"Clip skip", takeClipSkip},
    KnownItem{"ENSD", takeEnsd},
    KnownItem{"Lora hashes", takeLoraHashes},
    KnownItem{"RNG", takeRng},
    KnownItem{"Emphasis", takeEmphasis},
    KnownItem{"Stopped at step", takeStop},
    KnownItem{"Version", takeVersion},
    // What changes no pixel, or stands elsewhere too.
    KnownItem{"User", ignore},
    KnownItem{"Hashes", ignore},
    KnownItem{"Batch size", ignore},
    KnownItem{"Batch pos", ignore},
};

Result<void> take(const A1111Item& item, Recipe& recipe)
{
    const auto* known = std::find_if(
        kItems.begin(), kItems.end(), [&](const KnownItem& each) { return item.key == QLatin1String(each.key); });
    if (known == kItems.end())
        recipe.notRepeated << request::shown(item.key) + QStringLiteral(": ") + request::shown(item.value);
    else if (!known->take(item.value, recipe))
        return fail(ErrorCode::Corrupt,
            QStringLiteral("its recipe says %1: %2").arg(item.key, request::quoted(item.value)),
            QStringLiteral("choose another picture"));
    return {};
}

/// The prompt without the tags of extra networks, which are listed instead.
QString withoutNetworks(const QString& prompt, Recipe& recipe)
{
    static const QRegularExpression pattern(QStringLiteral("<(lora|lyco|hypernet):([^<>]*)>"));
    QString text;
    qsizetype end = 0;
    for (auto found = pattern.globalMatch(prompt); found.hasNext();) {
        const auto tag = found.next();
        const QString kind = tag.captured(1) == QLatin1String("hypernet") ? QStringLiteral("the hypernetwork")
                                                                          : QStringLiteral("the LoRA");
        recipe.notRepeated << kind + QLatin1Char(' ') +
                request::quoted(tag.captured(2).section(QLatin1Char(':'), 0, 0));
        text += prompt.mid(end, tag.capturedStart() - end);
        end = tag.capturedEnd();
    }
    return text + prompt.mid(end);
}

/// Versions before 1.9 knew no schedule but the one in the sampler's name, and what had none ran on the model's own.
bool hasNoSchedules(const QString& program)
{
    static const QRegularExpression pattern(QStringLiteral("\\Av1\\.[0-8]\\."));
    return pattern.match(program).hasMatch();
}

void giveSchedule(Recipe& recipe)
{
    GenerationRequest& request = recipe.facts.request;
    if (request.schedule || !request.sampler)
        return;
    const auto choice = request::findSampler(*request.sampler);
    const bool isJoined = choice && choice->schedule;
    request.schedule = hasNoSchedules(recipe.program) && !isJoined ? QStringLiteral("Uniform") : request::kAutomatic;
}

void shorten(QStringList& list)
{
    if (list.size() <= kMostListed)
        return;
    const qsizetype more = list.size() - kMostListed;
    list = list.mid(0, kMostListed) << QStringLiteral("%1 more").arg(more);
}

}  // namespace

Result<Recipe> a1111Recipe(const QString& text)
{
    const A1111Parameters parameters = parseA1111(text);
    if (parameters.items.empty())
        return fail(ErrorCode::NotFound, QStringLiteral("it holds a prompt and no settings"),
            QStringLiteral("choose a picture that Reverie or AUTOMATIC1111 made"));
    Recipe recipe;
    recipe.facts.request.rng = RngSource::Nv;
    recipe.facts.request.prompt = withoutNetworks(parameters.prompt, recipe);
    recipe.facts.request.negativePrompt = withoutNetworks(parameters.negativePrompt, recipe);
    for (const A1111Item& item : parameters.items)
        if (auto taken = take(item, recipe); !taken)
            return failWith(std::move(taken));
    giveSchedule(recipe);
    shorten(recipe.notRepeated);
    return recipe;
}

}  // namespace reverie::image
