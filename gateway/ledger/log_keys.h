#pragma once
// What the ledger signs and wraps with: its origin (the key's name, and the first line of every checkpoint), the
// Ed25519 key of its checkpoints, and the key under which the vault wraps each person's own. The gateway makes one from
// its key files. Immutable; shared between threads.
//
//   Result<LedgerKeys> keys = LedgerKeys::make("hub.example/ledger", std::move(signing_key), std::move(vault_secret));
//   write(dir / "ledger.vkey", keys->verifier.str());

#include <string>
#include <utility>

#include "crypto/note/verifier_key.h"
#include "crypto/primitive/aead.h"
#include "crypto/primitive/sign.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct LedgerKeys {
  // kConfigInvalid when the origin can't be a key's name, or the vault's key is not 32 bytes long.
  [[nodiscard]] static Result<LedgerKeys> make(std::string origin, crypto::SigningKey signing, crypto::Secret vault) {
    if (vault.size() != crypto::AeadKey::kSize) return fail(Code::kConfigInvalid, "the vault key is not 32 bytes long");
    auto verifier = crypto::VerifierKey::make(std::move(origin), crypto::KeyType::kLog, signing.public_key());
    if (!verifier) return fail(verifier.error());
    return LedgerKeys{std::move(*verifier), std::move(signing), crypto::AeadKey(std::move(vault))};
  }

  [[nodiscard]] const std::string& origin() const { return verifier.name(); }

  crypto::VerifierKey verifier;  // of `signing`; its name is the origin
  crypto::SigningKey signing;
  crypto::AeadKey vault;
};

}  // namespace concordat::gateway
