#pragma once
// What the ledger signs and wraps with: its origin (the keys' name, and the first line of every checkpoint), the
// Ed25519 keys of its checkpoints, and the key under which the vault wraps each person's own. The gateway makes one
// from its key files. While a key is being rotated there are several: every checkpoint is signed by all of them, so
// that whoever still knows only the old one goes on verifying. Immutable; shared between threads.
//
//   Result<LedgerKeys> keys = LedgerKeys::make("hub.example/ledger", std::move(signing_keys), std::move(vault_secret));
//   write(dir / "ledger.vkey", keys->verifier.str());

#include <string>
#include <utility>
#include <vector>

#include "crypto/note/checkpoint.h"
#include "crypto/note/verifier_key.h"
#include "crypto/primitive/aead.h"
#include "crypto/primitive/sign.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct LedgerKeys {
  struct Signer {
    crypto::VerifierKey verifier;  // of `signing`
    crypto::SigningKey signing;
  };

  // kConfigInvalid when the origin can't be a key's name, there is no signing key or one twice, or the vault's key is
  // not 32 bytes long. The newest signing key comes first.
  [[nodiscard]] static Result<LedgerKeys> make(std::string origin, std::vector<crypto::SigningKey> signing,
                                               crypto::Secret vault);
  [[nodiscard]] static Result<LedgerKeys> make(std::string origin, crypto::SigningKey signing, crypto::Secret vault);

  [[nodiscard]] const std::string& origin() const { return verifier.name(); }
  // Of all that sign, the newest first.
  [[nodiscard]] std::vector<crypto::VerifierKey> verifiers() const;
  // The head of this log, signed by every key.
  [[nodiscard]] std::string sign(std::uint64_t size, const crypto::Digest& root) const;

  crypto::VerifierKey verifier;  // of `signing`; its name is the origin
  crypto::SigningKey signing;    // the newest
  std::vector<Signer> older;     // that sign too, in an overlap
  crypto::AeadKey vault;
};

}  // namespace concordat::gateway
