#include "app/reverie/models_keep_commands.h"

#include "app/reverie/beside.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/library_look.h"
#include "app/reverie/progress_line.h"
#include "app/reverie/session.h"
#include "app/reverie/values.h"
#include "core/hub/blob_hash.h"
#include "core/hub/names.h"
#include "core/io/sha256.h"
#include "core/library/model_import.h"

#include <QDirIterator>
#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;

struct Wish {
    QString named;
    bool json = false;
};

enum class Finding { Hashed, Whole, Damaged, Missing };

struct Verdict {
    QString file;    ///< inside the model
    QString digest;  ///< that its name in the Hub's cache announces, else the SHA-256 that it has
    Finding finding = Finding::Hashed;

    [[nodiscard]] bool isBad() const { return finding == Finding::Damaged || finding == Finding::Missing; }
};

/// With links that lead nowhere.
QStringList filesOf(const library::LibraryEntry& entry)
{
    if (QFileInfo(entry.path).isFile())
        return {entry.path};
    QStringList files;
    QDirIterator walk(entry.path, QDir::Files | QDir::System | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext())
        files << walk.next();
    files.sort();
    return files;
}

/// Reads every byte: what was remembered of a file says nothing about the disk.
Result<Verdict> judge(const QString& file, const QString& name, const Cancellation& cancellation)
{
    if (!QFileInfo::exists(file))
        return Verdict{name, QFileInfo(QFileInfo(file).symLinkTarget()).fileName(), Finding::Missing};
    const QFileInfo blob(QFileInfo(file).canonicalFilePath());
    if (blob.dir().dirName() == QLatin1String("blobs") && hub::isEtag(blob.fileName())) {
        auto isWhole = hub::isWholeBlob(blob.filePath(), blob.fileName(), cancellation);
        if (!isWhole)
            return failWith(std::move(isWhole));
        return Verdict{name, blob.fileName(), *isWhole ? Finding::Whole : Finding::Damaged};
    }
    auto digest = io::sha256OfFile(file, cancellation);
    if (!digest)
        return failWith(std::move(digest));
    return Verdict{name, *digest};
}

const char* wordOf(Finding finding)
{
    switch (finding) {
    case Finding::Whole:
        return "whole";
    case Finding::Damaged:
        return "damaged";
    case Finding::Missing:
        return "missing";
    case Finding::Hashed:
        break;
    }
    return "hashed";
}

void print(Console& console, const Verdict& verdict, bool isJson)
{
    const char* const word = wordOf(verdict.finding);
    if (isJson)
        return console.print(
            json{{"file", verdict.file.toStdString()}, {"digest", verdict.digest.toStdString()}, {"verdict", word}});
    console.print(QStringLiteral("%1  %2  %3").arg(QLatin1String(word), -7).arg(verdict.digest, verdict.file));
}

Result<bool> verify(Session& session, const Wish& wish, Interruption& interruption)
{
    auto look = runBeside(
        interruption, [&](const Cancellation& cancellation) { return lookAtLibrary(session.paths(), cancellation); });
    if (!look)
        return failWith(std::move(look));
    auto entry = entryNamed(*look, wish.named);
    if (!entry)
        return failWith(std::move(entry));
    const QDir base(QFileInfo(entry->path).isFile() ? QFileInfo(entry->path).path() : entry->path);
    ProgressLine line(session.console());
    const QStringList files = filesOf(*entry);
    bool areAllWhole = true;
    for (qsizetype i = 0; i < files.size(); ++i) {
        const QString name = base.relativeFilePath(files[i]);
        if (session.console().isErrTerminal())
            line.show(static_cast<double>(i) / static_cast<double>(files.size()), name);
        auto verdict = runBeside(
            interruption, [&](const Cancellation& cancellation) { return judge(files[i], name, cancellation); });
        if (!verdict)
            return failWith(std::move(verdict));
        print(session.console(), *verdict, wish.json);
        areAllWhole = areAllWhole && !verdict->isBad();
    }
    if (!areAllWhole)
        session.console().note(QStringLiteral("Run reverie models download %1 to fetch again what is not whole.")
                                   .arg(entry->repository.isEmpty() ? entry->name : entry->repository));
    return areAllWhole;
}

/// \return Done for true, Failed for false
int conclude(Session& session, const Result<bool>& outcome, const Interruption& interruption)
{
    if (outcome)
        return *outcome ? Done : Failed;
    session.console().complain(outcome.error());
    return exitCode(outcome.error(), interruption.wasRequested());
}

Result<bool> import(Session& session, const QString& path, Interruption& interruption)
{
    auto where = runBeside(interruption, [&](const Cancellation& cancellation) {
        return library::importModel(path, placesOfModels(session.paths()).models, cancellation);
    });
    if (!where)
        return failWith(std::move(where));
    session.console().print(*where);
    return true;
}

}  // namespace

Command modelsImportCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("models import");
    command.summary = QStringLiteral("Put a model into Reverie's own folder");
    command.details = QStringLiteral(
        "Afterwards its name alone is enough for -m, and it stays when the original goes. On the same disk nothing is "
        "stored twice (hard links); from another it is copied. What Reverie cannot use is refused, with the reason.");
    command.examples = QStringLiteral("reverie models import ~/Downloads/dreamy.safetensors\n"
                                      "reverie generate \"a lake\" -m dreamy");
    command.positionals = {{QStringLiteral("PATH"), QStringLiteral("A model's file or diffusers folder"),
        keepText(&wish->named), true, Offer::Files}};
    command.run = [wish](Session& session) {
        Interruption interruption({SIGINT, SIGTERM});
        return conclude(session, import(session, wish->named, interruption), interruption);
    };
    return command;
}

Command modelsVerifyCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("models verify");
    command.summary = QStringLiteral("Check a model's files, byte by byte");
    command.details = QStringLiteral(
        "Files of the Hugging Face cache are compared with the digests that the Hub announced: whole, damaged or "
        "missing. For others, which nobody announced, their SHA-256 is printed.\n"
        "Exit code: 0 all is whole, 1 something is damaged or missing, or the model is not here.");
    command.examples = QStringLiteral("reverie models verify CompVis/stable-diffusion-v1-4");
    command.positionals = {{QStringLiteral("MODEL"), QStringLiteral("Its name, repository or path; see models list"),
        keepText(&wish->named), true, Offer::Files}};
    command.options = {{QStringLiteral("--json"), {}, QStringLiteral("Output"),
        QStringLiteral("One JSON object per file"), keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) {
        Interruption interruption({SIGINT, SIGTERM});
        return conclude(session, verify(session, *wish, interruption), interruption);
    };
    return command;
}

}  // namespace reverie::app
