#include "tests/support/fake_hub/test_authority.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace reverie::fake_hub {
namespace {

constexpr long kDay = 24 * 60 * 60;

void addExtension(X509* certificate, int kind, const QByteArray& value)
{
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

template <typename Write>
QByteArray toPem(Write write)
{
    BIO* memory = BIO_new(BIO_s_mem());
    write(memory);
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QByteArray text(data, size);
    BIO_free(memory);
    return text;
}

}  // namespace

TestAuthority::TestAuthority()
    : m_key(EVP_EC_gen("P-256")), m_certificate(blank(m_key.get(), QStringLiteral("Reverie Test CA"), Validity::Valid))
{
    addExtension(m_certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    addExtension(m_certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_set_issuer_name(m_certificate.get(), X509_get_subject_name(m_certificate.get()));
    X509_sign(m_certificate.get(), m_key.get(), EVP_sha256());
}

QByteArray TestAuthority::certificate() const
{
    return pem(m_certificate.get(), m_key.get()).certificate;
}

Identity TestAuthority::issue(const QStringList& names, Validity validity) const
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate leaf = blank(key.get(), names.first(), validity);
    addNames(leaf.get(), names);
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(m_certificate.get()));
    X509_sign(leaf.get(), m_key.get(), EVP_sha256());
    return pem(leaf.get(), key.get());
}

Identity TestAuthority::selfSigned(const QStringList& names)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate leaf = blank(key.get(), names.first(), Validity::Valid);
    addNames(leaf.get(), names);
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(leaf.get()));
    X509_sign(leaf.get(), key.get(), EVP_sha256());
    return pem(leaf.get(), key.get());
}

TestAuthority::Certificate TestAuthority::blank(EVP_PKEY* key, const QString& name, Validity validity)
{
    static long serial = 0;
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity == Validity::Valid ? 30 * kDay : -kDay);
    const QByteArray text = name.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(text.constData()), -1, -1, 0);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

void TestAuthority::addNames(X509* certificate, const QStringList& names)
{
    QByteArrayList entries;
    for (const QString& name : names)
        entries << (name.front().isDigit() ? "IP:" : "DNS:") + name.toLatin1();
    addExtension(certificate, NID_subject_alt_name, entries.join(','));
}

Identity TestAuthority::pem(X509* certificate, EVP_PKEY* key)
{
    return {toPem([&](BIO* to) { PEM_write_bio_X509(to, certificate); }),
        toPem([&](BIO* to) { PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr); })};
}

}  // namespace reverie::fake_hub
