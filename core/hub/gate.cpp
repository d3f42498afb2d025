#include "core/hub/gate.h"

#include <algorithm>

namespace reverie::hub {
namespace {

using namespace std::chrono_literals;

bool says(const HubAnswer& answer, const char* words)
{
    return answer.message.contains(QLatin1String(words), Qt::CaseInsensitive);
}

bool hasFault(const std::optional<HubAnswer>& answer, HubFault fault)
{
    return answer && answer->fault == fault;
}

GateState badToken(const HubAnswer& answer)
{
    return says(answer, "expired") || says(answer, "revoked") ? GateState::TokenExpired : GateState::TokenInvalid;
}

/// The Hub's own words tell apart what its code does not.
GateState behindTheGate(const GateFacts& facts)
{
    const HubAnswer& answer = *facts.file;
    if (!facts.hasToken)
        return GateState::NoToken;
    if (facts.tokenCheck)
        return badToken(*facts.tokenCheck);
    if (says(answer, "awaiting a review"))
        return GateState::Pending;
    if (says(answer, "rejected") || says(answer, "refused"))
        return GateState::Refused;
    const bool lacksRight = says(answer, "fine-grained") || says(answer, "public gated repos");
    if (lacksRight || (facts.who && !facts.who->readsGated))
        return GateState::TokenLacksRight;
    return GateState::TermsNotAccepted;
}

GateState withoutDescription(const GateFacts& facts)
{
    const HubAnswer& answer = *facts.refusal;
    if (facts.tokenCheck)
        return badToken(*facts.tokenCheck);
    if (answer.fault == HubFault::InvalidToken)
        return badToken(answer);
    if (answer.fault == HubFault::Disabled)
        return GateState::Disabled;
    if (answer.fault == HubFault::Gated)
        return facts.hasToken ? GateState::TermsNotAccepted : GateState::NoToken;
    return GateState::Missing;
}

GateWords page(QString title, QString sentence, const char* button, GateAction action, QUrl url = {})
{
    return {std::move(title), std::move(sentence), QString::fromLatin1(button), action, std::move(url), {}};
}

/// The Hub's message where it adds to our words.
QString quotedMessage(const Gate& gate)
{
    const auto& file = gate.facts.file;
    return file && !file->message.isEmpty() ? QStringLiteral(" The Hub says: \"%1\"").arg(file->message) : QString();
}

GateWords goneWords(const GoneRepository& gone)
{
    GateWords words;
    words.title = QStringLiteral("This model is gone");
    words.sentence = QStringLiteral("%1 is not on the Hub any more. %2").arg(gone.id, gone.why);
    if (gone.successor.isEmpty())
        return words;
    words.button = QStringLiteral("Use the copy");
    words.action = GateAction::UseSuccessor;
    words.successor = gone.successor;
    return words;
}

GateWords missingWords(const Gate& gate, std::span<const GoneRepository> gone)
{
    const QString& id = gate.facts.id;
    const auto known = std::ranges::find_if(
        gone, [&](const GoneRepository& each) { return each.id.compare(id, Qt::CaseInsensitive) == 0; });
    if (known != gone.end())
        return goneWords(*known);
    if (gate.facts.hasToken)
        return page(QStringLiteral("Not found"),
            QStringLiteral("%1 is not on the Hub, or it is private and your token may not see it.").arg(id),
            "Check again", GateAction::CheckAgain);
    return page(QStringLiteral("Not found"),
        QStringLiteral("%1 is not on the Hub, or it is private. If it is yours, add your token.").arg(id),
        "Enter a token", GateAction::EnterToken);
}

GateWords renamedWords(const Gate& gate)
{
    GateWords words = page(QStringLiteral("This model has a new name"),
        QStringLiteral("%1 is called %2 now.").arg(gate.facts.id, gate.facts.info->id), "Use the new name",
        GateAction::UseSuccessor);
    words.successor = gate.facts.info->id;
    return words;
}

QUrl tokensPage(const HubApi& api)
{
    return api.pageUrl(QStringLiteral("settings/tokens"));
}

GateWords tokenWords(const Gate& gate, const HubApi& api)
{
    const QString& id = gate.facts.id;
    switch (gate.state) {
    case GateState::TokenInvalid:
        return page(QStringLiteral("The token is not valid"),
            QStringLiteral("The Hub does not know this token. Copy it again, or make a new one, and enter it here."),
            "Enter a token", GateAction::EnterToken);
    case GateState::TokenExpired:
        return page(QStringLiteral("The token has expired"),
            QStringLiteral("This token has expired or was revoked. Make a new one and enter it here."), "Enter a token",
            GateAction::EnterToken);
    case GateState::TokenLacksRight:
        return page(QStringLiteral("The token lacks a right"),
            QStringLiteral("Your token may not read gated models. Edit it, tick \"Read access to contents of all "
                           "public gated repos you can access\", and come back."),
            "Edit the token", GateAction::EditToken, tokensPage(api));
    default:
        return page(QStringLiteral("This model asks who you are"),
            QStringLiteral("%1 is given to people who accept its terms. Enter a token of your Hugging Face account; "
                           "one that may only read is enough.")
                .arg(id),
            "Enter a token", GateAction::EnterToken);
    }
}

GateWords termsWords(const Gate& gate, const HubApi& api)
{
    const QString& id = gate.facts.id;
    switch (gate.state) {
    case GateState::Pending:
        return page(QStringLiteral("Waiting for approval"),
            QStringLiteral("The authors of %1 have not yet answered your request. That can take days.").arg(id),
            "Check again", GateAction::CheckAgain);
    case GateState::Refused:
        return page(QStringLiteral("Access refused"),
            QStringLiteral("The authors of %1 have refused your request.").arg(id) + quotedMessage(gate),
            "Open its page", GateAction::OpenPage, api.pageUrl(id));
    default:
        return page(QStringLiteral("Terms to accept"),
            QStringLiteral("Accept the terms of %1 on its page, then come back.").arg(id) + quotedMessage(gate),
            "Open its page", GateAction::OpenPage, api.pageUrl(id));
    }
}

}  // namespace

bool Gate::isOpen() const
{
    return state == GateState::Granted || state == GateState::NotGated || state == GateState::Renamed;
}

GateState gateState(const GateFacts& facts)
{
    if (facts.isOffline)
        return GateState::Offline;
    if (facts.refusal)
        return withoutDescription(facts);
    if (!facts.info)
        return GateState::Missing;
    if (facts.info->isDisabled || hasFault(facts.file, HubFault::Disabled))
        return GateState::Disabled;
    if (hasFault(facts.file, HubFault::InvalidToken))
        return badToken(*facts.file);
    if (hasFault(facts.file, HubFault::Gated))
        return behindTheGate(facts);
    if (hasFault(facts.file, HubFault::RepoNotFound))
        return facts.tokenCheck ? badToken(*facts.tokenCheck) : GateState::Missing;
    if (facts.info->id.compare(facts.id, Qt::CaseInsensitive) != 0)
        return GateState::Renamed;
    return facts.info->gated == Gated::No ? GateState::NotGated : GateState::Granted;
}

GateWords gateWords(const Gate& gate, const HubApi& api, std::span<const GoneRepository> gone)
{
    const QString& id = gate.facts.id;
    switch (gate.state) {
    case GateState::NoToken:
    case GateState::TokenInvalid:
    case GateState::TokenExpired:
    case GateState::TokenLacksRight:
        return tokenWords(gate, api);
    case GateState::TermsNotAccepted:
    case GateState::Pending:
    case GateState::Refused:
        return termsWords(gate, api);
    case GateState::Missing:
        return missingWords(gate, gone);
    case GateState::Renamed:
        return renamedWords(gate);
    case GateState::Disabled:
        return page(QStringLiteral("This model is disabled"),
            QStringLiteral("The Hub has disabled access to %1.").arg(id), "Open its page", GateAction::OpenPage,
            api.pageUrl(id));
    case GateState::Offline:
        return page(QStringLiteral("Offline"),
            QStringLiteral("HF_HUB_OFFLINE is set, so the Hub is not asked. Unset it and check again."), "Check again",
            GateAction::CheckAgain);
    case GateState::Granted:
        return page(QStringLiteral("You have access"),
            QStringLiteral("You accepted the terms of %1, and your token may read it.").arg(id), "", GateAction::None);
    case GateState::NotGated:
        break;
    }
    return page(
        QStringLiteral("Free to download"), QStringLiteral("%1 asks for no token.").arg(id), "", GateAction::None);
}

std::chrono::milliseconds pauseBeforeCheck(int n)
{
    return n < 5 ? 3s : std::min<std::chrono::milliseconds>(30s, 5s * (n - 3));
}

}  // namespace reverie::hub
