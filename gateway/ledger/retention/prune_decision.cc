#include "gateway/ledger/retention/prune_decision.h"

#include <algorithm>
#include <vector>

#include "crypto/merkle/decimal.h"
#include "crypto/merkle/tile.h"
#include "crypto/note/note.h"
#include "gateway/ledger/audit/canonical_json.h"
#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kForm = "concordat ledger prune v1\n";

// Takes "name value\n" from the front of `rest`; false when something else stands there.
bool take(std::string_view& rest, std::string_view name, std::string_view& value) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || end <= name.size() || !rest.starts_with(name) || rest[name.size()] != ' ') {
    return false;
  }
  value = rest.substr(name.size() + 1, end - name.size() - 1);
  rest.remove_prefix(end + 1);
  return true;
}

tl::unexpected<Error> malformed(const std::string& what) {
  return fail(Code::kMalformed, "not a decision to prune: " + what);
}

}  // namespace

std::string PruneDecision::text() const {
  return std::string(kForm) + "log " + log + "\nkept_from " + std::to_string(kept_from) + "\nroot " +
         base64(root.view()) + "\nthrough " + through + "\nsequences " + sequences_hex + "\nparty " + party +
         "\nreason " + reason + "\n";
}

Result<PruneDecision> PruneDecision::parse(std::string_view text) {
  PruneDecision decision;
  std::string_view rest = text;
  std::string_view log, kept_from, root, through, sequences, party, reason;
  if (!rest.starts_with(kForm)) return malformed("its first line is another");
  rest.remove_prefix(kForm.size());
  const bool whole = take(rest, "log", log) && take(rest, "kept_from", kept_from) && take(rest, "root", root) &&
                     take(rest, "through", through) && take(rest, "sequences", sequences) &&
                     take(rest, "party", party) && take(rest, "reason", reason) && rest.empty();
  if (!whole) return malformed("a line is missing or is one too many");
  const auto index = crypto::parse_decimal(kept_from);
  if (!index || *index == 0 || *index % crypto::kTileWidth != 0) {
    return malformed("kept_from is not a multiple of 256");
  }
  const auto bytes = parse_base64(root);
  const auto digest = bytes ? crypto::Digest::from(*bytes) : std::nullopt;
  if (!digest) return malformed("its root is not base64 of 32 bytes");
  decision = {std::string(log),   *index, *digest, std::string(through), std::string(sequences), std::string(party),
              std::string(reason)};
  if (decision.text() != text) return malformed("it is not written as it should be");
  return decision;
}

Result<std::string> sign_decision(const PruneDecision& decision, const crypto::SigningKey& key) {
  auto verifier = crypto::VerifierKey::make(decision.party, crypto::KeyType::kLog, key.public_key());
  if (!verifier) return fail(verifier.error());
  crypto::Note note;
  note.text = decision.text();
  note.signatures.push_back(crypto::sign_note(note.text, *verifier, key));
  return note.str();
}

Result<PruneDecision> read_decision(std::string_view note) {
  const auto parsed = crypto::Note::parse(note);
  if (!parsed) return fail(parsed.error());
  return PruneDecision::parse(parsed->text);
}

Result<SignedDecision> open_decision(std::string_view bytes, ByteView public_key) {
  const auto note = crypto::Note::parse(bytes);
  if (!note) return fail(note.error());
  auto decision = PruneDecision::parse(note->text);
  if (!decision) return fail(decision.error());
  const auto key = crypto::PublicKey::from(public_key);
  if (!key) return fail(Code::kUsage, "a public key has 32 bytes");
  const auto verifier = crypto::VerifierKey::make(decision->party, crypto::KeyType::kLog, *key);
  if (!verifier) return fail(verifier.error());
  if (const auto by = crypto::verify(*note, std::span(&*verifier, 1)); !by) {
    return fail(Code::kForbidden, "the decision is not signed with that officer's key: " + by.error().detail);
  }
  const auto own = std::find_if(note->signatures.begin(), note->signatures.end(),
                                [&](const crypto::NoteSignature& one) { return one.key_id == verifier->id(); });
  return SignedDecision{std::move(*decision), crypto::sha256(bytes).hex(), base64(own->payload)};
}

std::string sequences_json(const LastSequences& sequences) {
  std::vector<std::pair<std::string_view, std::uint64_t>> sorted(sequences.begin(), sequences.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return key_before(a.first, b.first); });
  std::string json = "{";
  for (const auto& [agreement, last] : sorted) {
    if (json.size() > 1) json += ',';
    append_string(json, agreement);
    json += ':';
    append_number(json, last);
  }
  return json + "}";
}

Result<LastSequences> parse_sequences(std::string_view json) {
  std::vector<Member> members;
  if (const auto read = read_object(json, members); !read) return fail(read.error());
  LastSequences sequences;
  for (const Member& member : members) {
    const auto number = number_of(member.value);
    if (!number) return fail(Code::kMalformed, "the last number under " + printable(member.key) + " is no number");
    sequences.emplace(member.key, *number);
  }
  return sequences;
}

std::string decision_path(std::uint64_t kept_from) {
  return "prune/" + std::to_string(kept_from) + ".decision";
}

std::string sequences_path(std::uint64_t kept_from) {
  return "prune/" + std::to_string(kept_from) + ".sequences";
}

}  // namespace concordat::gateway
