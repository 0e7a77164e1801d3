#include "policy/redact/json/record_reader.h"

#include <algorithm>

#include "policy/redact/json/fhir_structure.h"
#include "policy/redact/value/transform.h"

namespace concordat::policy {

using protocol::json::Kind;

namespace {

constexpr std::uint8_t kAlignedArrays = 32;  // no FHIR type has as many arrays of primitives

constexpr std::size_t kLongestType = 64;

bool ascii_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
// medicationReference and its like: the choice of a reference.
bool chosen_reference(std::string_view name) {
  constexpr std::string_view kEnd = "Reference";
  return name.size() > kEnd.size() && name.substr(name.size() - kEnd.size()) == kEnd;
}
bool container(Kind kind) {
  return kind == Kind::kObject || kind == Kind::kArray;
}

}  // namespace

RecordReader::RecordReader(JsonRecord& record, RecordFacts& facts, const RecordIndex& index)
    : record_(record),
      facts_(facts),
      tree_(index.tree()),
      tape_(record.tape_),
      tokens_(&record.tape_[0]),
      marks_(record.marks_.data()),
      fhir_(record.fhir_),
      here_(frames_.data()) {}

// What every token passes through stands first, so that it can be inlined into the walk.
inline void RecordReader::key(std::uint32_t token, const Frame& holder, Place& place) {
  const protocol::json::Token& at = tokens_[token];
  std::string_view name = at.escaped ? tape_.decoded(token, key_scratch_) : tape_.raw(token);
  const bool underscore = fhir_ && name.size() > 1 && name.front() == '_';
  if (underscore) name.remove_prefix(1);
  place.name = name;
  place.key = at.escaped || underscore ? tree_.names.find(name) : tree_.names.find(name, at.tag);
  place.arrival = tree_.follow(holder.state, place.key, name);
  place.bare = &tree_.bare(place.arrival);
  place.inherited = holder.item;
  place.member = fhir_ ? tree_.member(place.key) : Member::kPlain;
  const bool told = holder.context == Context::kValues && place.key == kUnknownKey && !programs_word(name);
  place.context = told ? Context::kForeign : holder.context;
  place.flags = holder.flags;
  place.document = place.demands_resource = place.may_be_resource = false;
  place.underscore = underscore;
  place.direct = true;
  const bool ordinary = !shapes_its_value(place.member) && place.bare->ordinary && !underscore;
  if (fhir_ && !ordinary) place_member(place, holder, token + 1);
}

inline Part RecordReader::leaf_part(const Place& place, ItemIndex item, const Facts& facts) const {
  if (item == kNoItem || place.underscore) return Part::kOther;
  if (facts.named) return Part::kValue;
  switch (place.context) {
    case Context::kValues: return Part::kValue;
    case Context::kCompanion: return place.member == Member::kId ? Part::kOther : Part::kCompanion;
    case Context::kElement: {
      const Part part = place.member == Member::kId ? Part::kOther : tree_.part(place.key, item, place.name);
      return part == Part::kCompanion && !place.direct ? Part::kOther : part;
    }
    case Context::kOpen:
    case Context::kForeign: break;
  }
  return Part::kOther;
}

inline void RecordReader::note_facts(std::uint32_t token, const Facts& facts, const Mark& mark) {
  facts_.kinds |= facts.kinds;
  const bool subject = mark.part == Part::kValue && mark.item != kNoItem && tree_.item_is_subject[mark.item] != 0;
  if (facts.destination || subject) note_parties(token, facts.destination, subject);
}

inline void RecordReader::leaf(std::uint32_t token, const Place& place) {
  const Frame& holder = *here_;
  const Facts& facts = *place.bare;
  const bool text = tokens_[token].kind == Kind::kString;
  Mark mark = marks_[token];  // what was known before it was reached
  const bool narrative = facts.structure == Structure::kNarrative && !facts.named;
  mark.item = facts.named ? facts.item : narrative ? kNoItem : place.inherited;
  mark.part = leaf_part(place, mark.item, facts);
  mark.flags |= place.flags;
  if (place.direct && !place.underscore && tree_.tells_apart(holder.state, place.key)) mark.flags |= Mark::kTeller;
  const bool special = marks_its_leaf(place.member) || facts.structure == Structure::kFormat;
  if (special && fhir_ && !place.underscore) mark_special(token, place, holder, mark);
  marks_[token] = mark;
  if (mark.item != kNoItem) {
    facts_.present[mark.item] = 1;
    if ((mark.part == Part::kValue || !fhir_) && text) record_.values_.push_back(token);
  }
  if (mark.part == Part::kCompanion && (place.context == Context::kCompanion || !place.direct)) {
    record_.attendants_.push_back({token, holder.companion_of});
  }
  note_facts(token, facts, mark);
}

inline std::uint32_t RecordReader::value(std::uint32_t token, const Place& place) {
  record_.parents_.data()[token] = here_->token;
  const protocol::json::Token& at = tokens_[token];
  if (marks_[token].special == Special::kNever || marks_[token].special == Special::kMasked) return at.next;
  if (container(at.kind) && at.next > token + 1) {
    if (at.kind == Kind::kArray) {
      open_array(token, place);
    } else if (!open_object(token, place)) {
      return kRefused;
    }
    return marks_[token].special == Special::kLabel ? at.next : token + 1;
  }
  if (place.demands_resource && at.kind != Kind::kNull) {
    refuse("a FHIR resource must be an object with a resourceType");
    return kRefused;
  }
  leaf(token, place);
  return token + 1;
}

Result<void> RecordReader::run() {
  if (fhir_ && tokens_[0].kind != Kind::kObject)
    return fail(Code::kMalformed, "a FHIR record is a JSON object with a resourceType");
  const std::uint32_t size = tape_.size();
  *here_ = {};
  here_->item = kNoItem;
  here_->end = size;
  place_ = {};
  place_.bare = &tree_.bare(kNowhere);
  place_.inherited = kNoItem;
  place_.document = !fhir_;
  place_.demands_resource = place_.may_be_resource = fhir_;
  place_.direct = true;
  std::uint32_t at = value(0, place_);
  while (at != kRefused && at < size) {
    while (at == here_->end) --here_;
    if (here_->array) {
      at = value(at, here_->place);
      continue;
    }
    key(at, *here_, place_);
    const std::uint32_t token = at + 1;
    const bool apart = place_.underscore && tokens_[token].kind == Kind::kArray;
    at = !apart || align(here_->token, place_.name, token, *here_) ? value(token, place_) : kRefused;
  }
  if (at == kRefused) return refusal();
  return resolve_references();
}

// What FHIR itself says of this member, beside the selectors.
void RecordReader::place_member(Place& place, const Frame& holder, std::uint32_t value) {
  const Structure structure = place.bare->structure;
  const bool resource_object = holder.type != kUnknownKey || holder.token == holder.resource;
  bool modifier = structure == Structure::kModifier;
  bool demanding = structure == Structure::kDemandingModifier;
  switch (place.member) {
    case Member::kUse:
    case Member::kComparator:
      demanding = demanding || (!modifier && !resource_object && container(tokens_[value].kind));  // a code in R4
      modifier = modifier || !resource_object;
      break;
    case Member::kModifierExtension: demanding = true; [[fallthrough]];
    case Member::kExtension: place.flags |= Mark::kAside; break;
    case Member::kContained: place.demands_resource = place.may_be_resource = true; break;
    case Member::kResource:
      place.may_be_resource = true;
      place.demands_resource = holder.entry && place.name == "resource";
      break;
    default: break;
  }
  if (place.underscore) {
    place.flags |= Mark::kAside;
    place.may_be_resource = place.demands_resource = false;
    demanding = demanding || modifier;
  }
  if (structure == Structure::kInstant) place.flags |= Mark::kInstant;
  if (structure == Structure::kFixedForm) place.flags |= Mark::kFixedForm;
  if (modifier || demanding) mark_modifier(value, demanding);
  if (place.bare->required != Structure::kNone) mark_required(place, holder, value);
  if (structure == Structure::kSecurity) facts_.labels |= security_labels_in(tape_, value);
  if (structure == Structure::kSignature) marks_[value].special = Special::kNever;
  if (place.member == Member::kMeta && depth() == 1 && !place.underscore) record_.meta_ = value;
}

// The frame of a container in this one, with what is the same in both. It is not yet the innermost.
RecordReader::Frame& RecordReader::enter(std::uint32_t token) {
  Frame& frame = here_[1];
  frame.token = token;
  frame.end = tokens_[token].next;
  frame.resource = here_->resource;
  frame.top_resource = here_->top_resource;
  frame.companion_of = 0;
  frame.state = 0;
  frame.item = kNoItem;
  frame.type = kUnknownKey;
  frame.context = Context::kOpen;
  frame.flags = 0;
  frame.aligned = 0;
  frame.array = false;
  frame.extension = false;
  frame.focus = here_->focus;
  return frame;
}

void RecordReader::open_array(std::uint32_t token, const Place& place) {
  const Frame& holder = *here_;
  Frame& frame = enter(token);
  const bool inside = holder.array || place.context == Context::kCompanion;
  frame.companion_of = inside ? holder.companion_of : holder.token;
  frame.state = holder.state;
  frame.entry = holder.array ? holder.entry : holder.type == tree_.bundle && place.member == Member::kEntry;
  frame.array = true;
  frame.place = place;
  frame.place.direct = false;
  frame.place.name = tree_.names.name(place.key);  // outlives the key's scratch
  const Facts& facts = *place.bare;
  if (facts.structure == Structure::kSecurity && frame.resource == 0 && holder.token == record_.meta_)
    record_.security_ = token;
  marks_[token].item = facts.named ? facts.item : place.inherited;
  here_ = &frame;
}

bool RecordReader::open_object(std::uint32_t token, const Place& place) {
  const Frame& holder = *here_;
  Mark& mark = marks_[token];
  if (holder.array && holder.token == record_.security_ && record_.security_ != 0 && is_label(tape_, token)) {
    mark.special = Special::kLabel;
    record_.labelled_ = true;
    return true;
  }
  Frame& frame = enter(token);
  frame.flags = place.flags;
  frame.focus = holder.focus || place.bare->structure == Structure::kFocus;
  frame.extension = place.member == Member::kExtension || place.member == Member::kModifierExtension;
  frame.entry = place.member == Member::kEntry && (holder.array ? holder.entry : holder.type == tree_.bundle);
  if (frame.entry) {
    mark.special = Special::kEntry;
    note_entry(token);
  }
  if (place.may_be_resource && !open_resource(token, place, frame)) return false;
  const bool resource = mark.special == Special::kResource;
  if (!resource) {
    frame.state = place.document ? tree_.document() : tree_.resolve(place.arrival, tape_, token, scratch_);
  }
  const Facts& facts = tree_.facts(frame.state);
  const bool narrative = facts.structure == Structure::kNarrative && !facts.named;
  if (facts.structure == Structure::kNamed) mark.flags |= Mark::kNamed;
  frame.item = facts.named ? facts.item : (resource || narrative) ? kNoItem : place.inherited;
  frame.context = (resource || narrative) && !facts.named ? Context::kOpen : inner_context(place, frame.item, facts);
  const std::uint32_t around = holder.array ? holder.companion_of : holder.token;
  const bool inside = place.context == Context::kCompanion;
  if (frame.context == Context::kCompanion) frame.companion_of = inside ? holder.companion_of : around;
  if (frame.extension && verification_status(tape_, token)) {
    mark.flags |= Mark::kUnit;
    mark.part = Part::kCompanion;
    record_.attendants_.push_back({token, around});
  }
  mark.item = frame.item;
  note_facts(token, facts, mark);
  here_ = &frame;
  return true;
}

bool RecordReader::open_resource(std::uint32_t token, const Place& place, Frame& frame) {
  const std::uint32_t type = tape_.member(token, "resourceType");
  if (type == 0 || tokens_[type].kind != Kind::kString) {
    if (!place.demands_resource) return true;
    return refuse("a FHIR resource must be an object with a resourceType");
  }
  // The type's name goes into every output, so it must be no more than a name.
  const std::string_view name = tape_.raw(type);
  if (name.empty() || name.size() > kLongestType || !std::all_of(name.begin(), name.end(), ascii_letter)) {
    return refuse("a resourceType that is not the name of a FHIR resource");
  }
  Mark& mark = marks_[token];
  mark.special = Special::kResource;
  frame.resource = token;
  if (place.member != Member::kContained) frame.top_resource = token;
  frame.type = tree_.names.find(name);
  if (tree_.patient != kUnknownKey && frame.type == tree_.patient) facts_.note_person(token);
  frame.flags = 0;
  frame.focus = false;
  frame.state = tree_.resolve(tree_.resource(frame.type), tape_, token, scratch_);
  if (token == 0) {
    mark.flags |= Mark::kPinned;
    const std::uint32_t kind = frame.type == tree_.bundle ? tape_.member(0, "type") : 0;
    const std::string_view bundle = kind == 0 ? std::string_view() : tape_.raw(kind);
    header_ = bundle == "message" ? tree_.message_header : bundle == "document" ? tree_.composition : kUnknownKey;
  }
  // root -> entry -> element -> resource
  const bool in_root_entry = here_->entry && depth() == 3;
  if (header_ != kUnknownKey && frame.type == header_ && in_root_entry) mark.flags |= Mark::kPinned;
  if (place.member == Member::kContained) note_contained(token, frame.top_resource);
  return true;
}

RecordReader::Context RecordReader::inner_context(const Place& place, ItemIndex item, const Facts& facts) const {
  if (item == kNoItem) return Context::kOpen;
  if (!fhir_) {
    const bool value = facts.named || place.context == Context::kValues;
    return value ? Context::kValues : Context::kForeign;
  }
  if (place.underscore) return Context::kForeign;
  if (facts.named) return Context::kElement;
  if (place.context != Context::kElement) {
    const bool extension = place.member == Member::kExtension || place.member == Member::kModifierExtension;
    return place.context == Context::kCompanion && !extension ? Context::kCompanion : Context::kForeign;
  }
  switch (place.member) {
    case Member::kExtension:
    case Member::kModifierExtension:
    case Member::kContained: return Context::kForeign;
    case Member::kAside: return tree_.item_types[item] == ValueType::kDate ? Context::kElement : Context::kForeign;
    default: break;
  }
  const Part part = tree_.part(place.key, item, place.name);
  if (part == Part::kCompanion && place.name == "type") return Context::kCompanion;  // the others are primitives
  // Under a name that the data types do not have, the name could be the value that is changed.
  return part == Part::kValue || holds_parts(place.name) ? Context::kElement : Context::kForeign;
}

void RecordReader::mark_special(std::uint32_t token, const Place& place, const Frame& holder, Mark& mark) {
  const bool text = tokens_[token].kind == Kind::kString;
  switch (place.member) {
    case Member::kResourceType:
      if (place.direct && holder.token == holder.resource) mark.special = Special::kFormat;
      break;
    case Member::kUrl:
      if (holder.extension && place.direct) mark.flags |= Mark::kTeller;
      break;
    case Member::kReference:
      if (text && place.direct) {
        const std::string_view to = tape_.decoded(token, scratch_);
        if (to.substr(0, 4) == "urn:" || to.substr(0, 1) == "#") {
          mark.special = Special::kReference;
          record_.references_.push_back({token, holder.resource, holder.top_resource, kNoToken, 0, holder.focus});
        }
      }
      break;
    case Member::kDisplay: mark.special = Special::kDisplay; break;
    case Member::kDigest: mark.special = Special::kDigest; break;
    default: break;
  }
  if (place.bare->structure == Structure::kFormat && code_like(tape_, token)) mark.special = Special::kFormat;
}

void RecordReader::note_parties(std::uint32_t token, bool destination, bool subject) {
  if (tokens_[token].kind != Kind::kString) return;
  if (destination) facts_.note_destination(tape_.decoded(token, scratch_));
  if (!subject) return;
  facts_.note_subject(normalised_identifier(tape_.decoded(token, scratch_)));
  for (RecordFacts::Person& person : facts_.people) person.identified |= person.place == here_->resource;
}

// A modifier that no item names goes along as it is, so it must look like one: a code, a date, a boolean, a coded
// concept. Anything else could carry free text past the items, and is for an item to judge.
void RecordReader::mark_modifier(std::uint32_t value, bool demanding) {
  Mark& mark = marks_[value];
  mark.flags |= Mark::kUnit;
  const bool plain = container(tokens_[value].kind) ? coded_concept(tape_, value) : code_like(tape_, value);
  if (demanding || !plain) mark.flags |= Mark::kDemanding;
}

void RecordReader::mark_required(const Place& place, const Frame& holder, std::uint32_t value) {
  Mark& mark = marks_[value];
  // A primitive stands in two members, and one of them is enough.
  if (place.underscore) {
    if (tape_.member(holder.token, place.name) == 0) mark.flags |= Mark::kRequired;
    return;
  }
  if (place.bare->required != Structure::kRequiredReference && !chosen_reference(place.name)) {
    mark.flags |= Mark::kRequired;
    return;
  }
  const std::string_view text = tape_.raw(value);
  mark.special = text == kMaskedReference || text == kMaskedReferences ? Special::kMasked : Special::kLink;
}

bool RecordReader::align(std::uint32_t object, std::string_view name, std::uint32_t extensions, Frame& holder) {
  if (++holder.aligned > kAlignedArrays) return refuse("one object has too many extended arrays of primitives");
  const std::uint32_t values = tape_.member(object, name);
  if (values == 0 || tokens_[values].kind != Kind::kArray) return true;
  marks_[values].flags |= Mark::kAligned;
  marks_[extensions].flags |= Mark::kAligned;
  record_.aligned_.push_back({values, extensions});
  return true;
}

}  // namespace concordat::policy
