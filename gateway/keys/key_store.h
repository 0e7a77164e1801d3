#pragma once
// Every key that the gateway keeps to itself. One master key (a file, or a systemd credential) wraps a ring of data
// keys and is the root of the keyed hashes; the ring is a file outside the store. A new data key at every start and
// every hour; destroying the key of a time whose disclosures are all settled is their deletion (DESIGN.md, Store).
// Beside it lie the keys of pseudonyms, which are random and last (pseudonym_ring.h). Thread-safe.
//
//   auto keys = KeyStore::open("keys/master.key", "data/keyring", clock);
//   Bytes sealed; (*keys)->seal(associated, plaintext, sealed);
//   Result<Bytes> back = (*keys)->unseal(associated, sealed);

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "gateway/keys/pseudonym_ring.h"
#include "gateway/runtime/clock.h"
#include "policy/redact/value/pseudonym.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class KeyStore final : public policy::PseudonymKeys {
 public:
  // The master key's file holds 64 hexadecimal digits. The ring is made when absent, and gains a key; so is the file
  // `pseudonym-keys` beside it, which must be there when the ring is.
  static Result<std::unique_ptr<KeyStore>> open(const std::string& master_file, const std::string& ring_file,
                                                const Clock& clock);

  // Keyed hashes. A sender's own id, as a dedup key; what must be equal in a repeat; who a record is about.
  [[nodiscard]] crypto::Digest dedup_key(std::string_view sender, std::string_view senders_id) const;
  [[nodiscard]] crypto::Digest submission_digest(std::string_view envelope, const crypto::Digest& body) const;
  [[nodiscard]] crypto::Digest subject(std::string_view identifier) const;
  [[nodiscard]] std::string pseudonym(std::string_view recipient, std::string_view key,
                                      std::string_view value) const override;
  [[nodiscard]] PseudonymRing& pseudonyms() { return *pseudonyms_; }
  // The key under which the ledger's vault wraps subject keys.
  [[nodiscard]] crypto::Secret vault_key() const;

  // Appends: key id (4 bytes), nonce counter (8), ciphertext, tag.
  void seal(ByteView associated, ByteView plaintext, Bytes& out) const;
  Result<Bytes> unseal(ByteView associated, ByteView sealed) const;

  // For the alert that an emergency disclosure raises, which outlives the data keys: under a key of its own, derived
  // from the master key, with a random nonce (NIST SP 800-38D, 8.3: at most 2^32 alerts a master key). Appends: nonce
  // (12 bytes), ciphertext, tag; opens for the same record only.
  void seal_alert(const RecordId& record, ByteView plaintext, Bytes& out) const;
  Result<Bytes> unseal_alert(const RecordId& record, ByteView sealed) const;

  // Starts a new data key when the newest is an hour old.
  Result<void> rotate_if_due();
  // Destroys the keys that were superseded before `oldest_unix_ms`, when the oldest waiting disclosure was accepted.
  // Returns how many.
  Result<std::size_t> destroy_before(std::int64_t oldest_unix_ms);
  [[nodiscard]] std::size_t data_keys() const;

 private:
  struct Epoch {
    std::uint32_t id = 0;
    std::int64_t created_unix_ms = 0;
    crypto::AeadKey key;
    mutable std::atomic<std::uint64_t> next_nonce{0};
    Epoch(std::uint32_t epoch, std::int64_t created, crypto::Secret secret)
        : id(epoch), created_unix_ms(created), key(std::move(secret)) {}
  };
  using Ring = std::map<std::uint32_t, std::shared_ptr<const Epoch>>;

  KeyStore(const crypto::Secret& master, std::string ring_file, const Clock& clock);
  Result<void> read_ring();
  Result<void> write_ring(const Ring& ring) const;
  Result<void> add_epoch();

  const Clock& clock_;
  std::string ring_file_;
  crypto::HmacKey dedup_;
  crypto::HmacKey digest_;
  crypto::HmacKey subject_;
  crypto::HmacKey vault_;
  crypto::AeadKey wrap_;
  crypto::AeadKey alert_;
  std::unique_ptr<PseudonymRing> pseudonyms_;
  mutable std::shared_mutex mutex_;
  Ring ring_;
  std::shared_ptr<const Epoch> current_;
};

}  // namespace concordat::gateway
