#include "app/reverie/models_remove_command.h"

#include "app/reverie/beside.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/library_look.h"
#include "app/reverie/session.h"
#include "app/reverie/terminal_input.h"
#include "app/reverie/values.h"
#include "core/library/model_removal.h"

#include <csignal>
#include <cstdio>
#include <memory>

namespace reverie::app {
namespace {

struct Wish {
    QString named;
    bool isAgreed = false;
};

/// Enter alone is a no.
bool agrees()
{
    std::fputs("Remove it? [y/N] ", stderr);
    std::fflush(stderr);
    const int answer = std::fgetc(stdin);
    return answer == 'y' || answer == 'Y';
}

Result<library::RemovalPlan> plan(const Paths& paths, const QString& named, const Cancellation& cancellation)
{
    auto look = lookAtLibrary(paths, cancellation);
    if (!look)
        return failWith(std::move(look));
    auto entry = entryNamed(*look, named);
    return entry ? library::planRemoval(*entry, look->entries, {}) : failWith(std::move(entry));
}

Result<void> remove(Session& session, const Wish& wish, Interruption& interruption)
{
    auto planned = runBeside(interruption,
        [&](const Cancellation& cancellation) { return plan(session.paths(), wish.named, cancellation); });
    if (!planned)
        return failWith(std::move(planned));
    session.console().note(library::removalWords(*planned));
    if (!wish.isAgreed && !isPersonThere())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("nobody is there to agree, so nothing was removed"),
            QStringLiteral("say --yes"));
    if (!wish.isAgreed && !agrees())
        return fail(ErrorCode::Cancelled, QStringLiteral("nothing was removed"));
    auto removed = library::removeModel(*planned);
    if (!removed)
        return failWith(std::move(removed));
    session.console().print(QStringLiteral("%1 is in the trash; it comes back from there.").arg(removed->plan.name));
    return {};
}

}  // namespace

Command modelsRemoveCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command;
    command.name = QStringLiteral("models remove");
    command.summary = QStringLiteral("Move a model to the trash");
    command.details = QStringLiteral("Says what goes and what that frees, and asks. A model of the Hugging Face cache "
                                     "goes with all its states; what "
                                     "other models share with it stays. The desktop's trash brings it back.");
    command.examples = QStringLiteral("reverie models remove CompVis/stable-diffusion-v1-4\n"
                                      "reverie models remove ~/models/dreamy.safetensors --yes");
    command.positionals = {{QStringLiteral("MODEL"), QStringLiteral("Its name, repository or path; see models list"),
        keepText(&wish->named), true, Offer::Files}};
    command.options = {{QStringLiteral("--yes"), {}, QStringLiteral("Asking"), QStringLiteral("Do not ask"),
        keepFlag(&wish->isAgreed), Offer::Nothing, {}}};
    command.run = [wish](Session& session) {
        Interruption interruption({SIGINT, SIGTERM});
        const auto done = remove(session, *wish, interruption);
        if (done)
            return static_cast<int>(Done);
        session.console().complain(done.error());
        return exitCode(done.error(), interruption.wasRequested());
    };
    return command;
}

}  // namespace reverie::app
