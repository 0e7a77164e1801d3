#pragma once
// What a witness signs (C2SP tlog-cosignature v1): that at a time it saw this checkpoint as the log's largest
// consistent one. Payload of the note signature = u64 time ‖ Ed25519 signature. Pure functions.
//
//   note.signatures.push_back(cosign(note.text, witness_vkey, witness_key, now));

#include <chrono>
#include <optional>
#include <string_view>

#include "crypto/note/note.h"

namespace concordat::crypto {

// `key` is the verifier key of `signer`, type kWitness; `time` is not before 1970.
[[nodiscard]] NoteSignature cosign(std::string_view checkpoint_text, const VerifierKey& key, const SigningKey& signer,
                                   std::chrono::sys_seconds time);
// The time of the cosignature; nullopt when it is not this key's signature of this text.
[[nodiscard]] std::optional<std::chrono::sys_seconds> check_cosignature(std::string_view checkpoint_text,
                                                                        const PublicKey& key, ByteView payload);

}  // namespace concordat::crypto
