#include "core/image/picture_metadata.h"
#include "core/image/recipe_forms.h"
#include "core/request/limits.h"
#include "core/request/quoted.h"
#include "core/request/request_json.h"
#include "core/request/typed_values.h"

#include <algorithm>

namespace reverie::image {
namespace {

using nlohmann::json;

constexpr qsizetype kMostLetters = 200;    // of a name or version
constexpr std::size_t kMostWeights = 100;  // files in all
constexpr std::size_t kMostApproximations = 20;
constexpr int kMostSteps = 1'000'000;  // adaptive samplers choose their own number
constexpr qsizetype kDigits = 64;

tl::unexpected<Error> broken(const QString& what)
{
    return fail(ErrorCode::Corrupt, QStringLiteral("in its recipe %1").arg(what));
}

QString textOf(const json& value)
{
    return QString::fromStdString(value.get_ref<const std::string&>());
}

bool isName(const json& value)
{
    if (!value.is_string())
        return false;
    const QString text = textOf(value);
    return text.size() <= kMostLetters && request::shown(text, kMostLetters) == text;
}

bool isSha256(const json& value)
{
    const auto isDigit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return value.is_string() && value.get_ref<const std::string&>().size() == kDigits &&
        std::ranges::all_of(value.get_ref<const std::string&>(), isDigit);
}

/// The value under `key`, null when there is none.
const json& at(const json& table, const char* key)
{
    static const json kNull;
    const auto found = table.find(key);
    return found == table.end() ? kNull : *found;
}

Result<void> readNames(const json& table, std::initializer_list<std::pair<const char*, QString*>> names)
{
    for (const auto& [key, target] : names) {
        const json& value = at(table, key);
        if (value.is_null())
            continue;
        if (!isName(value))
            return broken(QStringLiteral("\"%1\" is no name").arg(QLatin1String(key)));
        *target = textOf(value);
    }
    return {};
}

Result<void> checkSchema(const json& chunk)
{
    const json& schema = at(chunk, "schema");
    if (!schema.is_number_unsigned() || schema.get<std::uint64_t>() == 0)
        return broken(QStringLiteral("no schema is given"));
    if (schema.get<std::uint64_t>() > kMetadataSchema)
        return fail(ErrorCode::Unsupported,
            QStringLiteral("a newer Reverie wrote its recipe, in schema %1, and this one reads up to %2")
                .arg(QString::fromStdString(schema.dump()))
                .arg(kMetadataSchema),
            QStringLiteral("update Reverie"));
    return {};
}

/// Seeds are strings, because many readers of JSON keep 53 bits.
Result<void> readSeed(const json& chunk, PictureFacts& facts)
{
    const json& value = at(chunk, "seed");
    const auto seed = value.is_string() && value.get_ref<const std::string&>().size() <= 20
        ? request::parseSeed(textOf(value))
        : Result<std::optional<std::uint64_t>>();
    if (!seed || !*seed)
        return broken(QStringLiteral("the seed is no whole number in quotation marks"));
    facts.seed = **seed;
    return {};
}

Result<void> readSize(const json& chunk, PictureFacts& facts)
{
    const json& size = at(chunk, "size");
    const auto isSide = [](const json& side) {
        return side.is_number_integer() && side >= request::kSide.least && side <= request::kSide.most;
    };
    if (!size.is_array() || size.size() != 2 || !isSide(size[0]) || !isSide(size[1]))
        return broken(QStringLiteral("the size is not that of a picture"));
    facts.width = size[0].get<int>();
    facts.height = size[1].get<int>();
    return {};
}

Result<void> readWeights(const json& model, PictureFacts& facts)
{
    const json& files = at(model, "files");
    if (files.is_null())
        return {};
    if (!files.is_object())
        return broken(QStringLiteral("the model's files are no table"));
    for (const auto& [component, hashes] : files.items()) {
        if (!isName(component) || !hashes.is_array() || facts.weights.size() + hashes.size() > kMostWeights)
            return broken(QStringLiteral("the model's files are no lists of hashes"));
        for (const json& hash : hashes) {
            if (!isSha256(hash))
                return broken(QStringLiteral("a model's file has no SHA-256"));
            facts.weights.push_back({QString::fromStdString(component), textOf(hash)});
        }
    }
    return {};
}

Result<void> readModel(const json& chunk, PictureFacts& facts)
{
    const json& model = at(chunk, "model");
    if (!model.is_object())
        return broken(QStringLiteral("no model is given"));
    return readNames(model, {{"name", &facts.model.name}, {"family", &facts.model.family}}).and_then([&] {
        return readWeights(model, facts);
    });
}

Result<void> readApproximations(const json& chunk, PictureFacts& facts)
{
    const json& names = at(chunk, "approximations");
    if (names.is_null())
        return {};
    if (!names.is_array() || names.size() > kMostApproximations || !std::ranges::all_of(names, isName))
        return broken(QStringLiteral("the approximations are no list of names"));
    for (const json& each : names)
        facts.approximations.push_back(textOf(each));
    return {};
}

Result<void> readStop(const json& chunk, PictureFacts& facts)
{
    const json& stop = at(chunk, "stopped");
    if (stop.is_null())
        return {};
    const auto isStep = [](const json& step) { return step.is_number_unsigned() && step <= kMostSteps; };
    if (!stop.is_object() || !isStep(at(stop, "step")) || !isStep(at(stop, "of")))
        return broken(QStringLiteral("the step at which it was stopped is no step"));
    facts.stop = {stop["step"].get<int>(), stop["of"].get<int>()};
    if (facts.stop.step == 0 || (facts.stop.of > 0 && facts.stop.step > facts.stop.of))
        return broken(QStringLiteral("it was stopped at step %1 of %2").arg(facts.stop.step).arg(facts.stop.of));
    return {};
}

/// The request of the run, cut down to this one picture of it.
Result<void> readRequest(const json& chunk, Recipe& recipe)
{
    json table = at(chunk, "request");
    if (table.is_object())
        table.erase("seed");  // of the run's first picture
    auto request = request::requestFromJson(table);
    if (!request)
        return broken(request.error().detail);
    recipe.vae = request::shown(request->vae, kMostLetters);
    request->model.clear();
    request->vae.clear();
    request->seed = recipe.facts.seed;
    request->width = recipe.facts.width;
    request->height = recipe.facts.height;
    request->count = 1;
    request->batch = 1;
    request->wantLatents = false;
    recipe.facts.request = *std::move(request);
    return {};
}

}  // namespace

Result<Recipe> reverieRecipe(const QString& text)
{
    const json chunk = json::parse(text.toStdString(), nullptr, false);
    if (!chunk.is_object())
        return fail(ErrorCode::Corrupt, QStringLiteral("its recipe is no JSON object"));
    Recipe recipe;
    PictureFacts& facts = recipe.facts;
    const auto read =
        checkSchema(chunk)
            .and_then([&] { return readSeed(chunk, facts); })
            .and_then([&] { return readSize(chunk, facts); })
            .and_then([&] {
                return readNames(chunk,
                    {{"engine", &facts.engineVersion}, {"torch", &facts.torchVersion}, {"device", &facts.model.device},
                        {"dtype", &facts.model.dtype}, {"attention", &facts.model.attention}});
            })
            .and_then([&] { return readModel(chunk, facts); })
            .and_then([&] { return readApproximations(chunk, facts); })
            .and_then([&] { return readStop(chunk, facts); })
            .and_then([&] { return readRequest(chunk, recipe); });
    if (!read)
        return tl::unexpected<Error>(read.error());
    recipe.program = QStringLiteral("Reverie ") + facts.engineVersion;
    return recipe;
}

}  // namespace reverie::image
