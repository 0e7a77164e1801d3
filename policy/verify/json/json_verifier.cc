#include "policy/verify/json/json_verifier.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "policy/verify/action_result.h"
#include "policy/verify/json/fhir_rules.h"
#include "policy/verify/json/word.h"
#include "protocol/limits.h"

namespace concordat::policy {

using protocol::json::Kind;
using protocol::json::Tape;

struct JsonVerifier::Workspace {
  using Tables = SelectorTable;

  struct Key {
    std::string_view name;
    std::uint16_t tag = 0;
    Word word = Word::kOther;
    bool underscore = false;  // a `_` sibling, whose name this is without it
  };
  struct Level {
    Key key;                // that led here
    std::string_view type;  // of the resource that this is
    std::uint32_t token = 0;
    std::uint32_t end = 0;
    std::uint32_t first = 0;  // the matching prefixes: prefixes[first, last)
    std::uint32_t last = 0;
    std::uint32_t outside = 0;  // as many prefixes are those of the levels around
    ItemIndex item = kNoItem;   // that covers what is here
    std::uint32_t resource = 0;
    std::uint32_t top_resource = 0;
    bool array = false;
    bool is_resource = false;
    bool extended = false;      // within an extension, or a `_` sibling
    bool foreign = false;       // the same, inside the element that the item names
    bool verification = false;  // within an NHS number's verification status
    bool companion = false;     // within a companion of the covering item's value
  };
  struct Reference {
    std::string_view name;
    std::uint32_t scope;
  };

  Result<void> run(std::string_view bytes, const Plan& on_plan, const Tables& on_tables);

 private:
  static constexpr std::uint32_t kBundle = 0xFFFFFFFF;  // the scope of fullUrls

  // False: this should not be here.
  bool value(std::uint32_t token, const Key& key);
  Key key(std::uint32_t token);
  void open(std::uint32_t token, const Key& key, std::uint32_t first, std::uint32_t last);
  void object(std::uint32_t token, const Key& key, Level& level);
  void resource(std::uint32_t token, Level& level);
  bool leaf_allowed(std::uint32_t token, const Key& key, ItemIndex item, bool ends);
  bool item_allows(std::uint32_t token, std::string_view name, ItemIndex item);
  bool transformed(std::uint32_t token, std::string_view name, const Action& action, ItemIndex item);
  bool structure(std::uint32_t token, const Key& key);
  void note_anchor(std::uint32_t token, Word word);
  bool masked_reference(std::uint32_t token);
  // A resource's narrative, or a section's: only an item that names it releases it.
  [[nodiscard]] bool narrative(const Key& key) {
    const Level& around = here();
    return fhir && key.word == Word::kText && !around.array && (around.is_resource || around.key.name == "section");
  }
  bool label(std::uint32_t token, std::string_view name);
  bool reference(std::uint32_t token, ItemIndex item);
  bool modifier(std::uint32_t token, std::string_view name, ItemIndex item);
  [[nodiscard]] ItemIndex item_around_concept(int objects) const;
  Result<void> mismatch(std::string_view name) const;
  // In `spelled`, until the next call.
  const std::string& path(std::string_view name);
  template <typename Add>
  void each_step(std::size_t from, std::string_view name, Add add) const;
  // Decoded, for as long as this record is judged.
  std::string_view kept(std::uint32_t token) {
    if (!tokens[token].escaped) return tape.raw(token);
    return decoded.emplace_back(tape.decoded(token, scratch));
  }
  std::string_view text(std::uint32_t token) { return tape.decoded(token, scratch); }
  [[nodiscard]] bool withheld(ItemIndex item) const;
  Level& here() { return *innermost; }
  [[nodiscard]] std::size_t depth() const { return static_cast<std::size_t>(innermost - levels.data()); }

