#include "crypto/tls/verification.h"

#include <openssl/x509v3.h>

#include "crypto/x509/x509.h"

namespace concordat::crypto {
namespace {

void free_crls(STACK_OF(X509_CRL) * crls) {
  sk_X509_CRL_pop_free(crls, X509_CRL_free);
}
using CrlsHandle = std::unique_ptr<STACK_OF(X509_CRL), FreeWith<free_crls>>;

struct CrlDates {
  std::string start;
  std::string end;
};

// Deletes what an SSL or SSL_CTX owns through its ex_data, when that is freed.
template <typename T>
void free_owned(void*, void* owned, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<T*>(owned);
}

int rules_index() {
  static const int kIndex = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_owned<PeerRules>);
  return kIndex;
}

int refusal_index() {
  static const int kIndex = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_owned<std::string>);
  return kIndex;
}

void keep_refusal(SSL* session, std::string reason) {
  delete static_cast<std::string*>(SSL_get_ex_data(session, refusal_index()));
  SSL_set_ex_data(session, refusal_index(), new std::string(std::move(reason)));
}

std::string expected_host(X509_STORE_CTX* store) {
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(store);
  if (const char* host = X509_VERIFY_PARAM_get0_host(parameters, 0)) return host;
  char* address = X509_VERIFY_PARAM_get1_ip_asc(parameters);
  if (address == nullptr) return {};
  std::string text(address);
  OPENSSL_free(address);
  return text;
}

// The list of `issuer` that lasts longest: OpenSSL has let go of the one that it judged by the time it returns.
std::optional<CrlDates> dates_of_crl(const X509_STORE_CTX* store, const X509_NAME* issuer) {
  const CrlsHandle crls(X509_STORE_CTX_get1_crls(store, issuer));
  std::optional<CrlDates> longest;
  std::optional<std::chrono::sys_seconds> longest_end;
  for (int i = 0; crls && i < sk_X509_CRL_num(crls.get()); ++i) {
    const X509_CRL* crl = sk_X509_CRL_value(crls.get(), i);
    const auto end = time_of(X509_CRL_get0_nextUpdate(crl));
    if (!end || (longest_end && *end <= *longest_end)) continue;
    longest = CrlDates{date_of(X509_CRL_get0_lastUpdate(crl)), date_of(X509_CRL_get0_nextUpdate(crl))};
    longest_end = *end;
  }
  return longest;
}

std::string crl_reason(X509_STORE_CTX* store, int error, const X509_NAME* issuer) {
  const std::string of_issuer = "the CRL of " + name_of(issuer);
  if (error == X509_V_ERR_UNABLE_TO_GET_CRL) return "there is no CRL of " + name_of(issuer) + "; install one";
  if (const auto dates = dates_of_crl(store, issuer)) {
    if (error == X509_V_ERR_CRL_HAS_EXPIRED) return of_issuer + " expired on " + dates->end + "; install a newer one";
    if (error == X509_V_ERR_CRL_NOT_YET_VALID) return of_issuer + " is not valid before " + dates->start;
  }
  return of_issuer + " is unusable: " + X509_verify_cert_error_string(error);
}

// OpenSSL's verdict in words.
std::string reason_of(X509_STORE_CTX* store, Role peer) {
  const int error = X509_STORE_CTX_get_error(store);
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  if (certificate == nullptr) certificate = leaf;
  const bool of_leaf = X509_STORE_CTX_get_error_depth(store) == 0;
  const std::string whose =
      of_leaf ? possessive(peer) : "the authority's certificate (" + name_of(X509_get_subject_name(certificate)) + ")";
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return whose + " expired on " + date_of(X509_get0_notAfter(certificate));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return whose + " is not valid before " + date_of(X509_get0_notBefore(certificate));
    case X509_V_ERR_CERT_REVOKED: return whose + " is revoked";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return possessive(peer) + " was issued by an authority that is not listed here (" +
             name_of(X509_get_issuer_name(leaf)) + ")";
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return possessive(peer) + " has more than " + std::to_string(kChainDepth) + " authorities above it";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return whose + " has a weak key: RSA of 2048 bits or more, P-256, P-384 or Ed25519 is needed";
    case X509_V_ERR_CA_MD_TOO_WEAK: return whose + " is signed with a weak hash: SHA-256, SHA-384 or SHA-512 is needed";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return possessive(peer) + " is not for " + printable(expected_host(store));
    case X509_V_ERR_INVALID_PURPOSE:
      if (const auto fault = of_leaf ? leaf_fault(leaf, peer) : std::nullopt) return *fault;
      return whose + " is not for this purpose (key usage)";
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
    case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
    case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN: return crl_reason(store, error, X509_get_issuer_name(certificate));
    default: return whose + " is not acceptable: " + X509_verify_cert_error_string(error);
  }
}

