#include "policy/redact/json/decisions.h"

#include <algorithm>

#include "policy/redact/value/transform.h"

namespace concordat::policy {

using protocol::json::Kind;

namespace {

bool container(const protocol::json::Token& token, std::uint32_t index) {
  return (token.kind == Kind::kObject || token.kind == Kind::kArray) && token.next > index + 1;
}

bool calendar(Grain grain) {
  return grain == Grain::kYear || grain == Grain::kMonth || grain == Grain::kDay;
}

}  // namespace

Result<void> Decisions::decide(const DecisionInput& input, Disclosure& out) {
  reset(input, out);
  first_pass();
  if (auto ok = check_focus(); !ok) return ok;
  if ((alive_[0] & kReleased) == 0 && fates_[0] == Fate::kDrop) {
    return fail(Code::kRefusedByPolicy, "nothing in this record may be released to the recipient");
  }
  settle_reach();
  settle_references();
  settle_attendants();
  settle_pseudonyms();
  settle_arrays();
  scrub();
  items_.list(input.facts, out);
  settle_label();
  std::sort(replacements_.begin(), replacements_.end(),
            [](const Replacement& a, const Replacement& b) { return a.token < b.token; });
  return {};
}

void Decisions::reset(const DecisionInput& input, Disclosure& out) {
  input_ = &input;
  out_ = &out;
  out.clear();
  tokens_ = &tape()[0];  // a record that was read has at least one
  marks_ = &input.record.mark(0);
  items_.reset(treatments_.of(input.plan, input.vocabulary));
  fates_.assign(tape().size(), Fate::kDrop);
  alive_.assign(tape().size(), 0);
  frames_.clear();
  replacements_.clear();
  replaced_.clear();
  pseudonymised_.clear();
  free_text_.clear();
  poisoned_by_ = kNoItem;
  changed_ = cut_ = needs_label_ = false;
}

void Decisions::first_pass() {
  const std::uint32_t size = tape().size();
  for (std::uint32_t i = 0; i < size;) {
    while (!frames_.empty() && frames_.back().end == i) close();
    if (tokens_[i].kind == Kind::kKey) {
      ++i;
    } else {
      i = visit(i) ? tokens_[i].next : i + 1;
    }
  }
  while (!frames_.empty()) close();
}

bool Decisions::visit(std::uint32_t token) {
  const Mark& mark = marks_[token];
  if (mark.special == Special::kLabel) {
    fates_[token] = Fate::kWhole;
    frames_.back().state |= kWeak;
    return true;
  }
  if (mark.special == Special::kNever) {
    changed_ = true;
    return true;
  }
  if (mark.has(Mark::kUnit) && unit(token)) return true;
  if (container(tokens_[token], token)) {
    open(token);
    return false;
  }
  leaf(token);
  return true;
}

void Decisions::open(std::uint32_t token) {
  frames_.push_back({token, tokens_[token].next, marks_[token].item, 0, tokens_[token].kind == Kind::kArray});
}

void Decisions::close() {
  Frame frame = frames_.back();
  frames_.pop_back();
  const Mark& mark = marks_[frame.token];
  const bool resource = mark.special == Special::kResource;
  if ((frame.state & kPoisoned) != 0) {
    alive_[frame.token] = kPoisoned;
    changed_ = cut_ = true;
    for (std::uint32_t i = frame.token; i < frame.end; ++i) {
      const Treatment held = treatment(marks_[i].item);
      if (held == Treatment::kKeep || held == Treatment::kTransform) alter(marks_[i].item);
    }
    if (resource && !frames_.empty()) frames_.back().state |= kLost;
    return;
  }
  if (mark.has(Mark::kPinned)) frame.state |= kPinned;
  if (resource && (frame.state & kRemains) == 0) {
    changed_ = cut_ = true;
    frame.state = 0;
  }
  alive_[frame.token] = frame.state;
  if (!frames_.empty()) frames_.back().state |= frame.state & kWritten;
}

void Decisions::leaf(std::uint32_t token) {
  const Mark& mark = marks_[token];
  if (mark.special == Special::kReference) return;  // settled when it is known what remains
  const Treatment held = treatment(mark.item);
  if (mark.special == Special::kFormat || (mark.special == Special::kContainedId && held != Treatment::kKeep)) {
    if (mark.special == Special::kFormat) fates_[token] = Fate::kCopy;
    return;
  }
  const bool placeholder = !frames_.empty() && frames_.back().array && tokens_[token].kind == Kind::kNull &&
                           marks_[frames_.back().token].has(Mark::kAligned);
  if (placeholder) return;
  switch (held) {
    case Treatment::kKeep: keep_leaf(token); return;
    case Treatment::kTransform:
      changed_ = true;
      if (mark.part == Part::kValue) return transform_leaf(token);
      if (mark.part == Part::kCompanion) fates_[token] = Fate::kCopy;
      break;
    case Treatment::kStructural:
      fates_[token] = Fate::kCopy;
      if (mark.special == Special::kDisplay) free_text_.push_back(token);
      if (!frames_.empty()) frames_.back().state |= kWeak;
      return;
    case Treatment::kUnnamed:
      if (!mark.has(Mark::kTeller)) ++out_->unnamed;
      break;
    case Treatment::kWithhold: break;
  }
  if (mark.has(Mark::kTeller)) fates_[token] = Fate::kCopy;
}

void Decisions::keep_leaf(std::uint32_t token) {
  const Mark& mark = marks_[token];
  if (mark.special == Special::kDigest && !frames_.empty()) {
    const std::uint32_t data = tape().member(frames_.back().token, "data");
    if (data != 0 && treatment(marks_[data].item) != Treatment::kKeep) return alter(mark.item);
  }
  fates_[token] = Fate::kCopy;
  if (frames_.empty()) return;
  frames_.back().state |= kReleased;
  const bool words =
      mark.special == Special::kDisplay || input_->vocabulary.items[mark.item].type == ValueType::kFreeText;
  if (words && tokens_[token].kind == Kind::kString) free_text_.push_back(token);
}

void Decisions::transform_leaf(std::uint32_t token) {
  const ItemIndex item = marks_[token].item;
  const Action& action = input_->plan.items[item].action;
  const std::optional<std::string> text = transformed_text(token, action);
  if (!text) return alter(item);
  replace(token, *text);
  if (frames_.empty()) return;
  frames_.back().state |= kReleased;
  if (action.kind != ActionKind::kPseudonymise || frames_.back().array) return;
  // A contact's system says "phone": that is no name space.
  if (input_->vocabulary.items[item].type != ValueType::kContact)
    pseudonymised_.push_back({frames_.back().token, item});
}

std::optional<std::string> Decisions::transformed_text(std::uint32_t token, const Action& action) {
  const Mark& mark = marks_[token];
  // A plain record's number becomes a band's text; FHIR says which elements are numbers.
  const bool number = tokens_[token].kind == Kind::kNumber && !input_->record.fhir();
  if (tokens_[token].kind != Kind::kString && !number) return std::nullopt;
  if (mark.has(Mark::kInstant) && calendar(action.grain)) return std::nullopt;
  const ValueType type = input_->vocabulary.items[mark.item].type;
  return transformed(tape().decoded(token, scratch_), action, type, {input_->recipient, input_->keys, DateForm::kIso});
}

// A modifier goes with what it modifies, whole and unchanged. One that an item names goes only if the item keeps it; if
// not, or if nobody can tell what it means, the object that it stands in is withheld. Returns false when it is to be
// judged leaf by leaf like anything.
bool Decisions::unit(std::uint32_t token) {
  const ItemIndex around = frames_.back().item;
  bool released = false;
  bool kept = true;
  const std::uint32_t end = tokens_[token].next;
  for (std::uint32_t i = token; i < end; ++i) {
    if (tokens_[i].kind == Kind::kKey || container(tokens_[i], i)) continue;
    const ItemIndex item = marks_[i].item;
    const Treatment held = treatment(item);
    if (held == Treatment::kKeep) {
      released = true;
      continue;
    }
    if (held == Treatment::kStructural) continue;
    kept = false;
    if (item != around && item != kNoItem) {
      poison(item);
      return true;
    }
  }
  if (marks_[token].has(Mark::kDemanding)) {
    if (kept) return false;
    poison(marks_[token].item);
    return true;
  }
  fates_[token] = container(tokens_[token], token) ? Fate::kWhole : Fate::kCopy;
  if (released) frames_.back().state |= kReleased;
  return true;
}

void Decisions::poison(ItemIndex because) {
  auto holder = frames_.rbegin();
  while (holder->array && std::next(holder) != frames_.rend()) ++holder;
  holder->state |= kPoisoned;
  if (because != kNoItem) {
    poisoned_by_ = because;
    if (treatment(because) == Treatment::kTransform) alter(because);
  }
}

void Decisions::mark_alive(std::uint32_t token, std::uint8_t state) {
  while (token != 0) {
    token = input_->record.parent(token);
    if ((alive_[token] & state) != 0) return;
    alive_[token] |= state;
  }
}

Result<void> Decisions::check_focus() const {
  bool lost = (alive_[0] & kPoisoned) != 0;
  for (const LocalReference& reference : input_->record.references()) {
    if (reference.focus && reference.target != kNoToken) lost = lost || (alive_[reference.target] & kLost) != 0;
  }
  if (!lost) return {};
  std::string what = "the focus of the record has a modifier that may not go with it";
  if (poisoned_by_ != kNoItem) what += ": " + input_->vocabulary.items[poisoned_by_].id.str();
  return fail(Code::kRefusedByPolicy, what + "; without it the rest would mean something else");
}

void Decisions::settle_label() {
  const JsonRecord& record = input_->record;
  if (!record.fhir() || record.labelled()) return;
  needs_label_ =
      changed_ || out_->unnamed > 0 || out_->scrubbed > 0 || !out_->withheld.empty() || !out_->altered.empty();
  if (!needs_label_ || record.meta() == 0) return;
  // What stands in the label's place and is no place for it.
  const std::uint32_t meta = record.meta();
  if (tokens_[meta].kind != Kind::kObject) fates_[meta] = Fate::kDrop;
  const std::uint32_t security = tape().member(meta, "security");
  if (security != 0 && security != record.security()) {
    fates_[security] = Fate::kDrop;
    alive_[security] = 0;
  }
}

void Decisions::replace(std::uint32_t token, std::string_view text) {
  fates_[token] = Fate::kReplace;
  const auto begin = static_cast<std::uint32_t>(replaced_.size());
  protocol::json::append_string(replaced_, text);
  replacements_.push_back({token, begin, static_cast<std::uint32_t>(replaced_.size()) - begin});
}

}  // namespace concordat::policy
