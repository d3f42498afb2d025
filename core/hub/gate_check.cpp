#include "core/hub/gate.h"

#include <array>

namespace reverie::hub {
namespace {

/// Questions that failed for want of an answer say nothing about a gate.
bool isNoAnswer(const HubAnswer& answer)
{
    return answer.fault == HubFault::NotTheHub || answer.fault == HubFault::RateLimited ||
        answer.fault == HubFault::ServerTrouble || answer.fault == HubFault::Other;
}

/// A file that every request may be tried on: any that there is.
QString someFile(const RepoInfo& info)
{
    static const std::array kUsual = {
        QStringLiteral("model_index.json"), QStringLiteral("config.json"), QStringLiteral("README.md")};
    for (const QString& each : kUsual)
        if (info.file(each))
            return each;
    return info.files.empty() ? kUsual.front() : info.files.front().path;
}

Result<void> askAboutToken(const HubApi& api, GateFacts& facts, const Cancellation& cancellation)
{
    if (!facts.hasToken)
        return {};
    auto who = api.whoAmI(cancellation);
    if (who)
        facts.who = std::move(*who);
    else if (who.error().code == ErrorCode::Unauthorized)
        facts.tokenCheck = HubAnswer{HubFault::InvalidToken, 401, who.error().detail, {}, {}};
    else if (who.error().code == ErrorCode::Cancelled)
        return failWith(std::move(who));
    return {};
}

bool needsTokenCheck(const GateFacts& facts)
{
    const auto& answer = facts.refusal ? facts.refusal : facts.file;
    return answer && answer->fault != HubFault::None && answer->fault != HubFault::Disabled;
}

}  // namespace

Result<Gate> checkGate(const HubApi& api, const QString& id, const QString& revision, const Cancellation& cancellation)
{
    GateFacts facts;
    facts.id = id;
    facts.isOffline = api.environment().isOffline;
    facts.hasToken = !api.token().isEmpty();
    if (facts.isOffline)
        return Gate{gateState(facts), facts};
    auto described = api.tryDescribe(id, revision, cancellation);
    if (!described)
        return failWith(std::move(described));
    if (isNoAnswer(described->answer))
        return tl::unexpected<Error>(errorFrom(described->answer, id));
    if (described->info)
        facts.info = std::move(described->info);
    else
        facts.refusal = std::move(described->answer);
    if (facts.info) {
        auto file = api.askForFile(facts.info->id, facts.info->commit, someFile(*facts.info), cancellation);
        if (!file)
            return failWith(std::move(file));
        if (isNoAnswer(file->answer))
            return tl::unexpected<Error>(errorFrom(file->answer, id));
        facts.file = std::move(file->answer);
    }
    if (needsTokenCheck(facts))
        if (auto asked = askAboutToken(api, facts, cancellation); !asked)
            return failWith(std::move(asked));
    return Gate{gateState(facts), std::move(facts)};
}

}  // namespace reverie::hub
