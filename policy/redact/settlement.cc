// What can only be decided when it is known what remains: references, companions, pseudonyms' systems, aligned arrays,
// free text.
#include "policy/redact/decisions.h"
#include "policy/redact/transform.h"

namespace concordat::policy {

using protocol::json::Kind;

void Decisions::settle_references() {
  for (const LocalReference& reference : input_->record.references()) {
    const Mark& mark = input_->record.mark(reference.token);
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

void Decisions::settle_pseudonyms() {
  for (const PseudonymisedIdentifier& identifier : pseudonymised_) {
    const std::uint32_t system = tape().member(identifier.object, "system");
    if (system == 0 || fates_[system] != Fate::kCopy || tape()[system].kind != Kind::kString) continue;
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

// The scrubber knows what was held back and what was released only when all else is settled.
void Decisions::gather_scrub_sources() {
  scrubber_.clear();
  const Record& record = input_->record;
  for (const bool released : {true, false}) {
    for (std::uint32_t i = 0; i < tape().size(); ++i) {
      if (tape()[i].kind != Kind::kString) continue;
      const Mark& mark = record.mark(i);
      if (mark.item == kNoItem || mark.part != Part::kValue) continue;
      const Item& item = input_->vocabulary.items[mark.item];
      if (item.type == ValueType::kFreeText) continue;
      const bool verbatim = fates_[i] == Fate::kCopy && reachable(i);
      if (released && verbatim) scrubber_.release(item.type, tape().decoded(i, scratch_));
      if (!released && !verbatim && item.identifying) scrubber_.withhold(item.type, tape().decoded(i, scratch_));
    }
  }
}

void Decisions::scrub() {
  if (free_text_.empty()) return;
  gather_scrub_sources();
  std::string decoded;
  std::string clean;
  for (const std::uint32_t token : free_text_) {
    if (fates_[token] != Fate::kCopy || !reachable(token)) continue;
    const FreeText::Outcome outcome = scrubber_.scrub(tape().decoded(token, decoded), clean);
    if (!outcome.possible) {
      fates_[token] = Fate::kDrop;
      changed_ = true;
      alter(input_->record.item_of(token));
    } else if (outcome.marks > 0) {
      out_->scrubbed += outcome.marks;
      replace(token, clean);
    }
  }
}

}  // namespace concordat::policy
