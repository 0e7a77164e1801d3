#pragma once
// One party's signature under an agreement: a signed note (C2SP signed-note v1, Ed25519) over the agreement's canonical
// text and what it compiles to, in a file of its own beside the agreements. Its first lines are for people:
//
//   concordat sharing agreement v1
//   agreement ISA-2026-014
//   version 3
//   party riverside-trust
//   signed 2026-11-22
//   text <SHA-256 of the canonical text, hexadecimal>
//   terms {"agreement":"ISA-2026-014", …}
//
//   — riverside-trust <base64 of key id and signature>
//
// Pure; the key is the officer's, and never seen by a gateway.

#include <chrono>
#include <string>
#include <string_view>

#include "crypto/primitive/sign.h"
#include "policy/model/agency.h"
#include "policy/sign/terms.h"
#include "protocol/base/result.h"

namespace concordat::policy {

struct Statement {
  std::string agreement;
  std::uint32_t version = 0;
  std::string party;
  std::chrono::sys_days signed_on;
  std::string text_hash;  // hex
  std::string terms;      // canonical JSON
};

struct Signed {
  Statement statement;
  std::string officer;    // the name in the party's agency file
  std::string key;        // hex, the first 16 digits of SHA-256 of the public key
  std::string note_hash;  // hex SHA-256 of the whole file
};

// "signatures/ISA-2026-014@riverside-trust.sig"
[[nodiscard]] std::string signature_path(std::string_view agreement, std::string_view party);

[[nodiscard]] Result<std::string> make_signature(const Statement& statement, const crypto::SigningKey& key);

// The signature of an officer of `party` whose key counts. kLedgerInvalid or kMalformed with words for the officer who
// has to mend it.
[[nodiscard]] Result<Signed> read_signature(std::string_view note, const Agency& party);

}  // namespace concordat::policy
