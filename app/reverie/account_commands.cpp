#include "app/reverie/account_commands.h"

#include "app/reverie/beside.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/hub_session.h"
#include "app/reverie/session.h"
#include "app/reverie/terminal_input.h"
#include "app/reverie/values.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>

namespace reverie::app {
namespace {

using nlohmann::json;

struct Wish {
    bool isPlainFileAllowed = false;
    bool json = false;
};

/// "ada, with the token "studio" (fine-grained)".
QString ownerWords(const hub::WhoAmI& who)
{
    QString words = who.name;
    if (!who.tokenName.isEmpty())
        words += QStringLiteral(", with the token \"%1\"").arg(who.tokenName);
    if (!who.role.isEmpty())
        words += QStringLiteral(" (%1)").arg(
            who.role == QLatin1String("fineGrained") ? QStringLiteral("fine-grained") : who.role);
    return words;
}

QString rightWords(const hub::WhoAmI& who)
{
    return who.readsGated ? QStringLiteral("It may read gated models whose terms you have accepted.")
                          : QStringLiteral("It lacks the right to read gated models: tick \"Read access to contents of "
                                           "all public gated repos\" on the token's page.");
}

/// Runs a command that speaks to the Hub; what it fails with is said and becomes the exit code.
template <typename Act>
int withHub(Session& session, Act act)
{
    Interruption interruption({SIGINT, SIGTERM});
    auto services = openHub(session, interruption);
    auto done = services ? act(**services, interruption) : Result<void>(failWith(std::move(services)));
    if (done)
        return Done;
    session.console().complain(done.error());
    return exitCode(done.error(), interruption.wasRequested());
}

Result<void> noKeychain()
{
    return fail(ErrorCode::Unsupported, QStringLiteral("no keychain answers here, so the token could not be kept"),
        QStringLiteral("use --plain-file to keep it in a file that only you can read, or set HF_TOKEN"));
}

struct LogIn {
    secrets::SavedToken saved;
    hub::WhoAmI who;
};

/// A token that the Hub does not know is not worth keeping.
Result<LogIn> keepIfKnown(
    HubServices& services, const Secret& token, secrets::Keep keep, const Cancellation& cancellation)
{
    auto who = services.api().whoAmI(token, cancellation);
    if (!who)
        return failWith(std::move(who));
    auto saved = services.tokens().save(token, keep);
    if (!saved)
        return failWith(std::move(saved));
    return LogIn{*saved, *who};
}

Result<void> logIn(Session& session, HubServices& services, Interruption& interruption, const Wish& wish)
{
    auto token = readSecret(
        QStringLiteral("Token (from https://huggingface.co/settings/tokens; it is not shown): "), interruption);
    if (!token)
        return failWith(std::move(token));
    const auto keep = wish.isPlainFileAllowed ? secrets::Keep::KeychainOrFile : secrets::Keep::Keychain;
    auto outcome = runBeside(interruption,
        [&](const Cancellation& cancellation) { return keepIfKnown(services, *token, keep, cancellation); });
    if (!outcome)
        return failWith(std::move(outcome));
    if (outcome->saved.source == secrets::TokenSource::ThisRun)
        return noKeychain();
    session.console().print(QStringLiteral("Signed in as %1. %2").arg(ownerWords(outcome->who), outcome->saved.words));
    session.console().print(rightWords(outcome->who));
    if (const auto variable = services.tokens().variable(); !variable.isEmpty())
        session.console().note(QStringLiteral("%1 is set, and its token is used as long as it is.").arg(variable));
    return {};
}

Result<void> logOut(Session& session, HubServices& services, Interruption& interruption)
{
    auto left = runBeside(interruption, [&services](const Cancellation&) -> Result<secrets::HeldToken> {
        if (auto forgotten = services.tokens().forget(); !forgotten)
            return failWith(std::move(forgotten));
        return services.tokens().held();
    });
    if (!left)
        return failWith(std::move(left));
    session.console().print(left->secret.isEmpty()
            ? QStringLiteral("Signed out: no token is left here.")
            : QStringLiteral("Reverie's own copy is gone. A token still comes from %1.").arg(left->words));
    return {};
}

Result<void> whoAmI(Session& session, HubServices& services, Interruption& interruption, const Wish& wish)
{
    struct Outcome {
        QString source;
        std::optional<hub::WhoAmI> who;
    };
    auto outcome = runBeside(interruption, [&services](const Cancellation& cancellation) -> Result<Outcome> {
        const secrets::HeldToken held = services.tokens().held();
        if (held.secret.isEmpty())
            return Outcome{held.words, {}};
        auto who = services.api().whoAmI(cancellation);
        return who ? Result<Outcome>(Outcome{held.words, *who}) : failWith(std::move(who));
    });
    if (!outcome)
        return failWith(std::move(outcome));
    Console& console = session.console();
    if (!outcome->who)
        return fail(ErrorCode::Unauthorized, QStringLiteral("there is no token here (%1)").arg(outcome->source),
            QStringLiteral("sign in with reverie models login"));
    const hub::WhoAmI& who = *outcome->who;
    if (wish.json) {
        console.print(json{{"name", who.name.toStdString()}, {"token", who.tokenName.toStdString()},
            {"role", who.role.toStdString()}, {"readsGated", who.readsGated},
            {"source", outcome->source.toStdString()}});
        return {};
    }
    console.print(QStringLiteral("%1. The token comes from %2.").arg(ownerWords(who), outcome->source));
    console.print(rightWords(who));
    return {};
}

Command account(const char* name, const char* summary)
{
    Command command;
    command.name = QString::fromLatin1(name);
    command.summary = QString::fromLatin1(summary);
    return command;
}

}  // namespace

Command modelsLoginCommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command = account("models login", "Keep a token of the Hugging Face Hub");
    command.details = QStringLiteral(
        "Reads a token from standard input (a terminal does not show it), asks the Hub whose it is, and keeps it in "
        "the "
        "system's keychain. A fine-grained token with nothing but \"Read access to contents of all public gated "
        "repos\" "
        "is enough. Tokens are never taken from the command line, where other users could see them. HF_TOKEN and the "
        "token file of Python's huggingface_hub are read without this.");
    command.examples = QStringLiteral("reverie models login\n"
                                      "reverie models login --plain-file < token.txt");
    command.options = {{QStringLiteral("--plain-file"), {}, QStringLiteral("Keeping"),
        QStringLiteral("Where no keychain answers, keep it in a file that only you can read"),
        keepFlag(&wish->isPlainFileAllowed), Offer::Nothing, {}}};
    command.run = [wish](Session& session) {
        return withHub(session, [&](HubServices& services, Interruption& interruption) {
            return logIn(session, services, interruption, *wish);
        });
    };
    return command;
}

Command modelsLogoutCommand()
{
    Command command = account("models logout", "Forget the token that models login kept");
    command.details = QStringLiteral("Takes Reverie's own copies away. A variable and the token file of Python's "
                                     "huggingface_hub stay as they are.");
    command.examples = QStringLiteral("reverie models logout");
    command.run = [](Session& session) {
        return withHub(session,
            [&](HubServices& services, Interruption& interruption) { return logOut(session, services, interruption); });
    };
    return command;
}

Command modelsWhoAmICommand()
{
    const auto wish = std::make_shared<Wish>();
    Command command = account("models whoami", "Say whose token is used, and where it comes from");
    command.details =
        QStringLiteral("Asks the Hub. Exit code 1 when there is no token, or one that the Hub does not know.");
    command.examples = QStringLiteral("reverie models whoami");
    command.options = {{QStringLiteral("--json"), {}, QStringLiteral("Output"),
        QStringLiteral("One JSON object instead of text"), keepFlag(&wish->json), Offer::Nothing, {}}};
    command.run = [wish](Session& session) {
        return withHub(session, [&](HubServices& services, Interruption& interruption) {
            return whoAmI(session, services, interruption, *wish);
        });
    };
    return command;
}

}  // namespace reverie::app
