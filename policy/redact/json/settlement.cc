// What can only be decided when it is known what remains: whether the record is refused, references, companions,
// pseudonyms' systems, aligned arrays, free text.
#include "policy/redact/json/decisions.h"
#include "policy/redact/json/fhir_structure.h"
#include "policy/redact/value/narrative.h"
#include "policy/redact/value/transform.h"

namespace concordat::policy {

using protocol::json::Kind;

// The root, the header of a message or a document, what the message is about, what a transaction is to do: without one
// of them the record is no record.
const Decisions::Cause* Decisions::cause_of_refusal() const {
  if (no_instruction_.element != 0) return &no_instruction_;
  for (const Lost& lost : lost_) {
    if (marks_[lost.resource].has(Mark::kPinned)) return &lost.cause;
  }
  for (const LocalReference& reference : input_->record.references()) {
    if (!reference.focus || reference.target == kNoToken || (alive_[reference.target] & kLost) == 0) continue;
    for (const Lost& lost : lost_) {
      if (input_->record.parent(lost.resource) == reference.target) return &lost.cause;
    }
  }
  return nullptr;
}

Result<void> Decisions::check_focus() const {
  const Cause* cause = cause_of_refusal();
  if (cause == nullptr) return {};
  if (cause->required) {
    return fail(Code::kRefusedByPolicy, "the recipient may not have " + named(*cause) +
                                            ", and FHIR requires it of what this record is about; let the agreement "
                                            "release it, or send the record another way");
  }
  return fail(Code::kRefusedByPolicy, "the focus of the record has a modifier that may not go with it: " +
                                          named(*cause) + "; without it the rest would mean something else");
}

Result<void> Decisions::refuse_empty() const {
  std::string words = "nothing in this record may be released to the recipient";
  if (!lost_.empty()) words += "; what could be would not be complete without " + named(lost_.front().cause);
  return fail(Code::kRefusedByPolicy, words);
}

std::string Decisions::named(const Cause& cause) const {
  ItemIndex item = cause.item;
  for (std::uint32_t i = cause.element; item == kNoItem && i < tokens_[cause.element].next; ++i) item = marks_[i].item;
  return path(cause.element) + " (" +
         (item == kNoItem ? "which no data item names" : input_->vocabulary.items[item].id.str()) + ")";
}

// The element's place: resource type and member names, never a value, and no name that only the sender knows.
std::string Decisions::path(std::uint32_t token) const {
  const auto known = [this](std::uint32_t of) {
    const std::string_view name = tape().raw(of);
    const std::string_view member = name.substr(name.substr(0, 1) == "_" ? 1 : 0);
    return input_->record.knows(member) ? std::string(name) : std::string("…");
  };
  std::string text;
  for (; token != 0 && marks_[token].special != Special::kResource; token = input_->record.parent(token)) {
    if (tokens_[token - 1].kind == Kind::kKey) text.insert(0, "." + known(token - 1));
  }
  const std::uint32_t type = tape().member(token, "resourceType");
  return (type == 0 ? "" : known(type)) + text;
}

// What is in a container that is withheld is withheld. A container comes before all that it holds.
void Decisions::settle_reach() {
  if (!cut_) return;
  const std::uint32_t size = tape().size();
  for (std::uint32_t token = 0; token < size; ++token) {
    const Kind kind = tokens_[token].kind;
    if (kind != Kind::kObject && kind != Kind::kArray) continue;
    const std::uint8_t known = alive_[token];
    const bool resource = marks_[token].special == Special::kResource;
    if ((known & kPoisoned) != 0 || (resource && (known & kRemains) == 0) || !reachable(token)) alive_[token] |= kCut;
  }
}

void Decisions::settle_references() {
  for (const LocalReference& reference : input_->record.references()) {
    const Mark& mark = marks_[reference.token];
    const Treatment held = treatment(mark.item);
    const bool allowed = held == Treatment::kKeep || held == Treatment::kStructural ||
                         (held == Treatment::kUnnamed && !mark.has(Mark::kAside));
    const bool leads =
        reference.target != kNoToken && (alive_[reference.target] & kRemains) != 0 && reachable(reference.target);
    if (allowed && leads && reachable(reference.token)) {
      fates_[reference.token] = Fate::kCopy;
      if (reference.id != 0) fates_[reference.id] = Fate::kCopy;
      mark_alive(reference.token, kWeak);
      continue;
    }
    changed_ = true;
    if (held == Treatment::kUnnamed) ++out_->unnamed;
    if (held == Treatment::kKeep || held == Treatment::kTransform) alter(mark.item);
  }
}

void Decisions::settle_attendants() {
  for (const Attendant& attendant : input_->record.attendants()) {
    if (fates_[attendant.token] == Fate::kDrop || (alive_[attendant.holder] & kWritten) == 0) continue;
    if (reachable(attendant.token)) mark_alive(attendant.token, kWeak);
  }
}

void Decisions::settle_links() {
  for (const std::uint32_t link : links_) {
    if (written(link) || !reachable(link) || !written(input_->record.parent(link))) continue;
    changed_ = true;
    replace_raw(link, tokens_[link].kind == Kind::kArray ? kMaskedReferences : kMaskedReference);
  }
}

void Decisions::settle_pseudonyms() {
  for (const PseudonymisedIdentifier& identifier : pseudonymised_) {
    const std::uint32_t system = tape().member(identifier.object, "system");
    if (system == 0 || fates_[system] != Fate::kCopy) continue;
    if (tokens_[system].kind != Kind::kString) {  // no name space, whatever it is
      fates_[system] = Fate::kDrop;
      continue;
    }
    replace(system, pseudonym_system(input_->plan.items[identifier.item].action.key, tape().decoded(system, scratch_)));
  }
}

void Decisions::settle_arrays() {
  for (const AlignedArrays& pair : input_->record.aligned()) {
    if ((alive_[pair.values] & kWritten) == 0 || (alive_[pair.extensions] & kWritten) == 0) continue;
    alive_[pair.values] |= kPlaces;
    alive_[pair.extensions] |= kPlaces;
  }
}

// What the recipient must not find in kept text.
void Decisions::gather_withheld() {
  scrubber_.clear();
  for (const std::uint32_t value : input_->record.values()) {
    const Item& item = input_->vocabulary.items[marks_[value].item];
    if (!item.identifying || item.type == ValueType::kFreeText || verbatim(value)) continue;
    scrubber_.withhold(item.type, tape().decoded(value, scratch_));
  }
}

// What it may, since it has it from elsewhere.
void Decisions::gather_released() {
  for (const std::uint32_t value : input_->record.values()) {
    const ValueType type = input_->vocabulary.items[marks_[value].item].type;
    if (type != ValueType::kFreeText && verbatim(value)) scrubber_.release(type, tape().decoded(value, scratch_));
  }
}

bool Decisions::narrative(std::uint32_t token) const {
  return marks_[token].special == Special::kDisplay && token > 0 && tape().raw(token - 1) == "div";
}

// A visible mark and no gap, so that what holds the text stays as complete as it was.
void Decisions::withhold_text(std::uint32_t token) {
  changed_ = true;
  if (marks_[token].item != kNoItem) alter(marks_[token].item);
  replace(token, narrative(token) ? kWithheldNarrative : FreeText::kMark);
}

// What was held back and what was released is known only when all else is settled. Most texts are clean whatever was
// released, so that is looked up only when one is not.
void Decisions::scrub() {
  if (free_text_.empty()) return;
  gather_withheld();
  bool released_known = false;
  for (const std::uint32_t token : free_text_) {
    if (!verbatim(token)) continue;
    const std::string_view text = tape().decoded(token, scratch_);
    if (narrative(token) && hides_words(text)) {
      withhold_text(token);
      continue;
    }
    FreeText::Outcome outcome = scrubber_.scrub(text, clean_);
    if (outcome.clean()) continue;
    if (!released_known) {
      released_known = true;
      gather_released();
      outcome = scrubber_.scrub(tape().decoded(token, scratch_), clean_);
    }
    if (!outcome.possible) {
      withhold_text(token);
    } else if (outcome.marks > 0) {
      out_->scrubbed += outcome.marks;
      for (std::size_t i = 0; i < kScrubKinds; ++i) out_->scrubbed_by_kind[i] += outcome.by_kind[i];
      replace(token, clean_);
    }
  }
}

}  // namespace concordat::policy
