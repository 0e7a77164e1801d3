#include "gateway/ledger/log_keys.h"

#include <algorithm>
#include <iterator>

namespace concordat::gateway {

Result<LedgerKeys> LedgerKeys::make(std::string origin, std::vector<crypto::SigningKey> signing, crypto::Secret vault) {
  if (vault.size() != crypto::AeadKey::kSize) return fail(Code::kConfigInvalid, "the vault key is not 32 bytes long");
  std::vector<Signer> signers;
  for (crypto::SigningKey& key : signing) {
    auto verifier = crypto::VerifierKey::make(origin, crypto::KeyType::kLog, key.public_key());
    if (!verifier) return fail(verifier.error());
    const auto same = [&](const Signer& other) { return other.verifier == *verifier; };
    if (std::any_of(signers.begin(), signers.end(), same)) {
      return fail(Code::kConfigInvalid, "one of the ledger's keys is there twice: " + verifier->str());
    }
    signers.push_back({std::move(*verifier), std::move(key)});
  }
  if (signers.empty()) return fail(Code::kConfigInvalid, "the ledger has no signing key");
  Signer newest = std::move(signers.front());
  std::vector<Signer> older(std::move_iterator(signers.begin() + 1), std::move_iterator(signers.end()));
  return LedgerKeys{std::move(newest.verifier), std::move(newest.signing), std::move(older),
                    crypto::AeadKey(std::move(vault))};
}

Result<LedgerKeys> LedgerKeys::make(std::string origin, crypto::SigningKey signing, crypto::Secret vault) {
  std::vector<crypto::SigningKey> one;
  one.push_back(std::move(signing));
  return make(std::move(origin), std::move(one), std::move(vault));
}

std::vector<crypto::VerifierKey> LedgerKeys::verifiers() const {
  std::vector<crypto::VerifierKey> all{verifier};
  for (const Signer& signer : older) all.push_back(signer.verifier);
  return all;
}

std::string LedgerKeys::sign(std::uint64_t size, const crypto::Digest& root) const {
  crypto::Note note;
  note.text = crypto::Checkpoint{origin(), size, root}.text();
  note.signatures.push_back(crypto::sign_note(note.text, verifier, signing));
  for (const Signer& signer : older) {
    note.signatures.push_back(crypto::sign_note(note.text, signer.verifier, signer.signing));
  }
  return note.str();
}

}  // namespace concordat::gateway
