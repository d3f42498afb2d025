#pragma once

#include "tests/support/fake_hub/http_exchange.h"
#include "tests/support/fake_hub/hub_state.h"

#include <optional>

namespace reverie::fake_hub {

/// An answer of the Hub that says no: X-Error-Code where there is one, X-Error-Message, the same words as JSON.
[[nodiscard]] Answer refusal(int status, const QByteArray& code, const QByteArray& message);

/// Decides who gets in. Its sentences are the Hub's.
class Gatekeeper final {
public:
    Gatekeeper(const HubState& state, const Request& request);

    /// Whose token came; nothing for none or a bad one.
    [[nodiscard]] const std::optional<Token>& token() const { return m_token; }
    /// What stands against any answer: a token that is unknown or has run out.
    [[nodiscard]] std::optional<Answer> badToken() const;
    /// What stands against seeing that the repository exists.
    [[nodiscard]] std::optional<Answer> hidden(const std::optional<Repository>& repository) const;
    /// What stands against reading its files.
    [[nodiscard]] std::optional<Answer> gated(const Repository& repository) const;

private:
    bool m_hasCredential = false;
    std::optional<Token> m_token;
};

}  // namespace reverie::fake_hub
