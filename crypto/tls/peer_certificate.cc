#include "crypto/tls/peer_certificate.h"

#include <openssl/ssl.h>

#include <algorithm>

#include "crypto/x509/x509.h"
#include "protocol/base/utf8.h"

namespace concordat::crypto {
namespace {

using NamesHandle = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::kUnauthenticated, "the peer's certificate " + std::string(what));
}

// A NUL would end the name early for whoever compares it as a C string; a line break would forge a log line.
bool plain_text(std::string_view text) {
  return valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet < 0x20 || octet == 0x7F;
         });
}

Result<void> read_subject_names(const X509* certificate, PeerCertificate& peer) {
  int found = 0;
  const NamesHandle names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &found, nullptr)));
  if (!names) {
    ERR_clear_error();
    // -1: there is no such extension. Anything else: it is malformed, or there are two.
    if (found == -1) return {};
    return refuse("has unreadable subject alternative names");
  }
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI && name->type != GEN_DNS) continue;
    const ASN1_IA5STRING* value = name->d.ia5;
    std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                     static_cast<std::size_t>(ASN1_STRING_length(value)));
    if (text.empty() || !plain_text(text))
      return refuse("has an alternative name with a NUL, a control character or bad UTF-8");
    (name->type == GEN_URI ? peer.san_uris : peer.san_dns).push_back(std::move(text));
  }
  return {};
}

Result<void> read_common_name(const X509* certificate, PeerCertificate& peer) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (first < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, first) >= 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)));
  if (size < 0) {
    ERR_clear_error();
    return refuse("has an unreadable common name");
  }
  std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  if (!plain_text(text)) return refuse("has a common name with a NUL, a control character or bad UTF-8");
  peer.common_name = std::move(text);
  return {};
}

Result<Digest> digest_of_key(const X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size < 0) return refuse("has an unreadable key");
  const Digest digest = sha256(ByteView(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return digest;
}

Result<Digest> digest_of(const X509* certificate) {
  Digest digest;
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.bytes.data(), &size) != 1) return refuse("cannot be read");
  return digest;
}

Result<PeerCertificate> read(const X509* certificate) {
  PeerCertificate peer;
  Result<void> names = read_subject_names(certificate, peer);
  if (names) names = read_common_name(certificate, peer);
  if (!names) return fail(names.error());
  const Result<Digest> key_pin = digest_of_key(certificate);
  const Result<Digest> fingerprint = digest_of(certificate);
  const auto not_before = time_of(X509_get0_notBefore(certificate));
  const auto not_after = time_of(X509_get0_notAfter(certificate));
  if (!key_pin || !fingerprint || !not_before || !not_after) return refuse("has an unreadable key or date");
  peer.serial = serial_of(certificate);
  peer.key_pin = *key_pin;
  peer.fingerprint = *fingerprint;
  peer.not_before = *not_before;
  peer.not_after = *not_after;
  return peer;
}

}  // namespace

Result<PeerCertificate> peer_certificate(const ssl_st* session) {
  const X509* certificate = SSL_get0_peer_certificate(session);
  if (certificate == nullptr) return fail(Code::kUnauthenticated, "the peer presented no certificate");
  return read(certificate);
}

Result<PeerCertificate> peer_certificate_from_pem(std::string_view pem) {
  const Result<std::vector<CertificateHandle>> certificates = read_certificates(pem, "the certificate");
  if (!certificates) return fail(certificates.error());
  return read(certificates->front().get());
}

}  // namespace concordat::crypto
