#include "crypto/tls/certificate.h"

#include <openssl/x509v3.h>

#include <ctime>

#include "crypto/primitive/random.h"
#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

using NamesHandle = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using IntegerHandle = std::unique_ptr<ASN1_INTEGER, FreeWith<ASN1_INTEGER_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME_free>>;
using RevokedHandle = std::unique_ptr<X509_REVOKED, FreeWith<X509_REVOKED_free>>;

constexpr std::size_t kSerialBytes = 16;

KeyHandle generate_key(KeyKind kind) {
  const auto make = [&]() -> EVP_PKEY* {
    switch (kind) {
      case KeyKind::kP256: return EVP_EC_gen("P-256");
      case KeyKind::kP384: return EVP_EC_gen("P-384");
      case KeyKind::kSecp256k1: return EVP_EC_gen("secp256k1");
      case KeyKind::kEd25519: return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      case KeyKind::kRsa2048: return EVP_RSA_gen(2048);
      case KeyKind::kRsa1024: return EVP_RSA_gen(1024);
    }
    return nullptr;
  };
  KeyHandle key(make());
  require(key != nullptr, "generating a key");
  return key;
}

// Ed25519 has its hash built in.
const EVP_MD* hash_for(const EVP_PKEY* key, SignatureHash hash) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return nullptr;
  return hash == SignatureHash::kSha1 ? EVP_sha1() : EVP_sha256();
}

TimeHandle asn1_time(std::chrono::sys_seconds time) {
  TimeHandle handle(ASN1_TIME_set(nullptr, static_cast<std::time_t>(time.time_since_epoch().count())));
  require(handle != nullptr, "encoding a date");
  return handle;
}

IntegerHandle random_serial() {
  Bytes bytes = random_bytes(kSerialBytes);
  bytes.front() = static_cast<char>((bytes.front() & 0x3F) | 0x40);  // positive, and always 16 bytes long
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> number(
      BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
  IntegerHandle serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  require(serial != nullptr, "encoding a serial number");
  return serial;
}

void add_name(GENERAL_NAMES* names, int type, std::string_view text) {
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  require(value != nullptr && ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1,
          "encoding a name");
  GENERAL_NAME* name = GENERAL_NAME_new();
  require(name != nullptr, "encoding a name");
  GENERAL_NAME_set0_value(name, type, value);
  require(sk_GENERAL_NAME_push(names, name) > 0, "encoding a name");
}

Result<void> add_subject_names(X509* certificate, const CertificateSpec& spec) {
  if (spec.san_uris.empty() && spec.san_dns.empty() && spec.san_ips.empty()) return {};
  const NamesHandle names(GENERAL_NAMES_new());
  require(names != nullptr, "encoding names");
  for (const auto& uri : spec.san_uris) add_name(names.get(), GEN_URI, uri);
  for (const auto& dns : spec.san_dns) add_name(names.get(), GEN_DNS, dns);
  for (const auto& ip : spec.san_ips) {
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(ip.c_str());
    if (address == nullptr) return fail(Code::kConfigInvalid, "\"" + printable(ip) + "\" is not an IP address");
    GENERAL_NAME* name = GENERAL_NAME_new();
    require(name != nullptr, "encoding a name");
    GENERAL_NAME_set0_value(name, GEN_IPADD, address);
    require(sk_GENERAL_NAME_push(names.get(), name) > 0, "encoding a name");
  }
  require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1,
          "adding names");
  return {};
}

