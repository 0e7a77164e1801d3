#pragma once
// Who signed what: for the ledger, the report, and whoever asks.

#include <cstdint>
#include <string>

namespace concordat::policy {

// A signature that counts.
struct SignatureRecord {
  std::string agreement;
  std::uint32_t version = 0;  // that was signed
  std::string party;
  std::string officer;    // the name in the party's agency file
  std::string key;        // hex, the first 16 digits of SHA-256 of the public key
  std::string signed_on;  // "2026-11-22"
  std::string text_hash;  // hex, of the agreement's canonical text that was signed
  std::string note_hash;  // hex, of the signature's file
};

}  // namespace concordat::policy
