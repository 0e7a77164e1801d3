#include "crypto/note/note.h"

#include <algorithm>

#include "crypto/note/cosignature.h"
#include "protocol/base/utf8.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::size_t kKeyIdBytes = 4;

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::kMalformed, "not a signed note: " + std::string(what));
}

bool has_control_character(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && c != '\n') || octet == 0x7F;
  });
}

// A signature line without its newline.
std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !valid_key_name(line.substr(0, space))) return std::nullopt;
  const auto bytes = parse_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return NoteSignature{std::string(line.substr(0, space)), get_u32(*bytes), bytes->substr(kKeyIdBytes)};
}

// nullopt when the signature is wrong.
std::optional<Signed> check(const Note& note, const NoteSignature& signature, std::span<const VerifierKey> keys,
                            std::size_t index) {
  const VerifierKey& key = keys[index];
  if (key.type() == KeyType::kWitness) {
    const auto time = check_cosignature(note.text, key.key(), signature.payload);
    if (!time) return std::nullopt;
    return Signed{index, time};
  }
  if (!key.key().verify(note.text, signature.payload)) return std::nullopt;
  return Signed{index, std::nullopt};
}

}  // namespace

Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > kNoteBytes) return fail(Code::kTooLarge, "a signed note is at most a megabyte");
  if (has_control_character(bytes)) return malformed("it has control characters (a carriage return, perhaps)");
  if (!valid_utf8(bytes)) return malformed("it is not UTF-8");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos) return malformed("no empty line parts the text from the signatures");
  Note note;
  note.text = bytes.substr(0, blank + 1);
  bytes.remove_prefix(blank + 2);
  if (bytes.empty()) return malformed("it has no signature");
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return malformed("it does not end in a newline");
    auto signature = parse_signature(bytes.substr(0, end));
    if (!signature) return malformed("signature line " + std::to_string(note.signatures.size() + 1) + " is malformed");
    if (note.signatures.size() == kNoteSignatures)
      return fail(Code::kTooLarge, "a signed note has at most 100 signatures");
    note.signatures.push_back(*std::move(signature));
    bytes.remove_prefix(end + 1);
  }
  return note;
}

std::string Note::str() const {
  std::string out = text + "\n";
  for (const NoteSignature& signature : signatures) {
    Bytes bytes;
    put_u32(bytes, signature.key_id);
    out.append(kDash).append(signature.name).append(" ").append(base64(bytes + signature.payload)).append("\n");
  }
  return out;
}

NoteSignature sign_note(std::string_view text, const VerifierKey& key, const SigningKey& signer) {
  return {key.name(), key.id(), Bytes(view(signer.sign(text)))};
}

Result<std::vector<Signed>> verify(const Note& note, std::span<const VerifierKey> keys) {
  std::vector<Signed> good;
  for (const NoteSignature& signature : note.signatures) {
    const auto known = std::find_if(keys.begin(), keys.end(), [&](const VerifierKey& key) {
      return key.name() == signature.name && key.id() == signature.key_id;
    });
    if (known == keys.end()) continue;
    const auto by = check(note, signature, keys, static_cast<std::size_t>(known - keys.begin()));
    if (!by)
      return fail(Code::kLedgerInvalid,
                  "the signature of " + printable(signature.name) + " is wrong: the note was altered");
    const bool repeated =
        std::any_of(good.begin(), good.end(), [&](const Signed& other) { return other.key == by->key; });
    if (!repeated) good.push_back(*by);
  }
  if (good.empty()) return fail(Code::kLedgerInvalid, "the note is not signed by any known key");
  return good;
}

}  // namespace concordat::crypto
