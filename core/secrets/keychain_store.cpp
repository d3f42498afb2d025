#include "core/secrets/keychain_store.h"

namespace reverie::secrets {
namespace {

Error errorOf(KeychainStatus status)
{
    switch (status) {
    case KeychainStatus::EntryNotFound:
        return {ErrorCode::NotFound, QStringLiteral("the keychain holds nothing of Reverie's"),
            QStringLiteral("enter it once more; another keychain than last time may be in use"), {}};
    case KeychainStatus::AccessDeniedByUser:
        return {ErrorCode::Permission, QStringLiteral("the keychain was not opened"),
            QStringLiteral("unlock it when you are asked"), {}};
    case KeychainStatus::AccessDenied:
        return {ErrorCode::Permission, QStringLiteral("the keychain is locked"),
            QStringLiteral("unlock it and try again"), {}};
    case KeychainStatus::NoBackendAvailable:
    case KeychainStatus::NotImplemented:
        return {ErrorCode::Unsupported, QStringLiteral("this system offers no keychain"),
            QStringLiteral("start a service such as GNOME Keyring or KWallet"), {}};
    case KeychainStatus::Silent:
        return {ErrorCode::Timeout, QStringLiteral("the keychain does not answer"),
            QStringLiteral("look for a window that asks for its password"), {}};
    case KeychainStatus::CouldNotDeleteEntry:
        return {ErrorCode::Io, QStringLiteral("the keychain does not give the entry up"),
            QStringLiteral("remove the entry \"reverie\" with the keychain's own program"), {}};
    case KeychainStatus::NoError:
    case KeychainStatus::OtherError:
        break;
    }
    return {ErrorCode::Io, QStringLiteral("the keychain reports an error of its own"),
        QStringLiteral("check it with its own program"), {}};
}

Result<void> outcome(const KeychainAnswer& answer)
{
    if (answer.status != KeychainStatus::NoError)
        return tl::unexpected<Error>(errorOf(answer.status));
    return {};
}

}  // namespace

Result<Secret> KeychainStore::read(const QString& name)
{
    const KeychainAnswer answer = m_backend.read(name);
    if (auto good = outcome(answer); !good)
        return failWith(std::move(good));
    // Some keychains say so of an entry that is not there.
    if (answer.secret.isEmpty())
        return tl::unexpected<Error>(errorOf(KeychainStatus::EntryNotFound));
    return answer.secret;
}

Result<void> KeychainStore::write(const QString& name, const Secret& secret)
{
    return outcome(m_backend.write(name, secret));
}

Result<void> KeychainStore::remove(const QString& name)
{
    const KeychainAnswer answer = m_backend.remove(name);
    return answer.status == KeychainStatus::EntryNotFound ? Result<void>{} : outcome(answer);
}

}  // namespace reverie::secrets
