#pragma once
// An officer's decision to prune the ledger's oldest entries: a signed note (C2SP signed-note v1, Ed25519) that is kept
// and published with the ledger. What it is about stands in it, so that it fits one log, one place and one history:
//
//   concordat ledger prune v1
//   log hub.example/ledger
//   kept_from 1024
//   root <base64 of the root of the first 1024 entries>
//   through 2019-11-22T17:32:12.123Z
//   sequences <SHA-256 of the file of sequence numbers, hexadecimal>
//   party riverside-trust
//   reason the retention period is over
//
//   — riverside-trust <base64 of key id and signature>
//
// The file of sequence numbers is canonical JSON: agreement -> its last number among the entries that go. Pure.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "crypto/primitive/digest.h"
#include "crypto/primitive/sign.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::size_t kPruneReasonBytes = 500;
inline constexpr std::size_t kPruneFileBytes = 16 * 1024 * 1024;  // of sequence numbers: some 400,000 agreements

using LastSequences = std::map<std::string, std::uint64_t, std::less<>>;

struct PruneDecision {
  std::string log;              // origin
  std::uint64_t kept_from = 0;  // a multiple of 256
  crypto::Digest root;          // of the tree of that many entries
  std::string through;          // the time of the last one
  std::string sequences_hex;    // SHA-256 of sequences_json()
  std::string party;            // whose officer signs
  std::string reason;           // one line, published

  // What is signed.
  [[nodiscard]] std::string text() const;
  // kMalformed on anything that text() would not write.
  [[nodiscard]] static Result<PruneDecision> parse(std::string_view text);
};

// The whole note.
[[nodiscard]] Result<std::string> sign_decision(const PruneDecision& decision, const crypto::SigningKey& key);
// What a note says. Who signed it is not looked at: that is the gateway's to check before it acts.
[[nodiscard]] Result<PruneDecision> read_decision(std::string_view note);

struct SignedDecision {
  PruneDecision decision;
  std::string hash_hex;   // SHA-256 of the note: how the log's entry names it
  std::string signature;  // base64 of what the note has for it
};
// kForbidden unless the key (32 bytes) signed it, under the name of the party that it speaks of.
[[nodiscard]] Result<SignedDecision> open_decision(std::string_view note, ByteView public_key);

[[nodiscard]] std::string sequences_json(const LastSequences& sequences);
[[nodiscard]] Result<LastSequences> parse_sequences(std::string_view json);

// Below the published ledger: "prune/1024.decision" and "prune/1024.sequences".
[[nodiscard]] std::string decision_path(std::uint64_t kept_from);
[[nodiscard]] std::string sequences_path(std::uint64_t kept_from);

}  // namespace concordat::gateway
