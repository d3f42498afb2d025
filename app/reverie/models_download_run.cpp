#include "app/reverie/models_download_run.h"

#include "app/reverie/beside.h"
#include "app/reverie/download_report.h"
#include "app/reverie/exit_code.h"
#include "app/reverie/hub_session.h"
#include "app/reverie/session.h"
#include "app/reverie/terminal_input.h"

#include <QFileInfo>

#include <csignal>

namespace reverie::app {
namespace {

using hub::GateAction;

DownloadReportKind kindOf(const DownloadWish& wish)
{
    return wish.json ? DownloadReportKind::Json : wish.quiet ? DownloadReportKind::Quiet : DownloadReportKind::Lines;
}

/// A processor computes in fp32; a card in fp16, and then the smaller files say the same.
bool isHalfWanted(const QString& precision)
{
    if (precision == QLatin1String("auto"))
        return QFileInfo::exists(QStringLiteral("/proc/driver/nvidia/version"));
    return precision == QLatin1String("fp16");
}

bool wantsToken(const hub::GateWords& words)
{
    return words.action == GateAction::EnterToken || words.action == GateAction::EditToken;
}

Result<void> takeToken(HubServices& services, DownloadReport& report, const Interruption& interruption)
{
    auto token = readSecret(QStringLiteral("Token (it is not shown): "), interruption);
    if (!token)
        return failWith(std::move(token));
    auto saved = services.tokens().save(*token, secrets::Keep::Keychain);
    if (!saved)
        return failWith(std::move(saved));
    report.say(saved->words);
    return {};
}

/// Does with the person at the terminal what the gate asks for. False: nothing can be done here.
Result<bool> helpThrough(
    HubServices& services, const hub::GateWords& words, DownloadReport& report, const Interruption& interruption)
{
    if (!isPersonThere())
        return false;
    Result<void> helped;
    if (wantsToken(words) && services.tokens().variable().isEmpty())
        helped = takeToken(services, report, interruption);
    else if (words.action == GateAction::OpenPage || words.action == GateAction::CheckAgain)
        helped = waitForEnter(QStringLiteral("Press Enter to check again, or Ctrl+C to leave it: "), interruption);
    else
        return false;
    return helped ? Result<bool>(true) : failWith(std::move(helped));
}

QString adviceFor(const hub::GateWords& words, const QString& variable)
{
    if (wantsToken(words) && !variable.isEmpty())
        return QStringLiteral("give %1 another token, or unset it, and run this again").arg(variable);
    if (wantsToken(words))
        return QStringLiteral("give one with reverie models login, or set HF_TOKEN, and run this again");
    if (words.action == GateAction::UseSuccessor)
        return QStringLiteral("run reverie models download %1").arg(words.successor);
    return words.url.isEmpty() ? QString() : QStringLiteral("open %1, then run this again").arg(words.url.toString());
}

/// Asks until the gate is open, as long as somebody does something about it.
Result<hub::Inquiry> passGate(HubServices& services, const hub::InquiryWish& wish, const library::Catalogue& catalogue,
    DownloadReport& report, Interruption& interruption)
{
    while (true) {
        auto inquiry = runBeside(interruption, [&](const Cancellation& cancellation) {
            return hub::inquire(services.api(), services.cache(), wish, cancellation);
        });
        if (!inquiry || inquiry->gate.isOpen())
            return inquiry;
        const hub::GateWords words = hub::gateWords(inquiry->gate, services.api(), catalogue.gone());
        report.gate(words);
        auto helped = helpThrough(services, words, report, interruption);
        if (!helped)
            return failWith(std::move(helped));
        if (!*helped)
            return fail(ErrorCode::Unauthorized, QStringLiteral("%1 was not fetched").arg(wish.id),
                adviceFor(words, services.tokens().variable()));
    }
}

Result<void> fetch(
    Session& session, const DownloadWish& wish, const library::Catalogue& catalogue, Interruption& interruption)
{
    auto services = openHub(session, interruption);
    if (!services)
        return failWith(std::move(services));
    DownloadReport report(session.console(), kindOf(wish));
    auto inquiry = passGate(**services, wish.inquiry, catalogue, report, interruption);
    if (!inquiry)
        return failWith(std::move(inquiry));
    report.plan(*inquiry);
    if (wish.isDryRun)
        return {};
    auto folder = runBeside(interruption, [&](const Cancellation& cancellation) {
        const hub::RepoDownload download((*services)->api(), (*services)->cache(), {});
        return download.run(inquiry->job, report.events(), cancellation);
    });
    if (!folder)
        return failWith(std::move(folder));
    const bool isOneFile = inquiry->selection.kind == hub::SelectionKind::File;
    report.done(
        isOneFile ? *folder + QLatin1Char('/') + inquiry->job.files.front().path : *folder, inquiry->job.bytes());
    return {};
}

}  // namespace

int downloadModel(Session& session, DownloadWish wish)
{
    Interruption interruption({SIGINT, SIGTERM});
    Result<void> outcome;
    const library::Catalogue catalogue = readCatalogue();
    if (auto id = repositoryNamed(wish.named, catalogue)) {
        wish.inquiry.id = *id;
        wish.inquiry.selection.halfPrecision = isHalfWanted(wish.precision);
        outcome = fetch(session, wish, catalogue, interruption);
    } else {
        outcome = failWith(std::move(id));
    }
    if (outcome)
        return Done;
    session.console().complain(outcome.error());
    return exitCode(outcome.error(), interruption.wasRequested());
}

}  // namespace reverie::app
