#include "tests/unit/policy/redaction/ledger_reading.h"

#include <re2/re2.h>

#include "tests/unit/policy/redaction/fhir_r4.h"
#include "tests/unit/policy/redaction/slow_change.h"

namespace concordat::policy::test {
namespace {

struct At {
  Path path;
  const Element* resource = nullptr;
  const Element* outermost = nullptr;
  bool aside = false;  // in an extension
  bool focus = false;
  bool extension = false;  // the object around is one
  bool entry = false;      // the object around is an entry of the bundle
};

std::vector<std::string> names_of(const Path& path) {
  std::vector<std::string> names;
  for (const Turn& turn : path) names.push_back(turn.name);
  return names;
}

std::string place_of(const Path& path) {
  std::string out;
  for (const Turn& turn : path) out += (out.empty() ? "" : ".") + turn.name;
  return out;
}

bool urn_uuid(const std::string& text) {
  static const re2::RE2 whole("urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  return re2::RE2::FullMatch(text, whole);
}

class Reader {
 public:
  Reader(Element& root, const JudgedBy& by) : root_(root), by_(by), fhir_(by.format == Format::kFhir) {}

  Reading run() {
    walk(root_, {}, "");
    return std::move(out_);
  }

 private:
  void walk(Element& here, const At& at, const std::string& name) {
    if (here.array()) {
      for (const auto& element : here.children) walk(*element, at, name);
    } else if (here.object()) {
      enter(here, at, name);
    } else {
      leaf(here, at, name);
    }
  }

  void enter(Element& object, At at, const std::string& name) {
    const bool slot = fhir_ && (at.path.empty() || !at.path.back().sibling) &&
                      (at.path.empty() || name == "resource" || name == "outcome" || name == "contained");
    if (slot && object.member("resourceType") != nullptr) {
      enter_resource(object, at, name);
    } else if (!at.path.empty()) {
      at.path.back().object = &object;
    }
    at.entry = fhir_ && place_of(at.path) == "Bundle.entry";
    if (at.entry && urn_uuid(object.member_text("fullUrl"))) out_.entries[object.member_text("fullUrl")] = &object;
    at.extension = fhir_ && (name == "extension" || name == "modifierExtension");
    at.focus = at.focus || (fhir_ && place_of(at.path) == "MessageHeader.focus");
    if (fhir_ && !at.aside) demands(object, names_of(at.path));
    for (std::size_t i = 0; i < object.children.size(); ++i) member(object, i, at);
    if (fhir_ && is_label(object)) label(object);
    if (at.extension && tells_whether_traced(object)) follow(object, object_around(object), decider_at(at.path).item);
  }

  void demands(const Element& object, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < object.children.size(); ++i) {
      const Need needed = need(names, object.name(i));
      if (needed == Need::kNone) continue;
      const bool instruction = names == std::vector<std::string>{"Bundle", "entry"};
      out_.demands.push_back({&object, object.children[i].get(), needed == Need::kRequiredReference, instruction});
    }
    if (auto told = names_of_somebody(names); !told.empty()) out_.somebodies.emplace_back(&object, std::move(told));
  }

  void enter_resource(Element& object, At& at, const std::string& name) {
    out_.resources.insert(&object);
    const std::string& of = root_.member_text("type");
    const std::string header = of == "message" ? "MessageHeader" : of == "document" ? "Composition" : "";
    if (&object == &root_ || (at.entry && object.member_text("resourceType") == header)) out_.pinned.insert(&object);
    at.path = {{object.member_text("resourceType"), &object}};
    at.resource = &object;
    if (name == "contained") {
      out_.contained[{at.outermost, object.member_text("id")}] = &object;
    } else {
      at.outermost = &object;
    }
    at.aside = at.focus = false;
  }

  void member(Element& object, std::size_t index, At at) {
    std::string name = object.name(index);
    Element& value = *object.children[index];
    const bool sibling = fhir_ && name.size() > 1 && name.front() == '_';
    if (sibling) name.erase(0, 1);
    at.aside = at.aside || (fhir_ && (sibling || name == "extension" || name == "modifierExtension"));
    const ItemIndex outer = at.path.empty() ? kNoItem : decider_at(at.path).item;
    at.path.push_back({name, nullptr, sibling});
    walk(value, at, name);
    if (!fhir_) return;
    if (place_of(at.path) == "Bundle.signature") {
      for (Element* leaf : leaves_of(value)) out_.notes[leaf].standing = Standing::kAbsent;
    } else {
      modifier(object, value, names_of(at.path), outer, sibling);
    }
  }

  // With what it modifies and unchanged; or all that it modifies is withheld.
  void modifier(Element& holder, Element& value, const std::vector<std::string>& names, ItemIndex outer, bool sibling) {
    const bool in_words = modifies_in_words(names, value) || (sibling && modifies(names, value));
    if (!in_words && !modifies(names, value)) return;
    bool all_kept = true;
    for (Element* leaf : leaves_of(value)) {
      const ItemIndex item = out_.notes[leaf].item;
      if (action_of(item) == ActionKind::kKeep) continue;
      all_kept = false;
      if (item == outer || item == kNoItem) continue;
      out_.poisoned.insert(&holder);
      return;
    }
    if (!in_words) {
      follow(value, &holder, outer);
    } else if (!all_kept) {
      out_.poisoned.insert(&holder);
    }
  }

  void follow(Element& value, const Element* anchor, ItemIndex) {
    bool kept = false;
    for (Element* leaf : leaves_of(value)) {
      const ItemIndex item = out_.notes[leaf].item;
      kept = kept || (action_of(item) == ActionKind::kKeep && !structural(item));
    }
    for (Element* leaf : leaves_of(value)) {
      Note& note = out_.notes[leaf];
      note.standing = kept ? Standing::kReleased : Standing::kFollows;
      note.anchor = anchor;
      note.after = leaf->raw;
      note.key.clear();
      note.changed = false;
      // Words beside a code are searched; words of a modifier's own go only where an item keeps them.
      const bool own_words = leaf->string() && leaf != &value && member_name(*leaf) == "text";
      const bool item_keeps = action_of(note.item) == ActionKind::kKeep && !structural(note.item);
      note.text = leaf->string() && (member_name(*leaf) == "display" || (own_words && item_keeps));
      if (own_words && !item_keeps) note.after = quoted("[withheld]");
    }
  }

  [[nodiscard]] static std::string member_name(const Element& value) {
    const Element* object = value.parent;
    for (std::size_t i = 0; object != nullptr && object->object() && i < object->children.size(); ++i) {
      if (object->children[i].get() == &value) return object->name(i);
    }
    return "";
  }

  // What an earlier redaction left in meta.security.
  [[nodiscard]] bool is_label(const Element& object) const {
    const Element* meta = root_.member("meta");
    const Element* security = meta == nullptr ? nullptr : meta->member("security");
    return security != nullptr && object.parent == security && object.children.size() == 2 &&
           object.member_text("code") == "REDACTED" &&
           object.member_text("system") == "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
  }
  void label(const Element& object) {
    out_.labelled = true;
    for (const auto& leaf : object.children) out_.notes[leaf.get()].standing = Standing::kAround;
  }

  void leaf(Element& value, const At& at, const std::string& name) {
    Note& note = out_.notes[&value];
    note.place = place_of(at.path);
    note.anchor = object_around(value);
    note.after = value.raw;
    if (at.path.empty()) return;
    const Decider by = decider_at(at.path);
    note.item = by.item;
    const ValueType type = note.item == kNoItem ? ValueType::kText : by_.vocabulary.items[note.item].type;
    const MemberPart part = part_of(at, by, type);
    note.value = (part == MemberPart::kValue || !fhir_) && value.string() && note.item != kNoItem;
    const bool direct = value.parent != nullptr && value.parent->object();
    const bool plain = fhir_ && !at.path.back().sibling && direct;
    if (plain && of_the_format(value, note, name)) {
      note.standing = Standing::kFollows;
    } else if (plain && name == "reference" && leads_inside(value)) {
      const bool allowed = note.item == kNoItem ? !at.aside : action_of(note.item) == ActionKind::kKeep;
      out_.references.push_back({&value, value.text(), at.outermost, allowed, at.focus});
    } else if (value.raw == "null" && !direct && value.parent != nullptr && sibling_of(*value.parent) != nullptr) {
      note.placeholder = true;
    } else {
      decide(value, note, at, by, part);
    }
  }

  bool of_the_format(const Element& value, const Note& note, const std::string& name) const {
    if (name == "resourceType") return out_.resources.count(value.parent) > 0;
    return note.place == "Bundle.type" || (note.place == "Bundle.entry.fullUrl" && urn_uuid(value.text()));
  }
  static bool leads_inside(const Element& value) {
    const std::string to = value.string() ? value.text() : "";
    return to.compare(0, 4, "urn:") == 0 || to.compare(0, 1, "#") == 0;
  }

  void decide(Element& value, Note& note, const At& at, const Decider& by, MemberPart part) {
    const ActionKind action = action_of(note.item);
    const bool contained_id = fhir_ && at.path.size() == 2 && at.path[1].name == "id" && at.resource != at.outermost;
    if (contained_id && action != ActionKind::kKeep) return;  // goes with a reference that leads to it
    const bool display =
        fhir_ && !at.path.back().sibling && (at.path.back().name == "display" || at.path.back().name == "div");
    if (structural(note.item)) {
      note.standing = Standing::kAround;
      note.text = display && value.string();
    } else if (action == ActionKind::kKeep) {
      if (digest_of_withheld(value, at)) return;
      note.standing = Standing::kReleased;
      note.text = value.string() && (display || by_.vocabulary.items[note.item].type == ValueType::kFreeText);
    } else if (action != ActionKind::kWithhold && part == MemberPart::kValue) {
      change(value, note, at);
    } else if (action != ActionKind::kWithhold && part == MemberPart::kCompanion) {
      note.standing = Standing::kFollows;
      note.anchor = companion_anchor(value, at, by);
      note.text = value.string() && (display || at.path.back().name == "text");
    } else if (selected_by(value, at)) {
      note.standing = Standing::kFollows;
    }
  }

  // It is what tells its object apart: a selector's condition that holds, an extension's url.
  bool selected_by(const Element& value, const At& at) const {
    if (at.path.back().sibling || value.parent == nullptr || !value.parent->object()) return false;
    const std::string& name = at.path.back().name;
    if (at.extension && name == "url") return true;
    Path around = at.path;
    around.pop_back();
    return !around.empty() && condition_names(around, name, by_.format, by_.vocabulary);
  }

  void change(Element& value, Note& note, const At& at) {
    // A plain record's number may become a band's text; FHIR says which elements are numbers.
    const bool number = !fhir_ && !value.string() && std::string_view("-0123456789").find(value.raw[0]) < 11;
    if (!value.string() && !number) return;
    const Action& action = by_.plan.items[note.item].action;
    const ValueType type = by_.vocabulary.items[note.item].type;
    if (fhir_ && has_fixed_form(names_of(at.path))) {
      const bool pseudonym = action.kind == ActionKind::kPseudonymise && type == ValueType::kIdentifier;
      if (action.kind != ActionKind::kGeneralise && !pseudonym) return;
    }
    const bool instant = fhir_ && is_instant(names_of(at.path));
    const auto changed = slow_change({action, type, instant, by_.recipient, by_.keys}, value.text());
    if (!changed) return;
    note.standing = Standing::kReleased;
    note.after = quoted(*changed);
    note.changed = true;
    const bool has_system = fhir_ && type != ValueType::kContact && value.parent->object();
    if (action.kind == ActionKind::kPseudonymise && has_system) note.key = action.key;
  }

  MemberPart part_of(const At& at, const Decider& by, ValueType type) const {
    if (by.item == kNoItem) return MemberPart::kNeither;
    if (!fhir_) {
      // Below a changed item only words, as programs name things, go.
      static const re2::RE2 word("[a-z](_|[a-zA-Z]|[0-9]){0,31}"), many_digits("([^0-9]*[0-9]){3}.*");
      for (std::size_t i = by.depth; i < at.path.size(); ++i) {
        const std::string& name = at.path[i].name;
        if (!re2::RE2::FullMatch(name, word) || re2::RE2::FullMatch(name, many_digits)) return MemberPart::kNeither;
      }
      return MemberPart::kValue;
    }
    // A primitive's sibling holds what is said about its value, never the value.
    for (std::size_t i = by.depth - 1; i < at.path.size(); ++i) {
      if (at.path[i].sibling) return MemberPart::kNeither;
    }
    const auto names = names_of(at.path);
    return member_part({names.begin() + static_cast<std::ptrdiff_t>(by.depth), names.end()}, type);
  }

  // The object that holds the member beside the value: of an identifier's coded type, the identifier.
  const Element* companion_anchor(const Element& value, const At& at, const Decider& by) const {
    const auto names = names_of(at.path);
    const ValueType type = by_.vocabulary.items[by.item].type;
    for (std::size_t i = by.depth; i < names.size(); ++i) {
      const std::vector<std::string> below(names.begin() + static_cast<std::ptrdiff_t>(by.depth),
                                           names.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      if (member_part(below, type) == MemberPart::kCompanion) return at.path[i - 1].object;
    }
    return object_around(value);
  }

  bool digest_of_withheld(const Element& value, const At& at) const {
    const std::string& name = at.path.back().name;
    if (!fhir_ || at.path.back().sibling || (name != "hash" && name != "size") || !value.parent->object()) return false;
    Path path = at.path;
    for (const char* of : {"data", "url"}) {
      path.back() = {of, nullptr};
      if (value.parent->member(of) != nullptr && action_of(decider_at(path).item) != ActionKind::kKeep) return true;
    }
    return false;
  }

  [[nodiscard]] Decider decider_at(const Path& path) const { return decider(path, by_.format, by_.vocabulary); }
  [[nodiscard]] ActionKind action_of(ItemIndex item) const {
    return item == kNoItem || item >= by_.plan.items.size() ? ActionKind::kWithhold : by_.plan.items[item].action.kind;
  }
  [[nodiscard]] bool structural(ItemIndex item) const {
    return item != kNoItem && by_.vocabulary.items[item].category == Category::kStructural &&
           action_of(item) == ActionKind::kKeep;
  }

  Element& root_;
  const JudgedBy& by_;
  const bool fhir_;
  Reading out_;
};

}  // namespace

const Element* object_around(const Element& value) {
  const Element* at = value.parent;
  while (at != nullptr && at->array()) at = at->parent;
  return at;
}

const Element* sibling_of(const Element& array) {
  const Element* object = array.parent;
  if (object == nullptr || !object->object()) return nullptr;
  for (std::size_t i = 0; i < object->children.size(); ++i) {
    if (object->children[i].get() != &array) continue;
    const std::string name = object->name(i);
    const Element* other = object->member(name.front() == '_' ? name.substr(1) : "_" + name);
    return other != nullptr && other->array() ? other : nullptr;
  }
  return nullptr;
}

Reading read_leaves(Element& root, const JudgedBy& by) {
  return Reader(root, by).run();
}

}  // namespace concordat::policy::test
