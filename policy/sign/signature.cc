#include "policy/sign/signature.h"

#include <charconv>

#include "crypto/note/note.h"
#include "crypto/primitive/digest.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

constexpr std::string_view kForm = "concordat sharing agreement v1";

std::string text_of(const Statement& statement) {
  return std::string(kForm) + "\nagreement " + statement.agreement + "\nversion " + std::to_string(statement.version) +
         "\nparty " + statement.party + "\nsigned " + day_text(statement.signed_on) + "\ntext " + statement.text_hash +
         "\nterms " + statement.terms + "\n";
}

// Takes "name value\n" from the front of `rest`; false when something else stands there.
bool take(std::string_view& rest, std::string_view name, std::string_view& value) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(name) || rest[name.size()] != ' ') return false;
  value = rest.substr(name.size() + 1, end - name.size() - 1);
  rest.remove_prefix(end + 1);
  return true;
}

std::optional<Statement> parse_statement(std::string_view rest) {
  Statement out;
  std::string_view form, agreement, version, party, day, hash, terms;
  const bool whole = take(rest, "concordat", form) && "concordat " + std::string(form) == kForm &&
                     take(rest, "agreement", agreement) && take(rest, "version", version) &&
                     take(rest, "party", party) && take(rest, "signed", day) && take(rest, "text", hash) &&
                     take(rest, "terms", terms) && rest.empty();
  const auto signed_on = whole ? parse_day(day) : std::nullopt;
  if (!signed_on) return std::nullopt;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), out.version);
  if (error != std::errc{} || end != version.data() + version.size()) return std::nullopt;
  out.agreement = agreement;
  out.party = party;
  out.signed_on = *signed_on;
  out.text_hash = hash;
  out.terms = terms;
  return out;
}

tl::unexpected<Error> refused(std::string why) {
  return fail(Code::kMalformed, std::move(why));
}

}  // namespace

std::string signature_path(std::string_view agreement, std::string_view party) {
  return "signatures/" + std::string(agreement) + "@" + std::string(party) + ".sig";
}

Result<std::string> make_signature(const Statement& statement, const crypto::SigningKey& key) {
  auto verifier = crypto::VerifierKey::make(statement.party, crypto::KeyType::kLog, key.public_key());
  if (!verifier) return fail(verifier.error());
  crypto::Note note;
  note.text = text_of(statement);
  note.signatures.push_back(crypto::sign_note(note.text, *verifier, key));
  return note.str();
}

Result<Signed> read_signature(std::string_view bytes, const Agency& party) {
  auto note = crypto::Note::parse(bytes);
  if (!note) return refused("this is no signature of an agreement: " + note.error().detail);
  auto statement = parse_statement(note->text);
  if (!statement) return refused("this is no signature of an agreement; make one with `concordat policy sign`");
  if (statement->party != party.id.str())
    return refused("this signature is \"" + printable(statement->party) + "\"'s, not \"" + party.id.str() + "\"'s");
  bool any_revoked = false;
  for (const Officer& officer : party.officers) {
    const auto key = crypto::PublicKey::from(officer.public_key);
    if (!key) continue;
    auto verifier = crypto::VerifierKey::make(party.id.str(), crypto::KeyType::kLog, *key);
    if (!verifier || !crypto::verify(*note, std::span(&*verifier, 1))) continue;
    if (officer.revoked) {
      any_revoked = true;
      continue;
    }
    if (officer.retired && statement->signed_on > *officer.retired) {
      return refused(officer.name + "'s key was retired on " + day_text(*officer.retired) +
                     ", and this was signed on " + day_text(statement->signed_on) +
                     "; have it signed with a key that is in use");
    }
    return Signed{std::move(*statement), officer.name, crypto::sha256(officer.public_key).hex().substr(0, 16),
                  crypto::sha256(bytes).hex()};
  }
  if (any_revoked) return refused("the key that signed was revoked; have it signed with another key");
  return refused("no officer in \"" + party.id.str() +
                 "\"'s file has signed this, or it was changed after it was signed; have it signed again");
}

}  // namespace concordat::policy
