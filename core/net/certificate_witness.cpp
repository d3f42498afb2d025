#include "core/net/certificate_witness.h"

#include <QFile>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

namespace reverie::net {
namespace {

QString commonName(X509_NAME* name)
{
    std::array<char, 256> text = {};
    // An authority without a common name still has its organisation.
    for (const int part : {NID_commonName, NID_organizationName})
        if (X509_NAME_get_text_by_NID(name, part, text.data(), static_cast<int>(text.size())) > 0)
            return QString::fromUtf8(text.data());
    return {};
}

int witnessIndex()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

}  // namespace

struct CertificateWitness::Hooks {
    static int verify(int isGood, X509_STORE_CTX* store)
    {
        const auto* connection =
            static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
        auto* self = static_cast<CertificateWitness*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), witnessIndex()));
        if (X509* own = X509_STORE_CTX_get0_cert(store); own != nullptr) {
            self->m_subject = commonName(X509_get_subject_name(own));
            self->m_issuer = commonName(X509_get_issuer_name(own));
        }
        if (isGood == 0) {
            const int error = X509_STORE_CTX_get_error(store);
            self->m_verdict = QString::fromLatin1(X509_verify_cert_error_string(error));
            self->m_isExpired = error == X509_V_ERR_CERT_HAS_EXPIRED;
        }
        return isGood;
    }

    static CURLcode prepare(CURL*, void* context, void* self)
    {
        auto* witness = static_cast<CertificateWitness*>(self);
        auto* ssl = static_cast<SSL_CTX*>(context);
        SSL_CTX_set_ex_data(ssl, witnessIndex(), witness);
        SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, &Hooks::verify);
        if (witness->m_extraCaFile.isEmpty())
            return CURLE_OK;
        const QByteArray file = QFile::encodeName(witness->m_extraCaFile);
        witness->m_isCaFileUnreadable = SSL_CTX_load_verify_locations(ssl, file.constData(), nullptr) != 1;
        return witness->m_isCaFileUnreadable ? CURLE_SSL_CACERT_BADFILE : CURLE_OK;
    }
};

void CertificateWitness::watch(CURL* handle, const QString& extraCaFile)
{
    m_extraCaFile = extraCaFile;
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, &Hooks::prepare);
    curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, this);
}

}  // namespace reverie::net
