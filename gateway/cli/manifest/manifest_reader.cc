// A manifest read back from its file: what `concordat manifest` shows may have lain anywhere in between.
#include <charconv>
#include <optional>

#include "gateway/cli/manifest/manifest.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using client::ItemOutcome;
using client::Outcome;
using protocol::json::Kind;
using protocol::json::Tape;

constexpr std::uint64_t kVersion = 1;

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : {Outcome::kReleased, Outcome::kChanged, Outcome::kWithheld, Outcome::kAbsent}) {
    if (client::name(outcome) == name) return outcome;
  }
  return std::nullopt;
}

// Reads members of one object; remembers the first that is not what it should be.
class Members {
 public:
  Members(const Tape& tape, std::uint32_t object, std::string& fault) : tape_(tape), object_(object), fault_(fault) {}

  void text(std::string_view key, std::string& into, bool required = true) {
    const std::uint32_t at = find(key, Kind::kString, required);
    std::string scratch;
    if (at != 0) into = tape_.decoded(at, scratch);
  }
  void number(std::string_view key, std::uint64_t& into, bool required = true) {
    const std::uint32_t at = find(key, Kind::kNumber, required);
    if (at != 0) read_number(at, key, into);
  }
  template <typename Visit>
  void each(std::string_view key, Kind kind, Visit visit) {
    const std::uint32_t at = find(key, kind, true);
    if (at == 0) return;
    for (std::uint32_t i = at + 1; i < tape_[at].next; i = tape_[i].next) {
      visit(i);
      if (kind == Kind::kObject) ++i;  // past the key: on to the end of its value
    }
  }
  void read_number(std::uint32_t at, std::string_view key, std::uint64_t& into) {
    const std::string_view raw = tape_.raw(at);
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), into);
    if (tape_[at].kind != Kind::kNumber || error != std::errc() || end != raw.data() + raw.size()) note(key);
  }
  void note(std::string_view key) {
    if (fault_.empty()) fault_ = key;
  }

 private:
  std::uint32_t find(std::string_view key, Kind kind, bool required) {
    const std::uint32_t at = tape_.member(object_, key);
    if (at == 0 ? required : tape_[at].kind != kind) {
      note(key);
      return 0;
    }
    return at;
  }

  const Tape& tape_;
  std::uint32_t object_;
  std::string& fault_;
};

ItemOutcome read_item(const Tape& tape, std::uint32_t at, std::string& fault) {
  ItemOutcome item;
  std::string outcome;
  Members members(tape, at, fault);
  members.text("item", item.item);
  members.text("label", item.label);
  members.text("outcome", outcome);
  members.text("action", item.action);
  members.text("clause", item.clause);
  members.text("reason", item.reason, false);
  if (const auto known = outcome_named(outcome)) {
    item.outcome = *known;
  } else {
    members.note("outcome");
  }
  return item;
}

void read_lists(const Tape& tape, Members& members, Manifest& manifest, std::string& fault) {
  std::string scratch;
  members.each("agreements", Kind::kArray, [&](std::uint32_t at) {
    if (tape[at].kind != Kind::kString) members.note("agreements");
    manifest.agreements.emplace_back(tape.decoded(at, scratch));
  });
  members.each("items", Kind::kArray, [&](std::uint32_t at) { manifest.items.push_back(read_item(tape, at, fault)); });
  members.each("scrubbed", Kind::kObject, [&](std::uint32_t at) {
    auto& [kind, count] = manifest.scrubbed.emplace_back(tape.decoded(at, scratch), 0);
    members.read_number(at + 1, "scrubbed", count);
  });
}

}  // namespace

Result<Manifest> read_manifest(std::string_view text) {
  Tape tape;
  if (auto ok = tape.parse(text, {}); !ok)
    return fail(Code::kMalformed, "the manifest is no JSON: " + ok.error().detail);
  Manifest manifest;
  std::string fault;
  std::uint64_t version = 0;
  Members members(tape, 0, fault);
  members.number("manifest", version);
  if (fault.empty() && version != kVersion) return fail(Code::kUnsupported, "a manifest of another version");
  for (const auto& [key, into] :
       {std::pair("record_id", &manifest.record_id), std::pair("sender", &manifest.sender),
        std::pair("recipient", &manifest.recipient), std::pair("kind", &manifest.kind),
        std::pair("purpose", &manifest.purpose), std::pair("format", &manifest.format),
        std::pair("accepted", &manifest.accepted_time), std::pair("received", &manifest.received_time),
        std::pair("plan", &manifest.plan), std::pair("commitment", &manifest.commitment),
        std::pair("commitment_salt", &manifest.commitment_salt)}) {
    members.text(key, *into);
  }
  members.text("content_type", manifest.content_type, false);
  members.text("file_name", manifest.file_name, false);
  members.text("trace_id", manifest.trace_id, false);
  members.number("unnamed", manifest.unnamed);
  members.number("bytes", manifest.bytes);
  members.number("commitment_index", manifest.commitment_index);
  members.number("ledger_index", manifest.ledger_index);
  read_lists(tape, members, manifest, fault);
  Members obligations(tape, tape.member(0, "obligations"), fault);
  obligations.number("retain_days", manifest.retain_days, false);
  obligations.text("onward_sharing", manifest.onward_sharing, false);
  if (!fault.empty())
    return fail(Code::kMalformed, "this is no manifest: " + fault + " is missing or not as it should be");
  return manifest;
}

}  // namespace concordat::cli
