#include "policy/verify/json/json_verifier.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "policy/verify/action_result.h"
#include "policy/verify/json/fhir_rules.h"
#include "protocol/base/bytes.h"
#include "protocol/limits.h"

namespace concordat::policy {

using protocol::json::Kind;
using protocol::json::Tape;

struct JsonVerifier::Workspace {
  using Tables = SelectorTable;

  struct Level {
    std::uint32_t token = 0;
    std::uint32_t end = 0;
    std::size_t first = 0;  // the matching prefixes: prefixes[first, last)
    std::size_t last = 0;
    ItemIndex item = kNoItem;  // that covers what is here
    std::string_view name;     // the key that led here
    std::string_view type;     // of the resource that this is
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
  bool value(std::uint32_t token, std::string_view name, bool underscore);
  void open(std::uint32_t token, std::string_view name, bool underscore, std::size_t first);
  void resource(std::uint32_t token, Level& level);
  bool leaf_allowed(std::uint32_t token, std::string_view name, bool underscore, ItemIndex item, bool ends);
  bool item_allows(std::uint32_t token, std::string_view name, ItemIndex item);
  bool transformed(std::uint32_t token, std::string_view name, const Action& action, ItemIndex item);
  bool structure(std::uint32_t token, std::string_view name);
  void note_anchor(std::uint32_t token, std::string_view name);
  bool masked_reference(std::uint32_t token);
  // A resource's narrative, or a section's: only an item that names it releases it.
  [[nodiscard]] bool narrative(std::string_view name) {
    return fhir && name == "text" && !here().array && (here().is_resource || here().name == "section");
  }
  bool label(std::uint32_t token, std::string_view name);
  bool reference(std::uint32_t token, ItemIndex item);
  bool modifier(std::uint32_t token, std::string_view name, ItemIndex item);
  [[nodiscard]] ItemIndex item_around_concept(int objects) const;
  Result<void> mismatch(std::string_view name);
  // In `spelled`, until the next call.
  const std::string& path(std::string_view name, bool from_resource);
  // Decoded, for as long as this record is judged.
  std::string_view kept(std::uint32_t token) {
    if (!tokens[token].escaped) return tape.raw(token);
    return decoded.emplace_back(tape.decoded(token, scratch));
  }
  std::string_view text(std::uint32_t token) { return tape.decoded(token, scratch); }
  [[nodiscard]] bool withheld(ItemIndex item) const;
  Level& here() { return levels[depth]; }

