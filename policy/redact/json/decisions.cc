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

// Of an id a pseudonym is one, too, and a mask is not; of a time neither is.
bool keeps_form(const Action& action, ValueType type) {
  if (action.kind == ActionKind::kMask) return false;
  return action.kind != ActionKind::kPseudonymise || type == ValueType::kIdentifier;
}

}  // namespace

Result<void> Decisions::decide(const DecisionInput& input, Disclosure& out) {
  reset(input, out);
  first_pass();
  if (auto ok = check_focus(); !ok) return ok;
  if ((alive_[0] & kReleased) == 0 && fates_[0] == Fate::kDrop) {
    return refuse_empty();
  }
  settle_reach();
  settle_references();
  settle_attendants();
  settle_links();
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
  links_.clear();
  lost_.clear();
  no_instruction_ = {};
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
  if (mark.special == Special::kMasked) {
    link(token);
    return true;
  }
  if (mark.has(Mark::kUnit) && unit(token)) return true;
  if (container(tokens_[token], token)) {
    open(token);
    return false;
  }
  leaf(token);
  if (mark.special == Special::kLink) link(token);
  if (mark.has(Mark::kRequired) && fates_[token] == Fate::kDrop) require(token, {});
  return true;
}

void Decisions::open(std::uint32_t token) {
  frames_.push_back({token, tokens_[token].next, marks_[token].item, 0, tokens_[token].kind == Kind::kArray, {}});
}

void Decisions::close() {
  Frame frame = frames_.back();
  frames_.pop_back();
  const Mark& mark = marks_[frame.token];
  if (mark.has(Mark::kNamed) && (frame.state & kReleased) != 0) require_name(frame);
  if ((frame.state & kPoisoned) != 0) {
    withhold_whole(frame);
  } else {
    if (mark.has(Mark::kPinned)) frame.state |= kPinned;
    if (mark.special == Special::kResource && (frame.state & kRemains) == 0) {
      changed_ = cut_ = true;
      frame.state = 0;
    }
    alive_[frame.token] = frame.state;
    if (!frames_.empty()) frames_.back().state |= frame.state & kWritten;
  }
  if (mark.special == Special::kLink) link(frame.token);
  if (mark.has(Mark::kRequired) && (alive_[frame.token] & kWritten) == 0) require(frame.token, frame.cause);
}

void Decisions::withhold_whole(const Frame& frame) {
  alive_[frame.token] = kPoisoned;
  changed_ = cut_ = true;
  for (std::uint32_t i = frame.token; i < frame.end; ++i) {
    const Treatment held = treatment(marks_[i].item);
    if (held == Treatment::kKeep || held == Treatment::kTransform) alter(marks_[i].item);
  }
  const Mark& mark = marks_[frame.token];
  if (mark.special == Special::kResource) {
    lost_.push_back({frame.token, frame.cause});
    if (!frames_.empty()) frames_.back().state |= kLost;
  }
  const bool instruction = mark.special == Special::kEntry && frame.cause.required;
  if (instruction && (frame.state & kReleased) != 0) no_instruction_ = frame.cause;
  if (!frames_.empty() && frames_.back().array) frames_.back().cause = frame.cause;
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
      if (mark.part == Part::kCompanion) copy_companion(token);
      break;
    case Treatment::kStructural:
      if (mark.has(Mark::kAside) && mark.part == Part::kOther) {  // an extension of structure is none
        if (!mark.has(Mark::kTeller)) ++out_->unnamed;
        break;
      }
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

// A type's code goes beside a changed value as it is; its words are searched.
void Decisions::copy_companion(std::uint32_t token) {
  fates_[token] = Fate::kCopy;
  if (tokens_[token].kind != Kind::kString || tokens_[token - 1].kind != Kind::kKey) return;
  if (marks_[token].special == Special::kDisplay || tape().raw(token - 1) == "text") free_text_.push_back(token);
}

void Decisions::keep_leaf(std::uint32_t token) {
  const Mark& mark = marks_[token];
  if (mark.special == Special::kDigest && !frames_.empty()) {
    for (const char* of : {"data", "url"}) {
      const std::uint32_t content = tape().member(frames_.back().token, of);
      if (content != 0 && treatment(marks_[content].item) != Treatment::kKeep) return alter(mark.item);
    }
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
  if (mark.has(Mark::kFixedForm) && !keeps_form(action, type)) return std::nullopt;
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
      poison({i, item, false});
      return true;
    }
  }
  if (marks_[token].has(Mark::kDemanding)) {
    if (kept) return false;
    poison({token, marks_[token].item, false});
    return true;
  }
  fates_[token] = container(tokens_[token], token) ? Fate::kWhole : Fate::kCopy;
  if (fates_[token] == Fate::kWhole) words_of_unit(token);
  if (released) frames_.back().state |= kReleased;
  return true;
}

