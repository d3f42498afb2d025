#pragma once

#include "core/hub/gone_repository.h"
#include "core/hub/hub_api.h"

#include <span>

namespace reverie::hub {

/// What stands between a person and the files of a model.
enum class GateState {
    NoToken,
    TokenInvalid,
    TokenExpired,
    TokenLacksRight,
    TermsNotAccepted,
    Pending,
    Refused,
    Granted,
    NotGated,
    Missing,  ///< or private
    Renamed,
    Disabled,
    Offline,
};

/// What the one button of a gate does.
enum class GateAction { None, EnterToken, OpenPage, EditToken, CheckAgain, UseSuccessor };

/// The state in words for a person, and what to do next.
struct GateWords {
    QString title;
    QString sentence;
    QString button;
    GateAction action = GateAction::None;
    QUrl url;           ///< OpenPage, EditToken: to open in a browser
    QString successor;  ///< UseSuccessor: the id to go on with
};

/// All that is known when a state is decided.
struct GateFacts {
    QString id;  ///< as it was asked for
    bool isOffline = false;
    bool hasToken = false;
    std::optional<HubAnswer> refusal;     ///< of the description of the model
    std::optional<RepoInfo> info;         ///< the description, where there was one
    std::optional<HubAnswer> file;        ///< to a question for one of its files
    std::optional<HubAnswer> tokenCheck;  ///< where whoami refused the token
    std::optional<WhoAmI> who;
};

struct Gate {
    GateState state = GateState::Missing;
    GateFacts facts;

    [[nodiscard]] bool isOpen() const;
};

/// The one place where a state is decided.
[[nodiscard]] GateState gateState(const GateFacts& facts);

[[nodiscard]] GateWords gateWords(const Gate& gate, const HubApi& api, std::span<const GoneRepository> gone);

/// Asks the Hub whatever it takes to decide. Errors: those of a question that got no answer (network, a page in
/// between).
[[nodiscard]] Result<Gate> checkGate(
    const HubApi& api, const QString& id, const QString& revision, const Cancellation& cancellation);

/// How long to wait before looking the n-th time (from 0) whether terms were accepted meanwhile: 3 s, later 30 s.
[[nodiscard]] std::chrono::milliseconds pauseBeforeCheck(int n);

}  // namespace reverie::hub
