#include "tests/support/fake_hub/gatekeeper.h"

#include <nlohmann/json.hpp>

namespace reverie::fake_hub {

Answer refusal(int status, const QByteArray& code, const QByteArray& message)
{
    Answer answer{status, {{"Content-Type", "application/json; charset=utf-8"}, {"X-Error-Message", message}}, {}, {}};
    if (!code.isEmpty())
        answer.headers.push_back({"X-Error-Code", code});
    answer.body = QByteArray::fromStdString(nlohmann::json{{"error", message.toStdString()}}.dump());
    return answer;
}

Gatekeeper::Gatekeeper(const HubState& state, const Request& request)
{
    const QByteArray credential = request.header("authorization");
    m_hasCredential = !credential.isEmpty();
    if (credential.startsWith("Bearer "))
        m_token = state.token(credential.sliced(7));
}

std::optional<Answer> Gatekeeper::badToken() const
{
    if (!m_hasCredential)
        return std::nullopt;
    if (!m_token)
        return refusal(401, {}, "Invalid credentials in Authorization header");
    if (m_token->isExpired)
        return refusal(401, {}, "User Access Token \"" + m_token->user.toUtf8() + "-token\" is expired");
    return std::nullopt;
}

std::optional<Answer> Gatekeeper::hidden(const std::optional<Repository>& repository) const
{
    const bool isKnown = m_token && !m_token->isExpired;
    if (!repository || (repository->isPrivate && !(isKnown && repository->readers.contains(m_token->user))))
        return isKnown ? refusal(404, "RepoNotFound", "Repository not found")
                       : refusal(401, "RepoNotFound", "Invalid username or password.");
    if (repository->isDisabled)
        return refusal(403, {}, "Access to this resource is disabled.");
    return std::nullopt;
}

std::optional<Answer> Gatekeeper::gated(const Repository& repository) const
{
    if (repository.gate == Gate::None)
        return std::nullopt;
    const QByteArray id = repository.id.toUtf8();
    if (!m_token)
        return refusal(401, "GatedRepo",
            "Access to model " + id +
                " is restricted. You must have access to it and be authenticated to access it. Please log in.");
    if (m_token->kind == Token::Kind::FineGrained)
        return refusal(403, "GatedRepo",
            "Please enable access to public gated repositories in your fine-grained token settings to view this "
            "repository.");
    switch (repository.access.value(m_token->user, Access::NotAsked)) {
    case Access::Granted:
        return std::nullopt;
    case Access::Pending:
        return refusal(
            403, "GatedRepo", "Your request to access model " + id + " is awaiting a review from the repo authors.");
    case Access::Refused:
        return refusal(
            403, "GatedRepo", "Your request to access model " + id + " has been rejected by the repo's authors.");
    case Access::NotAsked:
        break;
    }
    return refusal(403, "GatedRepo",
        "Access to model " + id +
            " is restricted and you are not in the authorized list. Visit https://huggingface.co/" + id +
            " to ask for access.");
}

}  // namespace reverie::fake_hub
