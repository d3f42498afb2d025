#include "app/reverie/models_list_command.h"

#include "app/reverie/amounts.h"
#include "app/reverie/beside.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/library_look.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <memory>

namespace reverie::app {
namespace {

using library::LibraryEntry;
using nlohmann::json;

struct Wish {
    QString text;
    QString kind;
    bool areAll = false;
    bool json = false;
};

bool isWanted(const LibraryEntry& entry, const Wish& wish)
{
    if (!wish.kind.isEmpty())
        return library::kindWord(entry.identity.kind) == wish.kind &&
            entry.name.contains(wish.text, Qt::CaseInsensitive);
    return (wish.areAll || entry.identity.isModel()) && entry.name.contains(wish.text, Qt::CaseInsensitive);
}

json objectOf(const LibraryEntry& entry)
{
    json types = json::array();
    for (const weights::DType dtype : entry.identity.dtypes)
        types.push_back(weights::dtypeName(dtype).toStdString());
    return {{"id", entry.id.toStdString()}, {"name", entry.name.toStdString()}, {"path", entry.path.toStdString()},
        {"kind", library::kindWord(entry.identity.kind).toStdString()}, {"what", entry.identity.what.toStdString()},
        {"family", entry.identity.family.toStdString()}, {"bytes", entry.bytes}, {"dtypes", types},
        {"source", library::sourceName(entry.source).toStdString()}, {"shared", entry.isShared()},
        {"repository", entry.repository.toStdString()}, {"usable", entry.identity.isUsable()},
        {"whyNot", entry.identity.whyNot.toStdString()}};
}

QString cell(const QString& text, int width)
{
    return (text.size() > width ? text.left(width - 3) + QStringLiteral("...") : text).leftJustified(width);
}

void printTable(Console& console, const std::vector<LibraryEntry>& entries)
{
    int widest = 4;
    for (const LibraryEntry& each : entries)
        widest = std::max(widest, static_cast<int>(each.name.size()));
    const int nameWidth = std::min(widest, 40);
    for (const LibraryEntry& each : entries) {
        console.print(
            QStringLiteral("%1  %2  %3  %4")
                .arg(cell(each.name, nameWidth), byteAmount(static_cast<double>(each.bytes)).rightJustified(8),
                    cell(each.identity.what, 42), library::sourceName(each.source)));
        if (!each.identity.isUsable())
            console.print(QStringLiteral("%1  %2").arg(QString(), nameWidth).arg(each.identity.whyNot));
    }
}

int run(Session& session, const Wish& wish)
{
    Interruption interruption({SIGINT, SIGTERM});
    auto look = runBeside(
        interruption, [&](const Cancellation& cancellation) { return lookAtLibrary(session.paths(), cancellation); });
    Console& console = session.console();
    if (!look) {
        console.complain(look.error());
        return exitCode(look.error(), interruption.wasRequested());
    }
    for (const QString& note : look->notes)
        console.note(note);
    std::erase_if(look->entries, [&](const LibraryEntry& each) { return !isWanted(each, wish); });
    if (!wish.json) {
        printTable(console, look->entries);
        if (look->entries.empty())
            console.note(QStringLiteral("Nothing of that kind is here; reverie models download fetches models."));
        return Done;
    }
    for (const LibraryEntry& each : look->entries)
        console.print(objectOf(each));
    return Done;
}

Setter keepKind(Wish& wish)
{
    return [&wish](const QString& word) -> Result<void> {
        wish.kind = word;
        if (library::kindOfWord(word) != library::ModelKind::Unknown || word == QLatin1String("unknown"))
            return {};
        return fail(ErrorCode::InvalidArgument, QStringLiteral("--kind knows no \"%1\"").arg(word),
            QStringLiteral("choose one that models list --all --json shows, such as lora or vae"));
    };
}

}  // namespace

Command modelsListCommand()
{
    const auto wish = std::make_shared<Wish>();
    const QString group = QStringLiteral("What is listed");
    Command command;
    command.name = QStringLiteral("models list");
    command.summary = QStringLiteral("List the models on this machine");
    command.details = QStringLiteral(
        "Looks into Reverie's own models folder, the Hugging Face cache, and the folders of AUTOMATIC1111, Forge, "
        "ComfyUI and InvokeAI where people put them. What each is was read from its tensors, not from its name.");
    command.examples = QStringLiteral("reverie models list\n"
                                      "reverie models list --kind lora\n"
                                      "reverie models list --all --json");
    command.positionals = {{QStringLiteral("TEXT"), QStringLiteral("Only those with this in their name [all]"),
        keepText(&wish->text), false, Offer::Nothing}};
    command.options = {{QStringLiteral("--all"), {}, group,
                           QStringLiteral("Also what makes no pictures by itself or cannot be used, with why"),
                           keepFlag(&wish->areAll), Offer::Nothing, {}},
        {QStringLiteral("--kind"), QStringLiteral("KIND"), group,
            QStringLiteral("Only this kind: model, lora, vae, embedding, controlnet, upscaler, ... [model]"),
            keepKind(*wish), Offer::Nothing, {}},
        {QStringLiteral("--json"), {}, QStringLiteral("Output"), QStringLiteral("One JSON object per model"),
            keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) { return run(session, *wish); };
    return command;
}

}  // namespace reverie::app