// What else must hold in the handshake, before the certificate is looked at.
std::optional<std::string> session_fault(const SSL* session, X509_STORE_CTX* store, const PeerRules& rules) {
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(session, &protocol, &size);
  if (!rules.alpn.empty() && size == 0) {
    return std::string(rules.peer == Role::kClient ? "the client" : "the server") + " names no protocol (ALPN); " +
           rules.alpn.front() + " is needed";
  }
  if (rules.peer == Role::kServer && expected_host(store).empty())
    return "no server name was expected: nothing to check against";
  return std::nullopt;
}

// OpenSSL's own revocation check, which it keeps private: a context without a store falls back on it.
X509_STORE_CTX_check_revocation_fn standard_revocation_check() {
  const std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>> store(X509_STORE_CTX_new());
  require(store && X509_STORE_CTX_init(store.get(), nullptr, nullptr, nullptr) == 1, "preparing revocation checks");
  return X509_STORE_CTX_get_check_revocation(store.get());
}

// Every certificate but the trust anchor is held against its issuer's list. OpenSSL's flags can say "the leaf" or "all
// of them, the anchor too", and the anchor's turn costs one more signature check of the same list: 75 µs in each
// handshake.
int check_revocation(X509_STORE_CTX* store) noexcept {
  static const X509_STORE_CTX_check_revocation_fn kStandard = standard_revocation_check();
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(store);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK);
  const bool leaf_and_anchor = sk_X509_num(X509_STORE_CTX_get0_chain(store)) == 2;
  if (!leaf_and_anchor) X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK_ALL);
  return kStandard(store);
}

// RFC 8446 section 4.4.2.4: runs where OpenSSL would verify the peer's chain. Nothing may be thrown through OpenSSL's
// frames.
int verify_peer(X509_STORE_CTX* store, void*) noexcept {
  auto* session = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const PeerRules& rules = rules_of(SSL_get_SSL_CTX(session));
  std::optional<std::string> fault = session_fault(session, store, rules);
  if (!fault) fault = judge(store, rules.peer, rules.clock());
  if (!fault) return 1;
  keep_refusal(session, *std::move(fault));
  if (X509_STORE_CTX_get_error(store) == X509_V_OK)
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace

void install_rules(SSL_CTX* context, PeerRules rules) {
  require(SSL_CTX_set_ex_data(context, rules_index(), new PeerRules(std::move(rules))) == 1, "keeping the peer rules");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_peer, nullptr);
  set_verification(context);
}

const PeerRules& rules_of(const SSL_CTX* context) {
  return *static_cast<const PeerRules*>(SSL_CTX_get_ex_data(context, rules_index()));
}

void set_verification(SSL_CTX* context) {
  X509_VERIFY_PARAM* parameters = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
  X509_STORE_set_check_revocation(SSL_CTX_get_cert_store(context), check_revocation);
  // OpenSSL counts the intermediates only. The name of a server is looked for in the SAN, never in the CN.
  X509_VERIFY_PARAM_set_depth(parameters, kChainDepth - 1);
  X509_VERIFY_PARAM_set_hostflags(parameters,
                                  X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

std::optional<std::string> judge(X509_STORE_CTX* store, Role peer, std::chrono::sys_seconds now) {
  X509_STORE_CTX_set_time(store, 0, static_cast<std::time_t>(now.time_since_epoch().count()));
  if (X509_verify_cert(store) != 1) return reason_of(store, peer);
  return chain_fault(X509_STORE_CTX_get0_chain(store), peer);
}

std::string refusal_of(const SSL* session) {
  const auto* reason = static_cast<const std::string*>(SSL_get_ex_data(session, refusal_index()));
  return reason == nullptr ? std::string() : *reason;
}

}  // namespace concordat::crypto
