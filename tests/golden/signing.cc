#include "tests/golden/signing.h"

#include <map>

#include "policy/compile/compiled.h"
#include "policy/sign/signature.h"
#include "policy/source/day.h"
#include "protocol/base/bytes.h"

namespace concordat::golden {
namespace {

constexpr const char* kSignedOn = "2026-06-01";

const std::map<std::string, std::string>& seeds() {
  static const std::map<std::string, std::string> of_parties{
      {"riverside-trust", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"},
      {"eastshire-council", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"}};
  return of_parties;
}

}  // namespace

Result<void> sign(policy::PolicyFiles& files, const std::string& id, const std::string& party) {
  const auto seed = seeds().find(party);
  if (seed == seeds().end()) return fail(Code::kConfigInvalid, "no officer of " + party + " has a key");
  const auto key = crypto::SigningKey::from_seed(*parse_hex(seed->second));
  if (!key) return fail(key.error());
  const policy::Loaded loaded = policy::load_policy(files, 0);  // as it stands, without signatures
  if (loaded.set == nullptr) return fail(Code::kConfigInvalid, "a policy with errors cannot be signed");
  const auto& compiled = loaded.set->compiled();
  const policy::Agreement* agreement = compiled.policy.agreement(id);
  if (agreement == nullptr) return fail(Code::kConfigInvalid, "there is no agreement " + id + " to sign");
  const auto index = static_cast<std::size_t>(agreement - compiled.policy.agreements.data());
  const std::string terms = terms_json(terms_of(compiled.policy, *agreement, compiled.spoken[index]));
  auto note = policy::make_signature(
      {id, agreement->version, party, *policy::parse_day(kSignedOn), agreement->hash, terms}, *key);
  if (!note) return fail(note.error());
  files[policy::signature_path(id, party)] = std::move(*note);
  return {};
}

}  // namespace concordat::golden
