#include "app/reverie/generate_command.h"

#include "app/reverie/exit_code.h"
#include "app/reverie/generate_run.h"
#include "app/reverie/recipe_start.h"
#include "app/reverie/request_options.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"

namespace reverie::app {
namespace {

std::vector<Option> amountOptions(GenerateWish& wish)
{
    const QString group = QStringLiteral("How many, and where to");
    return {
        {QStringLiteral("--count"), QStringLiteral("N"), group, QStringLiteral("Pictures in all, 1 to 10000 [1]"),
            keepWhole(QStringLiteral("--count"), &wish.request.count), Offer::Nothing, {}},
        {QStringLiteral("--batch"), QStringLiteral("N"), group,
            QStringLiteral("Pictures computed at a time, 1 to 64; changes speed and memory, not the pictures [1]"),
            keepWhole(QStringLiteral("--batch"), &wish.request.batch), Offer::Nothing, {}},
        {QStringLiteral("-o,--output"), QStringLiteral("FILE|DIR|-"), group,
            QStringLiteral("A .png file (several pictures are numbered beside it), a folder, or - for standard output "
                           "[a folder for the day in Pictures/Reverie]"),
            keepText(&wish.output), Offer::Files, {}},
        {QStringLiteral("--force"), {}, group, QStringLiteral("Replace files that exist already"),
            keepFlag(&wish.force), Offer::Nothing, {}},
        {QStringLiteral("--save-latents"), QStringLiteral("FILE"), group,
            QStringLiteral(
                "Also write the final latents, as diffusers' output_type=\"latent\" returns them: a safetensors "
                "file with the float32 tensor \"latents\" [N,C,h,w]"),
            keepText(&wish.latentsFile), Offer::Files, {}},
        {QStringLiteral("--json"), {}, group,
            QStringLiteral("One JSON object per event on standard output, and nothing else there"),
            keepFlag(&wish.json), Offer::Nothing, {}},
        {QStringLiteral("--quiet"), {}, group, QStringLiteral("No progress, only the files' paths"),
            keepFlag(&wish.quiet), Offer::Nothing, {}},
    };
}

/// Sets what is given, and notes it, so that it can be set again over a recipe.
Setter noted(GenerateWish& wish, const Setter& set)
{
    return [&wish, set](const QString& text) {
        wish.given.push_back([set, text] { std::ignore = set(text); });
        return set(text);
    };
}

Option fromOption(GenerateWish& wish)
{
    return {QStringLiteral("--from"), QStringLiteral("FILE.png"), QStringLiteral("Picture"),
        QStringLiteral(
            "Start from the recipe in a picture's file, Reverie's or AUTOMATIC1111's: its prompt, seed, model "
            "and all; what else is given here goes before it"),
        keepText(&wish.from), Offer::Files, {}};
}

std::vector<Option> options(GenerateWish& wish)
{
    std::vector<Option> all{fromOption(wish)};
    for (const auto& part : {pictureOptions(wish.request), samplingOptions(wish.request), amountOptions(wish),
             modelOptions(wish.request), computingOptions(wish.request)})
        all.insert(all.end(), part.begin(), part.end());
    for (Option& option : all)
        option.set = noted(wish, option.set);
    return all;
}

Positional promptPlace(GenerateWish& wish)
{
    Positional place{QStringLiteral("PROMPT"),
        QStringLiteral("What the picture shows, in quotation marks; may be left out with --from"),
        noted(wish, keepText(&wish.request.prompt)), false};
    place.set = [&wish, set = place.set](const QString& text) {
        wish.hasPrompt = true;
        return set(text);
    };
    return place;
}

int run(Session& session, GenerateWish& wish)
{
    Result<void> ready;
    if (!wish.from.isEmpty())
        ready = startFromRecipe(session, wish);
    else if (!wish.hasPrompt)
        ready = fail(ErrorCode::InvalidArgument, QStringLiteral("PROMPT is missing"),
            QStringLiteral("see reverie generate --help"));
    if (ready)
        return generate(session, wish);
    session.console().complain(ready.error());
    return exitCode(ready.error(), false);
}

}  // namespace

Command generateCommand()
{
    const auto wish = std::make_shared<GenerateWish>();
    Command command;
    command.name = QStringLiteral("generate");
    command.summary = QStringLiteral("Make one picture or many from words");
    command.details = QStringLiteral("Prints the path of each picture as soon as it is saved. A picture never replaces "
                                     "a file unless --force is given, "
                                     "and its file tells how it was made: other programs read the recipe too.\n"
                                     "Ctrl+C ends the run within a step; pictures that are finished stay. Exit code: 0 "
                                     "done, 1 failed, 2 wrong usage, "
                                     "3 cancelled, 130 after Ctrl+C.");
    command.examples = QStringLiteral(
        "reverie generate \"Red forest, digital art, trending\" -o red-forest.png\n"
        "reverie generate \"a lighthouse in a storm\" --seed 7 --count 4 --batch 2 -o pictures/\n"
        "reverie generate \"(purple:1.3) sky over the desert\" -n \"clouds\" --sampler \"Euler a\" --steps 30\n"
        "reverie generate --from red-forest.png --seed 8\n"
        "reverie generate \"a sailboat\" -o - | display");
    command.positionals = {promptPlace(*wish)};
    command.options = options(*wish);
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
