#pragma once
// The ledger's keys on disk: the private ones in one file (PEM, one after another, the newest first; one alone but for
// an overlap), and the public ones in ledger.vkey beside the configuration (one verifier key a line, the newest first),
// where a line stays for ever, so that old receipts and old heads verify. Used by one process at a time.
//
//   Result<std::vector<crypto::SigningKey>> keys = read_signing_keys(config.ledger_key);
//   add_verifiers(directory + "/ledger.vkey", {verifier});   // first; nothing when it is there already

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note/verifier_key.h"
#include "crypto/primitive/sign.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::size_t kLedgerKeys = 8;  // that sign at a time, at most

// kConfigInvalid with the path and which one when it holds no key, too many, or anything that is not an Ed25519 key.
[[nodiscard]] Result<std::vector<crypto::SigningKey>> read_signing_keys(const std::string& path);
// Replaces the file in one step; the owner alone may read it. kConfigInvalid when another user owns it: the gateway
// could not read the new one.
[[nodiscard]] Result<void> write_signing_keys(const std::string& path, std::span<const crypto::SigningKey* const> keys);

// Every line that is not empty must be a verifier key: kConfigInvalid with `where` and the line.
[[nodiscard]] Result<std::vector<crypto::VerifierKey>> parse_verifiers(std::string_view text, const std::string& where);
[[nodiscard]] Result<std::vector<crypto::VerifierKey>> read_verifier_file(const std::string& path);
// Puts those of `keys` that are not in the file in front of the others; makes the file when there is none.
[[nodiscard]] Result<void> add_verifiers(const std::string& path, std::span<const crypto::VerifierKey> keys);

}  // namespace concordat::gateway
