#pragma once
// The vault, as the commit thread writes it: for each person a random handle and a random 32-byte key, found by the
// keyed hash of an identifier, and what a subject-access answer needs, sealed. An entry bears only
// tag = HMAC-SHA-256(person's key, entry id): different in every entry, and meaningless once the key is destroyed
// (LEDGER.md, Entries). A person not yet known gets a key in the batch of the entry that names them first. Reading is
// PersonFile's (person_file.h); rows are in vault_rows.h.
//
// Threads: the commit thread only. Up to kCached prepared keys stay in memory.
//
//   Result<crypto::Digest> tag = vault.tag(subject, record_id);
//   vault.keep(subject, record, index);   // the detail, once the entry has its index
//   vault.seal(batch);                    // rows made since the last one

#include <cstddef>
#include <list>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "gateway/commit/commands.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class Vault {
 public:
  static constexpr std::size_t kCached = 32'768;  // about 400 bytes each

  Vault(Store& store, const crypto::AeadKey& key);

  // `subject` is a 32-byte keyed hash; empty when the person could not be identified: then the tag's key is random and
  // kept nowhere. kInternal on another length, kLedgerInvalid when the wrapped key does not open.
  Result<crypto::Digest> tag(ByteView subject, std::string_view entry_id);
  // Notes for the person that the entry at `index` is about them, with the detail, if any. Nothing for an empty hash.
  Result<void> keep(const Subject& subject, RecordId record, std::uint64_t index);

  // All that the store holds about persons. Whom it does not know has no handle.
  struct Known {
    std::vector<Bytes> hashes;
    std::vector<Bytes> handles;  // as hashes
    std::set<RecordId> records;  // and look-ups, by their ids
    std::vector<Bytes> row_keys;
  };
  Result<Known> known(const std::vector<Bytes>& subjects);
  // Their rows go with the batch, and their keys out of the memory at once. In a step of its own.
  void erase(const Known& known);

  // Puts the rows made since the last seal() into the batch.
  void seal(CommitBatch& batch);
  // Forgets the keys made since the last committed(), for their step was given up.
  void discard();
  void committed() { fresh_.clear(); }

 private:
  struct Person {
    Bytes handle;
    crypto::HmacKey key;
  };
  using Recent = std::list<std::pair<crypto::Digest, Person>>;  // the most recently used first

  Result<void> add_rows(ByteView prefix, Known& known);
  Result<const Person*> person(const crypto::Digest& subject);
  Result<const Person*> read(const crypto::Digest& subject, ByteView row);
  const Person* make(const crypto::Digest& subject);
  const Person* remember(const crypto::Digest& subject, Person person);
  void forget(const crypto::Digest& subject);

  Store& store_;
  const crypto::AeadKey& vault_key_;
  Recent recent_;
  std::unordered_map<crypto::Digest, Recent::iterator> found_;
  std::vector<crypto::Digest> fresh_;
  std::vector<std::pair<Bytes, Bytes>> rows_;
};

}  // namespace concordat::gateway