// A coded modifier's display is scrubbed like any; its text, which could say anything, goes only where an item keeps
// it.
void Decisions::words_of_unit(std::uint32_t unit) {
  for (std::uint32_t i = unit; i < tokens_[unit].next; ++i) {
    if (tokens_[i].kind != Kind::kString) continue;
    const bool text = tokens_[i - 1].kind == Kind::kKey && tape().raw(i - 1) == "text";
    if (text && treatment(marks_[i].item) != Treatment::kKeep) {
      replace(i, FreeText::kMark);
    } else if (text || marks_[i].special == Special::kDisplay) {
      fates_[i] = Fate::kCopy;
      free_text_.push_back(i);
    }
  }
}

void Decisions::poison(const Cause& cause) {
  auto holder = frames_.rbegin();
  while (holder->array && std::next(holder) != frames_.rend()) ++holder;
  holder->state |= kPoisoned;
  holder->cause = cause;
  if (treatment(cause.item) == Treatment::kTransform) alter(cause.item);
}

// pat-1 and org-1: whoever is called a daughter, or has this telephone, must be somebody.
void Decisions::require_name(Frame& frame) const {
  const bool organization = marks_[frame.token].special == Special::kResource;
  Cause cause;
  for (const char* name : {"name", organization ? "identifier" : "telecom", organization ? "name" : "address"}) {
    const std::uint32_t value = tape().member(frame.token, name);
    if (value == 0) continue;
    if (written(value)) return;
    if (cause.element == 0) cause = {value, marks_[value].item, true};
  }
  if (cause.element == 0) return;  // it was nobody before
  frame.state |= kPoisoned;
  frame.cause = cause;
}

// An object that FHIR gives no meaning without this element is withheld with it.
void Decisions::require(std::uint32_t token, const Cause& deeper) {
  if (frames_.empty()) return;
  poison(deeper.element != 0 ? deeper : Cause{token, marks_[token].item, true});
}

// A required reference is there in any case, masked at worst (settle_links): so an element that is required itself and
// holds nothing else is there, too.
void Decisions::link(std::uint32_t token) {
  links_.push_back(token);
  const auto required = [this](const Frame& frame) { return marks_[frame.token].has(Mark::kRequired); };
  const auto holder = frames_.rbegin();
  const auto around = std::next(holder);
  if (required(*holder) || (around != frames_.rend() && around->array && required(*around))) holder->state |= kWeak;
}

void Decisions::mark_alive(std::uint32_t token, std::uint8_t state) {
  while (token != 0) {
    token = input_->record.parent(token);
    if ((alive_[token] & state) != 0) return;
    alive_[token] |= state;
  }
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

void Decisions::replace_raw(std::uint32_t token, std::string_view json) {
  fates_[token] = Fate::kReplace;
  replacements_.push_back(
      {token, static_cast<std::uint32_t>(replaced_.size()), static_cast<std::uint32_t>(json.size())});
  replaced_ += json;
}

}  // namespace concordat::policy