void add_extension(X509* certificate, const X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, const_cast<X509*>(issuer), certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> extension(
      X509V3_EXT_nconf_nid(nullptr, &context, nid, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

const char* usage_text(Usage usage) {
  switch (usage) {
    case Usage::kNone: return nullptr;
    case Usage::kClient: return "clientAuth";
    case Usage::kServer: return "serverAuth";
    case Usage::kClientAndServer: return "serverAuth,clientAuth";
    case Usage::kEmailOnly: return "emailProtection";
  }
  return nullptr;
}

void set_subject(X509* certificate, const CertificateSpec& spec) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const int size = static_cast<int>(spec.common_name.size());
  require(
      X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, octets(spec.common_name), size, -1, 0) == 1,
      "encoding a common name");
}

// A certificate for `key`, still to be signed. A null issuer means that it is its own.
Result<CertificateHandle> draft(const CertificateSpec& spec, EVP_PKEY* key, const X509* issuer) {
  if (spec.common_name.empty()) return fail(Code::kConfigInvalid, "a certificate needs a common name");
  CertificateHandle certificate(X509_new());
  require(certificate != nullptr, "X509_new");
  X509* x509 = certificate.get();
  if (issuer == nullptr) issuer = x509;
  const bool root = issuer == x509;
  X509_set_version(x509, X509_VERSION_3);
  X509_set_serialNumber(x509, random_serial().get());
  X509_set1_notBefore(x509, asn1_time(spec.not_before).get());
  X509_set1_notAfter(x509, asn1_time(spec.not_after).get());
  set_subject(x509, spec);
  X509_set_issuer_name(x509, X509_get_subject_name(issuer));
  require(X509_set_pubkey(x509, key) == 1, "setting a public key");
  const bool authority = root || spec.authority;
  add_extension(x509, issuer, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(x509, issuer, NID_key_usage, authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  add_extension(x509, issuer, NID_subject_key_identifier, "hash");
  add_extension(x509, issuer, NID_authority_key_identifier, "keyid");
  if (root) return certificate;
  if (const char* usage = usage_text(spec.usage)) add_extension(x509, issuer, NID_ext_key_usage, usage);
  const Result<void> named = add_subject_names(x509, spec);
  if (!named) return fail(named.error());
  return certificate;
}

std::string to_pem(const X509* certificate) {
  const BioHandle bio = writer();
  require(PEM_write_bio_X509(bio.get(), certificate) == 1, "writing a certificate");
  return std::string(written(bio));
}

Result<void> revoke(X509_CRL* crl, const std::string& serial, const ASN1_TIME* time) {
  BIGNUM* parsed = nullptr;
  const int digits = BN_hex2bn(&parsed, serial.c_str());
  const std::unique_ptr<BIGNUM, FreeWith<BN_free>> number(parsed);
  if (digits == 0 || static_cast<std::size_t>(digits) != serial.size()) {
    return fail(Code::kConfigInvalid, "\"" + printable(serial) + "\" is not a serial number in hexadecimal");
  }
  const IntegerHandle integer(BN_to_ASN1_INTEGER(number.get(), nullptr));
  RevokedHandle revoked(X509_REVOKED_new());
  require(integer && revoked, "revoking a certificate");
  X509_REVOKED_set_serialNumber(revoked.get(), integer.get());
  X509_REVOKED_set_revocationDate(revoked.get(), const_cast<ASN1_TIME*>(time));
  require(X509_CRL_add0_revoked(crl, revoked.release()) == 1, "revoking a certificate");
  return {};
}

}  // namespace

struct CertificateAuthority::State {
  KeyHandle key;
  CertificateHandle certificate;
  std::string pem;
  std::string chain_pem;  // sent with what it issues: itself and its issuers, the root left out
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<State> state) : state_(std::move(state)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

Result<CertificateAuthority> CertificateAuthority::create(const CertificateSpec& spec) {
  auto state = std::make_unique<State>();
  state->key = generate_key(spec.key);
  Result<CertificateHandle> certificate = draft(spec, state->key.get(), nullptr);
  if (!certificate) return fail(certificate.error());
  state->certificate = *std::move(certificate);
  require(X509_sign(state->certificate.get(), state->key.get(), hash_for(state->key.get(), spec.hash)) > 0,
          "signing a certificate");
  state->pem = to_pem(state->certificate.get());
  return CertificateAuthority(std::move(state));
}

Result<CertificateAuthority> CertificateAuthority::load(const Credential& credential) {
  Result<std::vector<CertificateHandle>> chain =
      read_certificates(credential.certificate_pem, "the authority's certificate");
  if (!chain) return fail(chain.error());
  auto state = std::make_unique<State>();
  state->key = read_private_key(credential.key_pem.view());
  if (!state->key) return fail(Code::kConfigInvalid, "the authority's key is not an unencrypted private key in PEM");
  if (X509_check_private_key(chain->front().get(), state->key.get()) != 1) {
    ERR_clear_error();
    return fail(Code::kConfigInvalid, "the authority's key does not fit its certificate");
  }
  for (const auto& certificate : *chain) {
    if ((X509_get_extension_flags(certificate.get()) & EXFLAG_SS) == 0) state->chain_pem += to_pem(certificate.get());
  }
  state->certificate = std::move(chain->front());
  state->pem = to_pem(state->certificate.get());
  return CertificateAuthority(std::move(state));
}

Result<Credential> CertificateAuthority::issue(const CertificateSpec& spec) const {
  const KeyHandle key = generate_key(spec.key);
  const Result<CertificateHandle> certificate = draft(spec, key.get(), state_->certificate.get());
  if (!certificate) return fail(certificate.error());
  require(X509_sign(certificate->get(), state_->key.get(), hash_for(state_->key.get(), spec.hash)) > 0,
          "signing a certificate");
  return Credential{to_pem(certificate->get()) + state_->chain_pem, write_private_key(key.get())};
}

Result<std::string> CertificateAuthority::issue_crl(const CrlSpec& spec) const {
  const CrlHandle crl(X509_CRL_new());
  require(crl != nullptr, "X509_CRL_new");
  const TimeHandle this_update = asn1_time(spec.this_update);
  X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(state_->certificate.get()));
  X509_CRL_set1_lastUpdate(crl.get(), this_update.get());
  X509_CRL_set1_nextUpdate(crl.get(), asn1_time(spec.next_update).get());
  for (const auto& serial : spec.revoked_serials) {
    const Result<void> revoked = revoke(crl.get(), serial, this_update.get());
    if (!revoked) return fail(revoked.error());
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, state_->certificate.get(), nullptr, nullptr, crl.get(), 0);
  const std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>> key_id(
      X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid"));
  require(key_id && X509_CRL_add_ext(crl.get(), key_id.get(), -1) == 1, "adding an extension");
  // RFC 5280 section 5.2.3: a number that grows; the time does.
  const IntegerHandle number(ASN1_INTEGER_new());
  require(number && ASN1_INTEGER_set_int64(number.get(), spec.this_update.time_since_epoch().count()) == 1 &&
              X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, X509V3_ADD_DEFAULT) == 1,
          "numbering a CRL");
  X509_CRL_sort(crl.get());
  require(X509_CRL_sign(crl.get(), state_->key.get(), hash_for(state_->key.get(), SignatureHash::kSha256)) > 0,
          "signing a CRL");
  const BioHandle bio = writer();
  require(PEM_write_bio_X509_CRL(bio.get(), crl.get()) == 1, "writing a CRL");
  return std::string(written(bio));
}

const std::string& CertificateAuthority::certificate_pem() const {
  return state_->pem;
}

Secret CertificateAuthority::key_pem() const {
  return write_private_key(state_->key.get());
}

}  // namespace concordat::crypto
