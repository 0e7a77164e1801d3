#pragma once
// Keys and a checkpoint that the note tests share. The seeds are fixed, so that a failing test fails the same way
// again.

#include <string>
#include <string_view>

#include "crypto/note/checkpoint.h"
#include "crypto/note/verifier_key.h"
#include "crypto/primitive/sign.h"

namespace concordat::crypto {

inline SigningKey key_number(char n) {
  return SigningKey::from_seed(Bytes(SigningKey::kSeedSize, n)).value();
}

struct Signer {
  SigningKey key;
  VerifierKey vkey;
};

inline Signer make_signer(std::string_view name, KeyType type, char n) {
  SigningKey key = key_number(n);
  VerifierKey vkey = VerifierKey::make(std::string(name), type, key.public_key()).value();
  return {std::move(key), std::move(vkey)};
}

inline Signer log_signer() {
  return make_signer("ledger.example/hub", KeyType::kLog, 'L');
}
inline Signer witness_signer(char n = 'W') {
  return make_signer(std::string("witness.example/") + n, KeyType::kWitness, n);
}

inline Checkpoint some_checkpoint() {
  return {"ledger.example/hub", 20'852'163, sha256("some root")};
}

inline constexpr std::string_view kEmDash = "\u2014 ";

}  // namespace concordat::crypto
