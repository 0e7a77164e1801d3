#pragma once
// The keys of pseudonyms, one a name that agreements use ("asc-2026"), each random, in one file sealed under the master
// key. A key is made when its name is first used. It can be rotated while the gateway runs: pseudonyms are then made
// with the new generation, and the one before is kept for an overlap, in which the recipient is given a table from old
// pseudonyms to new ones. At its end the old generation is destroyed: nobody can make or link its pseudonyms again.
// Thread-safe. No key and no value is in any error.
//
//   auto ring = PseudonymRing::open("data/pseudonym-keys", derived_secret, clock, PseudonymRing::Missing::kIsMade);
//   std::string mac = (*ring)->mac("eastshire-council", "asc-2026", "9434765919");
//   auto turned = (*ring)->rotate("asc-2026", std::chrono::days(30));
//   auto both = (*ring)->link("eastshire-council", "asc-2026", "9434765919");        // before and now

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/digest.h"
#include "gateway/runtime/clock.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// What may be told of a key.
struct PseudonymKeyState {
  std::string name;
  std::uint32_t generation = 1;
  std::int64_t since_unix_ms = 0;
  std::int64_t overlap_ends_unix_ms = 0;  // until when the generation before is kept; 0: there is none
};

struct LinkedPseudonyms {
  std::string before, now;  // HMACs
};

class PseudonymRing {
 public:
  enum class Missing : std::uint8_t { kIsMade, kIsRefused };
  // A file that is gone would silently change every pseudonym, so it is made for a new gateway only.
  static Result<std::unique_ptr<PseudonymRing>> open(std::string file, crypto::Secret wrapping, const Clock& clock,
                                                     Missing missing);

  // HMAC-SHA-256 under the key of the name's newest generation and this recipient: 32 raw bytes; empty when a new key
  // could not be kept.
  [[nodiscard]] std::string mac(std::string_view recipient, std::string_view name, std::string_view value);

  // kNotFound: no pseudonym was ever made with that name. kConflict: the last overlap is not over.
  Result<PseudonymKeyState> rotate(std::string_view name, std::chrono::milliseconds overlap);
  // Of one value, in the overlap; kConflict when there is none.
  [[nodiscard]] Result<LinkedPseudonyms> link(std::string_view recipient, std::string_view name,
                                              std::string_view value) const;
  // Destroys the generation before, now.
  Result<PseudonymKeyState> end_overlap(std::string_view name);
  // The same, wherever the time is over; gives the keys concerned.
  Result<std::vector<PseudonymKeyState>> end_overlaps();
  [[nodiscard]] std::vector<PseudonymKeyState> list() const;

 private:
  struct Generation {
    std::uint32_t number;
    std::int64_t created_unix_ms;
    crypto::Secret key;
    crypto::HmacKey hmac;
    Generation(std::uint32_t number_from_one, std::int64_t created, crypto::Secret secret);
    [[nodiscard]] std::string mac(std::string_view recipient, std::string_view value) const;
  };
  struct Key {
    std::shared_ptr<const Generation> current, before;
    std::int64_t overlap_ends_unix_ms = 0;
  };
  using Keys = std::map<std::string, Key, std::less<>>;

  PseudonymRing(std::string file, crypto::Secret wrapping, const Clock& clock);
  Result<void> read();
  Result<void> keep(Keys keys);  // durable, then in force
  [[nodiscard]] Keys keys() const;
  [[nodiscard]] std::shared_ptr<const Generation> current(std::string_view name) const;
  std::shared_ptr<const Generation> first(std::string_view name);
  static PseudonymKeyState state_of(const std::string& name, const Key& key);

  std::string file_;
  crypto::AeadKey wrap_;
  const Clock& clock_;
  std::mutex changing_;              // one change at a time, from reading the keys to keeping them
  mutable std::shared_mutex mutex_;  // of keys_
  Keys keys_;
};

}  // namespace concordat::gateway