  Tape tape;
  const protocol::json::Token* tokens = nullptr;  // of the tape
  const Plan* plan = nullptr;
  const Tables* tables = nullptr;
  bool fhir = false;
  std::vector<PrefixIndex> prefixes;
  std::array<Level, limits::kNestingDepth + 2> levels;
  Level* innermost = levels.data();
  std::vector<Reference> anchors;
  std::vector<Reference> references;
  std::deque<std::string> decoded;
  std::string scratch;
  std::string spelled;
};

inline JsonVerifier::Workspace::Key JsonVerifier::Workspace::key(std::uint32_t token) {
  Key key{kept(token), tokens[token].tag, Word::kOther, false};
  key.underscore = fhir && key.name.size() > 1 && key.name.front() == '_';
  if (key.underscore) key.name.remove_prefix(1);
  if (key.underscore || tokens[token].escaped) key.tag = protocol::json::name_tag(key.name);
  key.word = word_of(key.name, key.tag);
  return key;
}

Result<void> JsonVerifier::Workspace::run(std::string_view bytes, const Plan& on_plan, const Tables& on_tables) {
  plan = &on_plan;
  tables = &on_tables;
  fhir = on_tables.format == Format::kFhir;
  if (auto ok = tape.parse(bytes, {}); !ok)
    return fail(Code::kVerifierMismatch, "the finished record does not parse: " + ok.error().detail);
  tokens = &tape[0];
  prefixes.assign(1, Tables::kRoot);
  anchors.clear();
  references.clear();
  decoded.clear();
  innermost = levels.data();
  here() = Level{};
  here().last = 1;
  here().array = true;
  if (!value(0, {})) return mismatch("");
  if (fhir && (depth() == 0 || !here().is_resource))
    return fail(Code::kVerifierMismatch, "the root of the finished record is no resource");
  const std::uint32_t size = tape.size();
  for (std::uint32_t i = 1; i < size; ++i) {
    while (i == here().end) prefixes.resize((innermost--)->outside);
    if (here().array) {
      if (!value(i, here().key)) return mismatch(here().key.name);
      continue;
    }
    const Key led = key(i++);
    if (!value(i, led)) return mismatch(led.name);
  }
  const auto before = [](const Reference& a, const Reference& b) {
    return std::pair(a.scope, a.name) < std::pair(b.scope, b.name);
  };
  std::sort(anchors.begin(), anchors.end(), before);
  for (const Reference& to : references) {
    if (!std::binary_search(anchors.begin(), anchors.end(), to, before)) {
      return fail(Code::kVerifierMismatch, "a reference leads to nothing in the finished record");
    }
  }
  return {};
}

// Judges a leaf, or opens a container. The prefixes of the key are appended first; an array's elements have its own.
bool JsonVerifier::Workspace::value(std::uint32_t token, const Key& key) {
  const Level& around = here();
  const auto outside = static_cast<std::uint32_t>(prefixes.size());
  std::uint32_t first = around.first;
  std::uint32_t last = around.last;
  if (!around.array) {
    const Tables::Name name(key.name, key.tag);
    for (std::uint32_t i = first; i < last; ++i) tables->step(prefixes.data()[i], name, prefixes);
    first = outside;
    last = static_cast<std::uint32_t>(prefixes.size());
  }
  const protocol::json::Token& at = tokens[token];
  // It would sign bytes that are no longer there.
  if (key.word == Word::kSignature && fhir && around.type == "Bundle") return false;
  if ((at.kind == Kind::kObject || at.kind == Kind::kArray) && at.next > token + 1) {
    open(token, key, first, last);
    here().outside = outside;
    return true;
  }
  bool ends = false;
  ItemIndex own = kNoItem;
  if (first != last) {
    own = tables->best(prefixes.data() + first, prefixes.data() + last, ends);
    prefixes.resize(outside);
  }
  const ItemIndex item = ends ? own : narrative(key) ? kNoItem : around.item;
  return leaf_allowed(token, key, item, ends);
}

void JsonVerifier::Workspace::open(std::uint32_t token, const Key& key, std::uint32_t first, std::uint32_t last) {
  const Level& around = here();
  Level& level = innermost[1];
  level.key = key;
  level.key.underscore = false;
  level.type = {};
  level.token = token;
  level.end = tokens[token].next;
  level.first = first;
  level.last = last;
  level.item = narrative(key) ? kNoItem : around.item;
  level.resource = around.resource;
  level.top_resource = around.top_resource;
  level.array = tokens[token].kind == Kind::kArray;
  level.is_resource = false;
  level.extended = around.extended || key.underscore || (fhir && key.word == Word::kExtension);
  level.verification = around.verification;
  if (!level.array) object(token, key, level);
  bool ends = false;
  if (level.first != level.last) {
    const ItemIndex own = tables->best(prefixes.data() + level.first, prefixes.data() + level.last, ends);
    if (ends) level.item = own;
  }
  const bool aside = key.underscore || (!ends && key.word == Word::kExtension);
  level.foreign = fhir && !level.is_resource && (aside || (!ends && around.foreign));
  level.companion = !ends && !level.is_resource && !level.foreign && (around.companion || key.word == Word::kType);
  innermost = &level;
}

// What its own members say of an object: whether it is a resource, and which conditions hold of it.
void JsonVerifier::Workspace::object(std::uint32_t token, const Key& key, Level& level) {
  if (here().array) {
    const auto own = static_cast<std::uint32_t>(prefixes.size());  // more may hold of one element than of another
    for (std::uint32_t i = level.first; i < level.last; ++i) prefixes.push_back(prefixes[i]);
    level.first = own;
  }
  if (fhir && !key.underscore) resource(token, level);
  tables->hold(prefixes, level.first, tape, token);
  level.last = static_cast<std::uint32_t>(prefixes.size());
  if (level.extended && !level.verification) {
    const std::uint32_t url = tape.member(token, "url");
    level.verification = url != 0 && tape.raw(url).find("NHSNumberVerificationStatus") != std::string_view::npos;
  }
}

// A resource answers to the selectors of its own type, wherever it stands.
void JsonVerifier::Workspace::resource(std::uint32_t token, Level& level) {
  const bool place = token == 0 || level.key.word == Word::kResource || level.key.word == Word::kContained;
  const std::uint32_t type = place ? tape.member(token, "resourceType") : 0;
  if (type == 0 || tokens[type].kind != Kind::kString) return;
  level.is_resource = true;
  level.type = tape.raw(type);
  level.item = kNoItem;
  level.resource = token;
  if (level.key.word != Word::kContained) level.top_resource = token;
  level.extended = false;
  prefixes.resize(level.first);
  tables->step(Tables::kRoot, Tables::Name(level.type), prefixes);
}

bool JsonVerifier::Workspace::withheld(ItemIndex item) const {
  return item >= plan->items.size() || plan->items[item].action.kind == ActionKind::kWithhold;
}

bool JsonVerifier::Workspace::leaf_allowed(std::uint32_t token, const Key& key, ItemIndex item, bool ends) {
  const Level& around = here();
  if (fhir && around.array && tokens[token].kind == Kind::kNull) return true;  // keeps a place, says nothing
  if (fhir && key.word == Word::kReference && !around.array && !key.underscore && tokens[token].kind == Kind::kString) {
    const std::string_view to = text(token);
    if (to.substr(0, 4) == "urn:" || to.substr(0, 1) == "#") return reference(token, item);
  }
  if (fhir && !key.underscore) note_anchor(token, key.word);
  if (item != kNoItem && item_allows(token, key.name, item)) return true;
  const PrefixIndex* own = prefixes.data();
  if (!around.array && tables->tested(own + around.first, own + around.last, key.name)) return true;
  if (!fhir || key.underscore) return false;
  // An item that names the modifier itself has the last word on it.
  return structure(token, key) || (!(ends && withheld(item)) && modifier(token, key.name, item));
}

bool JsonVerifier::Workspace::item_allows(std::uint32_t token, std::string_view name, ItemIndex item) {
  if (item >= plan->items.size()) return false;
  const Action& action = plan->items[item].action;
  if (action.kind == ActionKind::kWithhold) return false;
  if (action.kind != ActionKind::kKeep) return transformed(token, name, action, item);
  if (tables->structural[item] && here().foreign) return false;  // an extension of structure is none
  return true;
}

bool JsonVerifier::Workspace::transformed(std::uint32_t token, std::string_view name, const Action& action,
                                          ItemIndex item) {
  const Level& around = here();
  if (tokens[token].kind == Kind::kString && looks_done(action, text(token), DateForm::kIso)) {
    if (action.kind != ActionKind::kPseudonymise || around.array || tables->types[item] == ValueType::kContact)
      return true;
    const std::uint32_t system = tape.member(around.token, "system");
    std::string of;
    return system == 0 || looks_pseudonymised(tape.decoded(system, of), action.key);
  }
  if (around.companion) return true;
  constexpr std::string_view kBeside[] = {"system", "use", "type", "rank", "unit", "comparator", "url"};
  const bool beside = std::find(std::begin(kBeside), std::end(kBeside), name) != std::end(kBeside);
  return !around.foreign && (beside || (name == "code" && tables->types[item] == ValueType::kNumber));
}

// Whatever allows it to be there, a reference may lead to it.
void JsonVerifier::Workspace::note_anchor(std::uint32_t token, Word word) {
  if (word != Word::kId && word != Word::kFullUrl) return;
  const Level& around = here();
  if (around.array || tokens[token].kind != Kind::kString) return;
  if (word == Word::kId && around.is_resource && around.key.word == Word::kContained)
    anchors.push_back({kept(token), around.top_resource});
  if (word == Word::kFullUrl && around.key.word == Word::kEntry) anchors.push_back({kept(token), kBundle});
}

bool JsonVerifier::Workspace::structure(std::uint32_t token, const Key& key) {
  const Level& around = here();
  if (around.is_resource && !around.array) {
    if (key.word == Word::kResourceType) return single_token(tape.raw(token));
    if (key.word == Word::kId) return around.key.word == Word::kContained;
    if (key.word == Word::kType && around.type == "Bundle") return single_token(tape.raw(token));
  }
  if (key.word == Word::kFullUrl && !around.array && around.key.word == Word::kEntry) return bundle_url(text(token));
  if (key.word == Word::kUrl && around.extended) return tokens[around.token].next > around.token + 3;
  if (around.extended && key.name == "valueCode") return masked_reference(token);
  return label(token, key.name);
}

// {"url": ".../data-absent-reason", "valueCode": "masked"}: stands for a reference that FHIR requires.
bool JsonVerifier::Workspace::masked_reference(std::uint32_t token) {
  const std::uint32_t extension = here().token;
  const std::uint32_t url = tape.member(extension, "url");
  return tape.raw(token) == "masked" && tokens[extension].next == extension + 5 && url != 0 &&
         tape.raw(url) == "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
}

// {"system": …, "code": "REDACTED"} in the root's meta.security, and nothing else.
bool JsonVerifier::Workspace::label(std::uint32_t token, std::string_view name) {
  if (depth() != 4 || levels[2].key.name != "meta" || levels[3].key.name != "security" || !levels[3].array)
    return false;
  const std::string_view value = tape.raw(token);
  return (name == "system" && value == "http://terminology.hl7.org/CodeSystem/v3-ObservationValue") ||
         (name == "code" && value == "REDACTED");
}

bool JsonVerifier::Workspace::reference(std::uint32_t token, ItemIndex item) {
  const Level& around = here();
  if (item == kNoItem && around.extended) return false;
  const bool released =
      item == kNoItem || (item < plan->items.size() && plan->items[item].action.kind == ActionKind::kKeep);
  const std::string_view to = kept(token);
  const bool contained = to.front() == '#';
  references.push_back({contained ? to.substr(1) : to, contained ? around.top_resource : kBundle});
  return released;
}

bool JsonVerifier::Workspace::modifier(std::uint32_t token, std::string_view name, ItemIndex item) {
  const Level& around = here();
  // Words are for an item to release; what is left of others says so.
  if (name == "text" && (item == kNoItem || withheld(item))) return tape.raw(token) == "[withheld]";
  if (around.verification) {
    return name == "url" || name == "valueCode" || name == "system" || name == "version" || name == "code" ||
           name == "display" || name == "userSelected" || name == "text";
  }
  if (around.extended) return false;
  if (!around.is_resource && !around.array && modifier_member(name)) return single_token(tape.raw(token));
  if (!modifier_path(path(name))) return false;
  if (around.array || around.is_resource || !within_coding(name)) return single_token(tape.raw(token));
  return item == kNoItem || item == item_around_concept(name == "text" ? 1 : 2) || !withheld(item);
}

// The item that covers the object which the coded concept stands in, `objects` up from here.
ItemIndex JsonVerifier::Workspace::item_around_concept(int objects) const {
  std::size_t level = depth();
  while (objects > 0 && level > 1) {
    --level;
    if (!levels[level].array) --objects;
  }
  return levels[level].item;
}

// The members that lead to `name` from a level on; an element is named by its array.
template <typename Add>
void JsonVerifier::Workspace::each_step(std::size_t from, std::string_view name, Add add) const {
  for (std::size_t level = from; level <= depth(); ++level) {
    if (!levels[level - 1].array && !levels[level].key.name.empty()) add(levels[level].key.name);
  }
  if (!levels[depth()].array && !name.empty()) add(name);
}

const std::string& JsonVerifier::Workspace::path(std::string_view name) {
  std::size_t from = 1;
  for (std::size_t level = 1; level <= depth(); ++level) from = levels[level].is_resource ? level : from;
  spelled = levels[from].type;
  each_step(from + 1, name, [this](std::string_view step) { spelled.append(spelled.empty() ? "" : ".").append(step); });
  return spelled;
}

// For the log: a name that neither the policy nor FHIR knows is the sender's, and may say anything.
Result<void> JsonVerifier::Workspace::mismatch(std::string_view name) const {
  std::string place;
  each_step(1, name, [&](std::string_view step) {
    place.append(place.empty() ? "" : ".").append(tables->knows(step) || (fhir && common_member(step)) ? step : "…");
  });
  return fail(Code::kVerifierMismatch, "the plan does not release what stands at " + place);
}

JsonVerifier::JsonVerifier() : workspace_(std::make_unique<Workspace>()) {}
JsonVerifier::~JsonVerifier() = default;

Result<void> JsonVerifier::verify(std::string_view bytes, const Plan& plan, const SelectorTable& selectors) {
  return workspace_->run(bytes, plan, selectors);
}

}  // namespace concordat::policy
