#pragma once
// Signed notes (C2SP signed-note v1): a text and who signed it. Parsing is strict (one byte form a note) and trusts
// nothing; only what verify() returns is signed. Plain values, no shared state.
//
//   Result<Note> note = Note::parse(file);
//   Result<std::vector<Signed>> by = verify(*note, keys);      // refused unless some known key signed and none signed
//   wrongly

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note/verifier_key.h"
#include "crypto/primitive/sign.h"
#include "protocol/base/bytes.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

inline constexpr std::size_t kNoteBytes = 1'000'000;
inline constexpr std::size_t kNoteSignatures = 100;  // the format asks for at least 16

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes payload;  // what follows the key id: a signature; for a witness a time before it
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;

  // kMalformed on anything but the one form: CRLF, control characters, bad UTF-8, non-canonical base64, no signature,
  // trailing text.
  [[nodiscard]] static Result<Note> parse(std::string_view bytes);
  [[nodiscard]] std::string str() const;
};

// A log's signature. `key` is the verifier key of `signer`, type kLog; `text` ends in a newline.
[[nodiscard]] NoteSignature sign_note(std::string_view text, const VerifierKey& key, const SigningKey& signer);

struct Signed {
  std::size_t key = 0;                           // index into the keys that were given to verify()
  std::optional<std::chrono::sys_seconds> time;  // of a witness's cosignature
};

// Who of `keys` signed, each once. Signatures by other keys are ignored. kLedgerInvalid when a known key's signature is
// wrong or no known key signed.
[[nodiscard]] Result<std::vector<Signed>> verify(const Note& note, std::span<const VerifierKey> keys);

}  // namespace concordat::crypto
