#include "core/secrets/token_keeper.h"

#include "core/secrets/secret_file.h"

#include <algorithm>

namespace reverie::secrets {
namespace {

const QString kName = QStringLiteral("hub-token");

bool canBeToken(const QByteArray& text)
{
    return !text.isEmpty() && text.size() <= 4096 &&
        std::all_of(text.begin(), text.end(), [](char each) { return each > ' ' && each < 127; });
}

/// Takes what may lie there away; a store that does not exist holds nothing.
Result<void> clear(SecretStore& store)
{
    auto removed = store.remove(kName);
    if (!removed && removed.error().code == ErrorCode::Unsupported)
        return {};
    return removed;
}

}  // namespace

TokenKeeper::TokenKeeper(TokenEnvironment environment, Stores stores)
    : m_environment(std::move(environment)), m_stores(stores)
{
}

HeldToken TokenKeeper::held()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_held)
        m_held = find();
    return *m_held;
}

void TokenKeeper::lookAgain()
{
    const std::scoped_lock lock(m_mutex);
    m_held.reset();
}

QString TokenKeeper::variable() const
{
    return m_environment.token.isEmpty() ? QString() : m_environment.variable;
}

HeldToken TokenKeeper::find()
{
    if (!m_environment.token.isEmpty())
        return {m_environment.token, TokenSource::Environment, wordsOf(TokenSource::Environment), {}};
    HeldToken held;
    if (findIn(held, m_run.read(kName), TokenSource::ThisRun))
        return held;
    if (!m_environment.sendsSaved) {
        held.words = QStringLiteral("no token: HF_HUB_DISABLE_IMPLICIT_TOKEN forbids to send a saved one");
        return held;
    }
    // The file is written only where the keychain took nothing, so it is never older than what the keychain holds.
    if (findIn(held, m_stores.file.read(kName), TokenSource::OwnFile) ||
        findIn(held, m_stores.keychain.read(kName), TokenSource::Keychain))
        return held;
    if (!m_environment.hubFile.isEmpty() && findIn(held, readSecretFile(m_environment.hubFile), TokenSource::HubFile))
        return held;
    held.words = held.trouble ? QStringLiteral("no token that can be read now: %1").arg(held.trouble->detail)
                              : QStringLiteral("no token was found");
    return held;
}

bool TokenKeeper::findIn(HeldToken& held, Result<Secret> found, TokenSource source) const
{
    if (found) {
        held.secret = *std::move(found);
        held.source = source;
        held.words = wordsOf(source);
        return true;
    }
    const bool isJustEmpty = found.error().code == ErrorCode::NotFound || found.error().code == ErrorCode::Unsupported;
    if (!isJustEmpty && !held.trouble)
        held.trouble = std::move(found).error();
    return false;
}

QString TokenKeeper::wordsOf(TokenSource source) const
{
    switch (source) {
    case TokenSource::Environment:
        return QStringLiteral("the variable %1").arg(m_environment.variable);
    case TokenSource::ThisRun:
        return QStringLiteral("entered for this run");
    case TokenSource::Keychain:
        return QStringLiteral("the system's keychain");
    case TokenSource::OwnFile:
        return QStringLiteral("Reverie's own file");
    case TokenSource::HubFile:
        return QStringLiteral("the file %1, which other programs use too").arg(m_environment.hubFile);
    case TokenSource::None:
        break;
    }
    return {};
}

Result<SavedToken> TokenKeeper::save(const Secret& token, Keep keep)
{
    const Secret bare(token.reveal().trimmed());
    if (!canBeToken(bare.reveal()))
        return fail(ErrorCode::InvalidArgument, QStringLiteral("this is no token"),
            QStringLiteral("copy it from huggingface.co/settings/tokens; it begins with hf_"));
    const std::scoped_lock lock(m_mutex);
    m_held.reset();
    if (keep != Keep::ThisRun)
        return keepOutside(bare, keep);
    if (auto written = m_run.write(kName, bare); !written)
        return failWith(std::move(written));
    return SavedToken{TokenSource::ThisRun, QStringLiteral("The token is kept until Reverie ends.")};
}

Result<SavedToken> TokenKeeper::keepOutside(const Secret& token, Keep keep)
{
    const auto kept = m_stores.keychain.write(kName, token);
    if (kept) {
        std::ignore = m_run.remove(kName);
        if (auto removed = m_stores.file.remove(kName); !removed)
            return failWith(std::move(removed));
        return SavedToken{TokenSource::Keychain, QStringLiteral("The token is kept in the system's keychain.")};
    }
    if (keep == Keep::KeychainOrFile) {
        if (auto written = m_stores.file.write(kName, token); !written)
            return failWith(std::move(written));
        std::ignore = m_run.remove(kName);
        return SavedToken{TokenSource::OwnFile, QStringLiteral("The token is kept in a file that only you can read.")};
    }
    std::ignore = m_run.write(kName, token);
    return SavedToken{TokenSource::ThisRun,
        QStringLiteral("The token is kept only until Reverie ends, because %1.").arg(kept.error().detail)};
}

Result<void> TokenKeeper::forget()
{
    const std::scoped_lock lock(m_mutex);
    m_held.reset();
    std::ignore = m_run.remove(kName);
    auto keychain = clear(m_stores.keychain);
    auto file = clear(m_stores.file);
    return keychain ? file : keychain;
}

}  // namespace reverie::secrets
