#include "app/reverie/models_download_command.h"

#include "app/reverie/models_download_run.h"
#include "app/reverie/values.h"

#include <memory>

namespace reverie::app {
namespace {

Setter keepPrecision(DownloadWish& wish)
{
    return [&wish](const QString& word) -> Result<void> {
        static const QStringList known{QStringLiteral("auto"), QStringLiteral("fp16"), QStringLiteral("fp32")};
        if (!known.contains(word))
            return fail(ErrorCode::InvalidArgument, QStringLiteral("--precision knows no \"%1\"").arg(word),
                QStringLiteral("choose auto, fp16 or fp32"));
        wish.precision = word;
        return {};
    };
}

std::vector<Option> options(DownloadWish& wish)
{
    const QString what = QStringLiteral("What is fetched");
    const QString output = QStringLiteral("Output");
    return {
        {QStringLiteral("--precision"), QStringLiteral("TYPE"), what,
            QStringLiteral(
                "fp16 (half the size; for a graphics card), fp32 or auto [auto: fp16 where there is an NVIDIA "
                "driver]"),
            keepPrecision(wish), Offer::Words,
            {QStringLiteral("auto"), QStringLiteral("fp16"), QStringLiteral("fp32")}},
        {QStringLiteral("--file"), QStringLiteral("NAME"), what,
            QStringLiteral("Of a repository of single files, this one [the best]"),
            keepText(&wish.inquiry.selection.file), Offer::Nothing, {}},
        {QStringLiteral("--revision"), QStringLiteral("NAME"), what, QStringLiteral("A branch, tag or commit [main]"),
            keepText(&wish.inquiry.revision), Offer::Nothing, {}},
        {QStringLiteral("--dry-run"), {}, what, QStringLiteral("Say what would be fetched, and fetch nothing"),
            keepFlag(&wish.isDryRun), Offer::Nothing, {}},
        {QStringLiteral("--json"), {}, output, QStringLiteral("One JSON object per event on standard output"),
            keepFlag(&wish.json), Offer::Nothing, {}},
        {QStringLiteral("--quiet"), {}, output, QStringLiteral("No progress, only the folder at the end"),
            keepFlag(&wish.quiet), Offer::Nothing, {}},
    };
}

}  // namespace

Command modelsDownloadCommand()
{
    const auto wish = std::make_shared<DownloadWish>();
    Command command;
    command.name = QStringLiteral("models download");
    command.summary = QStringLiteral("Fetch a model from the Hugging Face Hub");
    command.details = QStringLiteral(
        "Takes what a picture needs, in one precision, never the whole repository, and puts it into the Hub's standard "
        "cache (HF_HOME), where other programs find it too. Every file is compared with the digest that the Hub "
        "announces before it appears. What was begun goes on where it stopped: after a broken connection, Ctrl+C, a "
        "crash or a restart, run the same command again. Where terms have to be accepted or a token is missing, it "
        "says "
        "so and what to do; at a terminal it takes the token then and there.\n"
        "Exit code: 0 fetched, 1 failed, 2 wrong usage, 3 cancelled, 130 after Ctrl+C.");
    command.examples = QStringLiteral("reverie models download CompVis/stable-diffusion-v1-4\n"
                                      "reverie models download sdxl-base --precision fp16\n"
                                      "reverie generate \"a red forest\" -m CompVis/stable-diffusion-v1-4");
    command.positionals = {{QStringLiteral("MODEL"),
        QStringLiteral("OWNER/NAME, the address of its page, or a name of the catalogue such as sd-1-5"),
        keepText(&wish->named), true, Offer::Nothing}};
    command.options = options(*wish);
    command.run = [wish](Session& session) { return downloadModel(session, *wish); };
    return command;
}

}  // namespace reverie::app
