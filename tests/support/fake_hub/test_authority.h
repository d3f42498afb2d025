#pragma once

#include <QByteArray>
#include <QStringList>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace reverie::fake_hub {

/// A certificate and its key, both PEM.
struct Identity {
    QByteArray certificate;
    QByteArray key;
};

/// A certificate authority that lives as long as a test. Trust it by writing certificate() to a file.
class TestAuthority final {
public:
    enum class Validity { Valid, Expired };

    TestAuthority();

    [[nodiscard]] QByteArray certificate() const;
    /// For a server of these names ("localhost", "127.0.0.1", "hub.test").
    [[nodiscard]] Identity issue(const QStringList& names, Validity validity = Validity::Valid) const;
    /// One that nobody has signed but itself.
    [[nodiscard]] static Identity selfSigned(const QStringList& names);

private:
    struct Free {
        void operator()(X509* certificate) const noexcept { X509_free(certificate); }
        void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    };
    using Key = std::unique_ptr<EVP_PKEY, Free>;
    using Certificate = std::unique_ptr<X509, Free>;

    static Certificate blank(EVP_PKEY* key, const QString& name, Validity validity);
    static void addNames(X509* certificate, const QStringList& names);
    static Identity pem(X509* certificate, EVP_PKEY* key);

    Key m_key;
    Certificate m_certificate;
};

}  // namespace reverie::fake_hub
