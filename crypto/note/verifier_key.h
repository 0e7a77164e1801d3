#pragma once
// Who may sign a note (C2SP signed-note v1): a key's name, type and public key, and the four-byte id that its
// signatures carry. A plain value.
//
//   Result<VerifierKey> key = VerifierKey::parse("ledger.example/hub+3c1a9f20+AX...");

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/primitive/sign.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

enum class KeyType : std::uint8_t {
  kLog = 0x01,      // Ed25519 over the note's text
  kWitness = 0x04,  // Ed25519 over cosignature/v1, a time and the text (C2SP tlog-cosignature v1)
};

// Not empty, valid UTF-8, no control characters, no Unicode spaces, no plus.
[[nodiscard]] bool valid_key_name(std::string_view name);

class VerifierKey {
 public:
  // kConfigInvalid when the name is not valid_key_name().
  [[nodiscard]] static Result<VerifierKey> make(std::string name, KeyType type, const PublicKey& key);
  // "name+hex8(id)+base64(type ‖ public key)". kConfigInvalid when malformed, when the id does not fit or the type is
  // unknown.
  [[nodiscard]] static Result<VerifierKey> parse(std::string_view vkey);
  [[nodiscard]] std::string str() const;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] KeyType type() const { return type_; }
  [[nodiscard]] const PublicKey& key() const { return key_; }
  // The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
  [[nodiscard]] std::uint32_t id() const { return id_; }
  bool operator==(const VerifierKey&) const = default;

 private:
  VerifierKey(std::string name, KeyType type, const PublicKey& key);

  std::string name_;
  KeyType type_;
  PublicKey key_;
  std::uint32_t id_;
};

}  // namespace concordat::crypto