  Tape tape;
  const protocol::json::Token* tokens = nullptr;  // of the tape
  const Plan* plan = nullptr;
  const Tables* tables = nullptr;
  bool fhir = false;
  std::vector<PrefixIndex> prefixes;
  std::array<Level, limits::kNestingDepth + 2> levels;
  std::size_t depth = 0;
  std::vector<Reference> anchors;
  std::vector<Reference> references;
  std::deque<std::string> decoded;
  std::string scratch;
  std::string spelled;
};

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
  depth = 0;
  levels[0] = Level{};
  levels[0].last = 1;
  levels[0].array = true;
  if (!value(0, "", false)) return mismatch("");
  if (fhir && (depth == 0 || !here().is_resource)) return mismatch("the root, which is no resource");
  for (std::uint32_t i = 1; i < tape.size(); ++i) {
    while (i == here().end) prefixes.resize(levels[depth--].first);
    if (here().array) {
      if (!value(i, here().name, false)) return mismatch(here().name);
      continue;
    }
    std::string_view name = kept(i);
    const bool underscore = fhir && name.size() > 1 && name[0] == '_';
    if (underscore) name.remove_prefix(1);
    if (!value(++i, name, underscore)) return mismatch(name);
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

// Judges a leaf, or opens a container. The prefixes of the key (or of the array around) are appended first.
bool JsonVerifier::Workspace::value(std::uint32_t token, std::string_view name, bool underscore) {
  const Level& around = here();
  const std::size_t first = prefixes.size();
  if (around.array) {
    for (std::size_t i = around.first; i < around.last; ++i) prefixes.push_back(prefixes[i]);
  } else if (around.first != around.last) {
    const Tables::Name key(name);
    for (std::size_t i = around.first; i < around.last; ++i) tables->step(prefixes[i], key, prefixes);
  }
  const protocol::json::Token& at = tokens[token];
  // It would sign bytes that are no longer there.
  if (fhir && name == "signature" && around.type == "Bundle") return false;
  if ((at.kind == Kind::kObject || at.kind == Kind::kArray) && at.next > token + 1) {
    open(token, name, underscore, first);
    return true;
  }
  bool ends = false;
  const ItemIndex own = tables->best(prefixes.data() + first, prefixes.data() + prefixes.size(), ends);
  prefixes.resize(first);
  const ItemIndex item = ends ? own : narrative(name) ? kNoItem : around.item;
  return leaf_allowed(token, name, underscore, item, ends);
}

void JsonVerifier::Workspace::open(std::uint32_t token, std::string_view name, bool underscore, std::size_t first) {
  const Level& around = here();
  Level& level = levels[depth + 1];
  level = Level{};
  level.token = token;
  level.end = tokens[token].next;
  level.first = first;
  level.name = name;
  level.resource = around.resource;
  level.top_resource = around.top_resource;
  level.array = tokens[token].kind == Kind::kArray;
  level.extended = around.extended || underscore || (fhir && (name == "extension" || name == "modifierExtension"));
  level.verification = around.verification;
  level.item = around.item;
  if (narrative(name)) level.item = kNoItem;
  level.last = prefixes.size();
  if (!level.array) {
    if (fhir && !underscore) resource(token, level);
    tables->hold(prefixes, level.first, tape, token);
    level.last = prefixes.size();
    if (level.extended && !level.verification) {
      const std::uint32_t url = tape.member(token, "url");
      level.verification = url != 0 && tape.raw(url).find("NHSNumberVerificationStatus") != std::string_view::npos;
    }
  }
  bool ends = false;
  const ItemIndex own = tables->best(prefixes.data() + level.first, prefixes.data() + level.last, ends);
  if (ends) level.item = own;
  const bool aside = underscore || (!ends && (name == "extension" || name == "modifierExtension"));
  level.foreign = fhir && !level.is_resource && (aside || (!ends && around.foreign));
  level.companion = !ends && !level.is_resource && !level.foreign && (around.companion || name == "type");
  ++depth;
}

// A resource answers to the selectors of its own type, wherever it stands.
void JsonVerifier::Workspace::resource(std::uint32_t token, Level& level) {
  const bool place = token == 0 || level.name == "resource" || level.name == "outcome" || level.name == "contained";
  const std::uint32_t type = place ? tape.member(token, "resourceType") : 0;
  if (type == 0 || tokens[type].kind != Kind::kString) return;
  level.is_resource = true;
  level.type = tape.raw(type);
  level.item = kNoItem;
  level.resource = token;
  if (level.name != "contained") level.top_resource = token;
  level.extended = false;
  prefixes.resize(level.first);
  tables->step(Tables::kRoot, Tables::Name(level.type), prefixes);
}

bool JsonVerifier::Workspace::withheld(ItemIndex item) const {
  return item >= plan->items.size() || plan->items[item].action.kind == ActionKind::kWithhold;
}

bool JsonVerifier::Workspace::leaf_allowed(std::uint32_t token, std::string_view name, bool underscore, ItemIndex item,
                                           bool ends) {
  const Level& around = here();
  if (fhir && around.array && tokens[token].kind == Kind::kNull) return true;  // keeps a place, says nothing
  if (fhir && !around.array && !underscore && name == "reference" && tokens[token].kind == Kind::kString) {
    const std::string_view to = text(token);
    if (to.substr(0, 4) == "urn:" || to.substr(0, 1) == "#") return reference(token, item);
  }
  if (fhir && !underscore) note_anchor(token, name);
  if (item != kNoItem && item_allows(token, name, item)) return true;
  const PrefixIndex* own = prefixes.data();
  if (!around.array && tables->tested(own + around.first, own + around.last, name)) return true;
  if (!fhir || underscore) return false;
  // An item that names the modifier itself has the last word on it.
  return structure(token, name) || (!(ends && withheld(item)) && modifier(token, name, item));
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
void JsonVerifier::Workspace::note_anchor(std::uint32_t token, std::string_view name) {
  const Level& around = here();
  if (around.array || tokens[token].kind != Kind::kString) return;
  if (name == "id" && around.is_resource && around.name == "contained")
    anchors.push_back({kept(token), around.top_resource});
  if (name == "fullUrl" && around.name == "entry") anchors.push_back({kept(token), kBundle});
}

bool JsonVerifier::Workspace::structure(std::uint32_t token, std::string_view name) {
  const Level& around = here();
  if (around.is_resource && !around.array) {
    if (name == "resourceType") return single_token(tape.raw(token));
    if (name == "id") return around.name == "contained";
    if (name == "type" && around.type == "Bundle") return single_token(tape.raw(token));
  }
  if (name == "fullUrl" && !around.array && around.name == "entry") return bundle_url(text(token));
  if (name == "url" && around.extended) return tokens[around.token].next > around.token + 3;
  if (name == "valueCode" && around.extended) return masked_reference(token);
  return label(token, name);
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
  if (depth != 4 || levels[2].name != "meta" || levels[3].name != "security" || !levels[3].array) return false;
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
  if (!modifier_path(path(name, true))) return false;
  if (around.array || around.is_resource || !within_coding(name)) return single_token(tape.raw(token));
  return item == kNoItem || item == item_around_concept(name == "text" ? 1 : 2) || !withheld(item);
}

// The item that covers the object which the coded concept stands in, `objects` up from here.
ItemIndex JsonVerifier::Workspace::item_around_concept(int objects) const {
  std::size_t level = depth;
  while (objects > 0 && level > 1) {
    --level;
    if (!levels[level].array) --objects;
  }
  return levels[level].item;
}

const std::string& JsonVerifier::Workspace::path(std::string_view name, bool from_resource) {
  spelled.clear();
  std::size_t from = 1;
  if (from_resource) {
    for (std::size_t level = 1; level <= depth; ++level) from = levels[level].is_resource ? level : from;
    spelled = levels[from].type;
    ++from;
  }
  for (std::size_t level = from; level <= depth; ++level) {
    // An element is named by its array.
    const bool element = level > 0 && levels[level - 1].array;
    if (!element && !levels[level].name.empty()) spelled.append(spelled.empty() ? "" : ".").append(levels[level].name);
  }
  if (!levels[depth].array) spelled.append(spelled.empty() ? "" : ".").append(name);
  return spelled;
}

Result<void> JsonVerifier::Workspace::mismatch(std::string_view name) {
  return fail(Code::kVerifierMismatch, "the plan does not release what stands at " + printable(path(name, false)));
}

JsonVerifier::JsonVerifier() : workspace_(std::make_unique<Workspace>()) {}
JsonVerifier::~JsonVerifier() = default;

Result<void> JsonVerifier::verify(std::string_view bytes, const Plan& plan, const SelectorTable& selectors) {
  return workspace_->run(bytes, plan, selectors);
}

}  // namespace concordat::policy
