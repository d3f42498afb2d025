#pragma once

#include <QString>

#include <curl/curl.h>

namespace reverie::net {

/// Looks on while OpenSSL checks a server's certificates, so that an error can name the one that failed, and adds the
/// authorities that the user trusts besides. Never changes the verdict. Outlives the transfer that it watches.
class CertificateWitness final {
public:
    void watch(CURL* handle, const QString& extraCaFile);

    [[nodiscard]] const QString& subject() const { return m_subject; }  ///< of the server's own certificate
    [[nodiscard]] const QString& issuer() const { return m_issuer; }    ///< who signed that one
    [[nodiscard]] const QString& verdict() const
    {
        return m_verdict;
    }  ///< OpenSSL's, empty when it has nothing to object to
    [[nodiscard]] bool isExpired() const { return m_isExpired; }
    [[nodiscard]] bool isCaFileUnreadable() const { return m_isCaFileUnreadable; }

private:
    struct Hooks;

    QString m_extraCaFile;
    QString m_subject;
    QString m_issuer;
    QString m_verdict;
    bool m_isExpired = false;
    bool m_isCaFileUnreadable = false;
};

}  // namespace reverie::net
