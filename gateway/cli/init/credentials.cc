#include "gateway/cli/init/credentials.h"

#include <utility>

#include "crypto/note/verifier_key.h"
#include "crypto/primitive/random.h"
#include "crypto/primitive/sign.h"
#include "crypto/tls/certificate.h"
#include "gateway/cli/init/plain_file.h"

namespace concordat::cli {
namespace {

using crypto::CertificateAuthority;
using crypto::CertificateSpec;
using crypto::Credential;
using crypto::Usage;

constexpr std::chrono::hours kClockSkew{1};  // another machine's clock may be behind ours

CertificateSpec spec(std::string common_name, std::chrono::sys_seconds now) {
  CertificateSpec made;
  made.common_name = std::move(common_name);
  made.not_before = now - kClockSkew;
  made.not_after = now + kCertificateTime;
  return made;
}

Result<void> write_credential(const std::string& stem, const Result<Credential>& credential) {
  if (!credential) return fail(credential.error());
  if (auto wrote = write_public(stem + ".crt", credential->certificate_pem); !wrote) return wrote;
  return write_secret(stem + ".key", credential->key_pem.view());
}

Result<void> write_authority(const std::string& directory, const CertificateAuthority& authority,
                             std::chrono::sys_seconds now) {
  if (auto wrote = write_public(directory + "/tls/ca.crt", authority.certificate_pem()); !wrote) return wrote;
  if (auto wrote = write_secret(directory + "/tls/ca.key", authority.key_pem().view()); !wrote) return wrote;
  auto crl = authority.issue_crl(
      {.revoked_serials = {}, .this_update = now - kClockSkew, .next_update = now + kRevocationListTime});
  if (!crl) return fail(crl.error());
  return write_public(directory + "/tls/ca.crl", *crl);
}

Result<void> write_keys(const std::string& directory) {
  constexpr std::size_t kMasterKeyBytes = 32;
  const crypto::Secret master = crypto::random_secret(kMasterKeyBytes);
  const crypto::Secret master_hex = crypto::Secret::adopt(hex(master.view()) + '\n');
  if (auto wrote = write_secret(directory + "/keys/master.key", master_hex.view()); !wrote) return wrote;
  const crypto::SigningKey ledger = crypto::SigningKey::generate();
  const crypto::Secret pem = ledger.to_pem();
  if (auto wrote = write_secret(directory + "/keys/ledger.key", pem.view()); !wrote) return wrote;
  const auto verifier =
      crypto::VerifierKey::make(std::string(kTrialGateway) + "/ledger", crypto::KeyType::kLog, ledger.public_key());
  if (!verifier) return fail(verifier.error());
  return write_public(directory + "/ledger.vkey", verifier->str() + '\n');
}

}  // namespace

Result<void> make_credentials(const std::string& directory, const std::vector<std::string>& agencies,
                              std::chrono::sys_seconds now) {
  auto authority = CertificateAuthority::create(spec("Concordat trial authority", now));
  if (!authority) return fail(authority.error());
  if (auto wrote = write_authority(directory, *authority, now); !wrote) return wrote;

  CertificateSpec gateway = spec(kTrialGateway, now);
  gateway.san_dns = {"localhost", kTrialGateway};
  gateway.san_ips = {"127.0.0.1"};
  gateway.usage = Usage::kClientAndServer;  // it asks witnesses with it
  if (auto wrote = write_credential(directory + "/tls/gateway", authority->issue(gateway)); !wrote) return wrote;

  for (const std::string& agency : agencies) {
    CertificateSpec client = spec(agency, now);
    client.san_uris = {"urn:concordat:agency:" + agency};
    client.usage = Usage::kClient;
    if (auto wrote = write_credential(directory + "/clients/" + agency, authority->issue(client)); !wrote) return wrote;
  }
  return write_keys(directory);
}

}  // namespace concordat::cli
