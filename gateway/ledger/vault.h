#pragma once
// The vault: for each person a random 32-byte key, found by the keyed hash of an identifier, wrapped under the vault
// key in the store's value "subject/<hex>". An entry bears only tag = HMAC-SHA-256(person's key, entry id): different
// in every entry, and meaningless once the key is destroyed (LEDGER.md, Entries). A person not yet known gets a key in
// the batch of the entry that names them first.
//
// Threads: the commit thread only. Up to kCached prepared keys stay in memory.
//
//   Result<crypto::Digest> tag = vault.tag(subject_hash, record_id);
//   vault.seal(batch);   // keys made since the last one

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Vault {
 public:
  static constexpr std::size_t kCached = 32'768;  // about 350 bytes each

  Vault(Store& store, const crypto::AeadKey& key);

  // `subject` is a 32-byte keyed hash; empty when the person could not be identified: then the tag's key is random and
  // kept nowhere. kInternal on another length, kLedgerInvalid when the wrapped key does not open.
  Result<crypto::Digest> tag(ByteView subject, std::string_view entry_id);
  // Puts the wrapped keys made since the last seal() into the batch.
  void seal(CommitBatch& batch);
  // Forgets the keys made since the last committed(), for their step was given up.
  void discard();
  void committed() { fresh_.clear(); }

 private:
  using Recent = std::list<std::pair<crypto::Digest, crypto::HmacKey>>;  // the most recently used first

  Result<const crypto::HmacKey*> key_of(const crypto::Digest& subject);
  Result<crypto::Secret> unwrap(const crypto::Digest& subject, ByteView wrapped) const;
  crypto::Secret make(const crypto::Digest& subject, const std::string& value_name);
  const crypto::HmacKey* remember(const crypto::Digest& subject, crypto::HmacKey key);

  Store& store_;
  const crypto::AeadKey& vault_key_;
  Recent recent_;
  std::unordered_map<crypto::Digest, Recent::iterator> found_;
  std::vector<crypto::Digest> fresh_;
  std::vector<std::pair<std::string, Bytes>> wrapped_;
};

// "subject/<hex>": where the store keeps a person's wrapped key.
[[nodiscard]] std::string subject_value_name(const crypto::Digest& subject);

}  // namespace concordat::gateway
